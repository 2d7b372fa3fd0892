"""Alarms with answers, crops and proposed models."""

from __future__ import annotations

import io
import json
from typing import Any

from flask import current_app

from backend.cases.models import Case
from backend.catalog.violations import ViolationType
from backend.extensions import db
from tests.factories.cases import ClientAs, Story, observation, photo_form
from tests.fakes.pictures import jpeg

SMALL, LARGE = [[100, 50, 130, 90]], [[10, 20, 110, 220]]  # 40 and 200 pixels high in a picture of 320 x 240


def alarm(story: Story, type: ViolationType = ViolationType.CAP, crops: int = 0, **values: Any) -> Case:
    """One observation, long enough after the one before to be a case of its own."""
    current_app.extensions["clock"].advance(hours=1)
    said = [{"kind": "head", "answer": "yes", "score": 0.9}] * crops
    meta = observation(story.kitchen.camera, type, crops=said, **values)
    files = {
        name: (f"{name}.jpg", jpeg(width=40 + n, height=40), "image/jpeg")
        for n, name in enumerate(["snapshot", "boxed", *(f"crop{n}" for n in range(crops))])
    }
    answer = story.device().send_form("/api/observations", meta, files, {"Idempotency-Key": meta["key"]})
    assert answer.status_code == 201, answer.json
    return db.session.get_one(Case, answer.get_json()["case_id"], populate_existing=True)


def call_false(story: Story, client_as: ClientAs, case: Case, reason: str = "cap_colour") -> None:
    answer = client_as(story.holder).post(f"/api/cases/{case.id}/dismissal", json={"reason": reason, "text": ""})
    assert answer.status_code == 200, answer.json


def call_true(story: Story, client_as: ClientAs, case: Case) -> None:
    path = f"/api/cases/{case.id}/rectification"
    answer = client_as(story.holder).post(path, data=photo_form(), content_type="multipart/form-data")
    assert answer.status_code == 200, answer.json


def false_alarms(story: Story, client_as: ClientAs, number: int, **values: Any) -> list[Case]:
    made = []
    for _ in range(number):
        made.append(alarm(story, **values))
        call_false(story, client_as, made[-1])
    return made


def onnx(seed: int = 1) -> bytes:
    """A whole ModelProto: the version of its format, an empty graph with a name, one operator set."""
    name = f"g{seed}".encode()
    graph = b"\x12" + bytes([len(name)]) + name
    return b"\x08\x08" + b"\x3a" + bytes([len(graph)]) + graph + b"\x42\x02\x10\x15"


def proposal(type: str = "MASK", data: bytes | None = None, **metrics: Any) -> dict[str, Any]:
    return {
        "type": type,
        "metrics": json.dumps(metrics or {"f1": 0.96}),
        "note": "",
        "model": (io.BytesIO(onnx() if data is None else data), "model.onnx"),
    }
