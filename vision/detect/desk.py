"""Sends what the rules decided: an observation with its evidence, or the end of a camera fault."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from vision.clock import iso
from vision.evidence import ClipDesk, boxed_snapshot, clean_snapshot
from vision.pipeline import is_fault, model_label
from vision.reporter import Reporter
from vision.rules.config import CameraConfig
from vision.rules.hold import Ended, Fired
from vision.rules.zones import names_at

log = logging.getLogger(__name__)


class ObservationDesk:
    def __init__(self, reporter: Reporter, clips: ClipDesk) -> None:
        self._reporter = reporter
        self._clips = clips

    def handle(self, camera: CameraConfig, event: Fired | Ended) -> None:
        if isinstance(event, Fired):
            self._report(camera, event)
        elif is_fault(event.occurrence.type):
            log.info("camera %d %s: %s is over", camera.id, camera.name, event.occurrence.type)
            self._reporter.end(event.occurrence.key, event.at)

    def _report(self, camera: CameraConfig, fired: Fired) -> None:
        occurrence = fired.occurrence
        log.info(
            "camera %d %s: %s, score %.2f, for %.1f s",
            camera.id, camera.name, occurrence.type, fired.best.score, fired.held_s,
        )  # fmt: skip
        self._reporter.observe(describe(camera, fired), clean_snapshot(fired.best), boxed_snapshot(fired.best))
        self._clips.order(occurrence.key, camera.id, occurrence.last_seen)


def describe(camera: CameraConfig, fired: Fired) -> dict[str, Any]:
    """The `meta` of POST /api/observations."""
    occurrence, rule, frame = fired.occurrence, fired.rule, fired.best.frame
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
            "schedule": rule.schedule.value,
            "zones": sorted(zones),
        },
        "model": model_label(occurrence.type),
        "is_ai": not is_fault(occurrence.type),
    }


HandleEvent = Callable[[CameraConfig, Fired | Ended], None]
