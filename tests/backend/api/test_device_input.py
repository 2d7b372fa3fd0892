"""Properly signed nonsense: whatever stands in a box's report, the answer is a refusal with a code or a success."""

from __future__ import annotations

import copy
import itertools
import json
from collections.abc import Iterator
from typing import Any

import pytest
from urllib3.filepost import encode_multipart_formdata
from werkzeug.test import TestResponse

from backend.cameras.models import CameraTest
from backend.catalog.cameras import StreamTransport
from backend.core import clock
from backend.extensions import db
from tests.factories.cases import Story, observation
from tests.factories.world import World
from tests.fakes.device import DeviceClient
from tests.fakes.pictures import jpeg

NASTY: tuple[Any, ...] = (
    None, True, -1, 0, 2**31, 2**63, 10**400, 1e308, -0.5, "", "\0", "\ud800", "x" * 5000, "1", "nan",
    "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-03-02", [], [[]], {}, {"x": {"y": []}},
)  # fmt: skip
BODIES = (b"", b"null", b"[]", b"{", b"\xff\xfe", b'{"states": NaN}', b"[" * 100_000, b'{"a":' * 50_000, b"a=b&c=d")
TYPES = ("application/json", "text/plain", "multipart/form-data; boundary=x", "multipart/form-data", "")


@pytest.fixture
def device(world: World) -> DeviceClient:
    return Story(world).device()


def broken(honest: Any) -> Iterator[Any]:
    """The honest value with each of its parts replaced by each nasty one, and left out."""
    for path in list(_paths(honest)):
        for value in NASTY:
            yield _with(honest, path, value)
    if isinstance(honest, dict):
        for name in honest:
            yield {key: value for key, value in honest.items() if key != name}


def _paths(value: Any) -> Iterator[tuple[Any, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield (key,)
        yield from ((key, *rest) for rest in _paths(inner))


def _with(honest: Any, path: tuple[Any, ...], value: Any) -> Any:
    made = copy.deepcopy(honest)
    place = made
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return made


def is_answer(response: TestResponse) -> bool:
    if response.status_code < 300:
        return True
    is_problem = response.content_type == "application/problem+json" and bool(response.get_json()["code"])
    return 400 <= response.status_code < 500 and is_problem


def form(meta: Any, **files: tuple[str, bytes, str]) -> tuple[bytes, dict[str, str]]:
    body, kind = encode_multipart_formdata({"meta": json.dumps(meta), **files})
    return body, {"Content-Type": kind}


def test_a_report_with_anything_in_it_is_taken_or_refused(world: World, device: DeviceClient) -> None:
    honest = observation(world.kitchen.camera)
    picture = ("p.jpg", jpeg(32, 24), "image/jpeg")
    answers = []
    for meta in itertools.chain([honest], broken(honest)):
        body, headers = form(meta, snapshot=picture, boxed=picture)
        answers.append((meta, device.send("POST", "/api/observations", body, headers)))
    assert answers[0][1].status_code == 201
    assert [(meta, answer.data) for meta, answer in answers if not is_answer(answer)] == []
    assert len(answers) > 300


def test_states_with_anything_in_them_are_taken_or_refused(world: World, device: DeviceClient) -> None:
    state = {
        "camera_id": world.kitchen.camera.id, "state": "online", "picture": "ok", "detail": "d", "codec": "h264",
        "since": "2026-03-02T04:00:00Z", "last_frame_at": "2026-03-02T04:00:00Z", "width": 1, "height": 1, "fps": 25.0,
        "gop_s": 2.0, "bitrate": 1,
    }  # fmt: skip
    path = "/api/device/camera-states"
    assert device.send_json("POST", path, {"states": [state]}).status_code == 204
    answers = [(value, device.send_json("POST", path, value)) for value in broken({"states": [state]})]
    assert [(value, answer.data) for value, answer in answers if not is_answer(answer)] == []


def test_a_test_result_with_anything_in_it_is_taken_or_refused(world: World, device: DeviceClient) -> None:
    camera = world.kitchen.camera
    test = CameraTest(
        establishment_id=camera.establishment_id, device_id=world.device.id, main_url="x", requested_at=clock.now(),
        requested_by_id=world.admin.id, transport=StreamTransport.TCP,
    )  # fmt: skip
    db.session.add(test)
    db.session.commit()
    check = {"name": "codec", "value": "h264", "is_passed": True, "advice": None}
    result = {"outcome": "ok", "detail": "", "width": 1, "fps": 25.0, "has_b_frames": False, "checks": [check]}
    path = f"/api/device/camera-tests/{test.id}/result"
    answers = [(value, device.send("POST", path, *form(value))) for value in broken(result)]
    assert [(value, answer.data) for value, answer in answers if not is_answer(answer)] == []


@pytest.mark.parametrize("kind", TYPES)
def test_bodies_that_are_something_else_are_refused(world: World, device: DeviceClient, kind: str) -> None:
    camera_id = world.kitchen.camera.id
    paths = [
        ("POST", "/api/observations"), ("PUT", "/api/observations/k/clip"), ("POST", "/api/observations/k/end"),
        ("POST", "/api/device/camera-states"), ("PUT", f"/api/device/cameras/{camera_id}/still"),
        ("POST", "/api/device/camera-tests/1/result"),
    ]  # fmt: skip
    for (method, path), body in itertools.product(paths, BODIES):
        answer = device.send(method, path, body, {"Content-Type": kind} if kind else {})
        assert is_answer(answer), (path, body[:40], answer.status_code, answer.data[:300])
        assert answer.status_code >= 400


@pytest.mark.parametrize(
    "value", ["", "x", "2026", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "1e999", "-1"]
)
def test_headers_with_anything_in_them_are_taken_or_refused(world: World, device: DeviceClient, value: str) -> None:
    camera_id = world.kitchen.camera.id
    for name in ("X-Taken-At", "X-Reference"):
        answer = device.send("PUT", f"/api/device/cameras/{camera_id}/still", jpeg(32, 24), {name: value})
        assert is_answer(answer), (name, answer.data[:300])
    for name in ("X-Start-At", "X-Duration"):
        answer = device.send(
            "PUT", "/api/observations/k/clip", b"mp4", {"X-Start-At": "2026-03-02T04:00:00Z", name: value}
        )
        assert is_answer(answer), (name, answer.data[:300])
