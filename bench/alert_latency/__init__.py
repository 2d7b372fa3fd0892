"""From the frame at which a rule fires to the push service's acceptance, through the whole product.

Somebody in street clothes stands before two cameras. As soon as a push arrives its case is dismissed, so that the next
report opens another case and pushes again.
"""

from __future__ import annotations

import contextlib
import queue
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import cv2
from sqlalchemy import text

from bench.alert_latency.straight import straight_line
from bench.result import Result, percentile
from tests.fakes.push_receiver import PushReceiver
from tests.harness.phone import Phone
from tests.harness.product import Product, running
from tools.camera.encode import encode
from tools.footage.story import FPS, Scene, Visit

NAME = "alert_latency"
SAMPLES = 24
AIM_MS = 1500.0
PEER = "bare script: the same report, one row, the same push"
PACKAGES = ("flask", "onnxruntime", "webpush")
_LOOP_S = 10
_ALWAYS_THERE = (Visit(-60.0, 3600.0, 640.0, is_in_white=False),)
_RULE = {"hold_s": 1.0, "merge_s": 5}
_PATIENCE_S = 30.0


@dataclass(frozen=True)
class Alert:
    """Milliseconds since the frame: until the case stood in the database, until the push was accepted."""

    case_ms: float
    push_ms: float


class TimedReceiver(PushReceiver):
    """Notes when it accepted which case's push."""

    def __init__(self, vapid_public: str) -> None:
        super().__init__(vapid_public)
        self.accepted: queue.Queue[tuple[int, float]] = queue.Queue()

    def take(self, path: str, headers: dict[str, str], body: bytes) -> tuple[int, dict[str, str]]:
        status, answer = super().take(path, headers, body)
        if status == 201:
            case_id = self.phones[path.rpartition("/")[2]].messages[-1]["payload"]["case_id"]
            self.accepted.put((case_id, time.time()))
        return status, answer


def run() -> list[Result]:
    with TemporaryDirectory() as name, ExitStack() as stack:
        folder, scene = Path(name), Scene()
        pictures = [scene.at(index, index / FPS, _ALWAYS_THERE) for index in range(_LOOP_S * FPS)]
        clip = folder / "clip.mp4"
        clip.write_bytes(encode(pictures, fps=FPS, bitrate=2_000_000, preset="ultrafast"))
        jpeg = cv2.imencode(".jpg", pictures[0])[1].tobytes()
        product = stack.enter_context(running(folder / "data", clip))
        straight = stack.enter_context(straight_line(folder, jpeg))
        officer = product.phone("safety_officer")
        receiver = stack.enter_context(_receiver(officer.get("/api/config")["vapid_public_key"]))
        officer.subscribe(receiver.add_phone().subscription())
        _watch_closely(officer)
        accepted, peer = [], []
        for _ in range(SAMPLES):
            accepted.append(_next_push(officer, receiver, product))
            peer.append(straight.run_once() * 1000)
        if receiver.faults:
            raise RuntimeError(f"refused pushes: {receiver.faults}")
        alerts = _alerts(product, accepted)
    return _results(alerts, peer)


def _results(alerts: Sequence[Alert], peer: Sequence[float]) -> list[Result]:
    push, case = [alert.push_ms for alert in alerts], [alert.case_ms for alert in alerts]
    figures: list[tuple[str, Sequence[float], int, float | None]] = [
        (f"{NAME}_p50", push, 50, None),
        (f"{NAME}_p95", push, 95, AIM_MS),
        (f"{NAME}_to_case_p50", case, 50, None),
        (f"{NAME}_to_case_p95", case, 95, None),
    ]
    return [
        Result(
            name,
            percentile(samples, percent),
            "ms",
            peer=PEER if samples is push else None,
            peer_value=percentile(peer, percent) if samples is push else None,
            aim=aim,
            runs=samples,
            packages=PACKAGES,
        )
        for name, samples, percent, aim in figures
    ]


def _watch_closely(officer: Phone) -> None:
    """Both demo cameras, and a rule that fires again soon after it has fired."""
    establishment_id = officer.me["memberships"][0]["scope_id"]
    for camera in officer.get("/api/cameras", establishment_id=establishment_id)["items"]:
        officer.patch(f"/api/cameras/{camera['id']}", {"is_ai_enabled": True})
    rules = officer.get("/api/rules", establishment_id=establishment_id)["items"]
    rule = next(rule for rule in rules if rule["type"] == "CLOTHES")
    officer.patch(f"/api/rules/{rule['id']}", _RULE)


def _next_push(officer: Phone, receiver: TimedReceiver, product: Product) -> tuple[int, float]:
    try:
        case_id, at = receiver.accepted.get(timeout=_PATIENCE_S)
    except queue.Empty:
        raise RuntimeError(f"no push for {_PATIENCE_S:g} s\n{product.log()[-3000:]}") from None
    officer.post(f"/api/cases/{case_id}/dismissal", {"reason": "test", "text": ""})
    return case_id, at


def _alerts(product: Product, accepted: Sequence[tuple[int, float]]) -> list[Alert]:
    """What the database knows about each case: its first report, and the frame that the report is about."""
    engine = product.database()
    select = text("SELECT last_seen_at, received_at FROM observation WHERE case_id = :id ORDER BY id LIMIT 1")
    alerts = []
    with engine.connect() as connection:
        for case_id, at in accepted:
            frame_at, received_at = (_epoch(value) for value in connection.execute(select, {"id": case_id}).one())
            alerts.append(Alert((received_at - frame_at) * 1000, (at - frame_at) * 1000))
    engine.dispose()
    return alerts


def _epoch(value: Any) -> float:
    """SQLite hands out text, PostgreSQL a datetime; both are UTC."""
    instant = datetime.fromisoformat(value) if isinstance(value, str) else value
    return float(instant.replace(tzinfo=instant.tzinfo or UTC).timestamp())


@contextlib.contextmanager
def _receiver(vapid_public: str) -> Iterator[TimedReceiver]:
    receiver = TimedReceiver(vapid_public)
    try:
        yield receiver
    finally:
        receiver.close()
