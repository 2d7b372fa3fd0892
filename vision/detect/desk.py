"""Sends what the rules decided: an observation with its evidence, or that it is over."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Any

from vision.clock import iso
from vision.evidence import ClipDesk, boxed_snapshot, clean_snapshot, crop_jpeg
from vision.pipeline import is_fault
from vision.reporter import Reporter
from vision.rules.config import CameraConfig
from vision.rules.hold import Ended, Fired
from vision.rules.zones import names_at
from vision.types import Crop, Detection

log = logging.getLogger(__name__)

# As many as the backend takes.
_MOST_CROPS = 6


class ObservationDesk:
    def __init__(self, reporter: Reporter, clips: ClipDesk) -> None:
        self._reporter = reporter
        self._clips = clips

    def handle(self, camera: CameraConfig, event: Fired | Ended, model: str) -> None:
        """`model`: which models, in which version, judged it."""
        if isinstance(event, Fired):
            self._report(camera, event, model)
            return
        log.info("camera %d %s: %s is over", camera.id, camera.name, event.occurrence.type)
        # A fault's case closes itself by this; of anything else it tells how long it lasted.
        self._reporter.end(event.occurrence.key, event.at)

    def _report(self, camera: CameraConfig, fired: Fired, model: str) -> None:
        occurrence = fired.occurrence
        log.info(
            "camera %d %s: %s, score %.2f, for %.1f s",
            camera.id, camera.name, occurrence.type, fired.best.score, fired.held_s,
        )  # fmt: skip
        pictures = clean_snapshot(fired.best), boxed_snapshot(fired.best)
        crops = [crop_jpeg(crop) for crop in crops_of(fired)]
        self._reporter.observe(describe(camera, fired, model), *pictures, crops)
        self._clips.order(occurrence.key, camera.id, occurrence.last_seen)


def clearest(fired: Fired) -> Detection:
    return max(fired.best.detections, key=lambda detection: detection.score)


def crops_of(fired: Fired) -> Sequence[Crop]:
    return clearest(fired).crops[:_MOST_CROPS]


def describe(camera: CameraConfig, fired: Fired, model: str) -> dict[str, Any]:
    """The `meta` of POST /api/observations."""
    occurrence, rule, frame = fired.occurrence, fired.rule, fired.best.frame
    why = clearest(fired).why
    boxes = [detection.box for detection in fired.best.detections if detection.box is not None]
    zones = {name for box in boxes for name in names_at(box, frame.width, frame.height, camera.zones)}
    return {
        "key": occurrence.key,
        "type": occurrence.type.value,
        "camera_id": camera.id,
        "score": round(fired.best.score, 3),
        "boxes": [[round(value) for value in box] for box in boxes],
        "frame": [frame.width, frame.height],
        "first_seen_at": iso(occurrence.first_seen),
        "last_seen_at": iso(occurrence.last_seen),
        "held_s": round(fired.held_s, 2),
        "rule": {
            "id": rule.id,
            "hold_s": rule.hold_s,
            "votes": rule.votes,
            "window": rule.window,
            "hits": fired.hits,
            "min_score": rule.min_score,
            "min_height": rule.min_height,
            "standing": rule.standing.value,
            "schedule": rule.schedule.value,
            "zones": sorted(zones),
        },
        "model": model,
        "is_ai": not is_fault(occurrence.type),
        "cause": str(why.get("cause", "")),
        "why": why,
        "crops": [
            {"kind": crop.kind, "answer": crop.answer.value, "score": round(crop.score, 3)} for crop in crops_of(fired)
        ],
    }


HandleEvent = Callable[[CameraConfig, Fired | Ended, str], None]
