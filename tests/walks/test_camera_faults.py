"""The cable is pulled, the lens is covered: a case by itself, told, and ended by itself when the picture is back."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from tests.harness.phone import Phone
from tests.harness.product import SET_UP, Product, running, wait_for_case
from tests.harness.push_peer import PushPeer
from tests.harness.waiting import until

pytestmark = [pytest.mark.processes, pytest.mark.timeout(420)]

CAMERA = 1


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """With the grace that a kitchen's camera gets, not the short one of the other walks."""
    data = tmp_path_factory.mktemp("faults")
    with running(data, SET_UP / "demo.mp4", MINGCHU_OFFLINE_GRACE_S="30") as product:
        until(lambda: _camera(product.phone("safety_officer"))["is_online"], 40, "a picture")
        yield product


def _camera(phone: Phone) -> dict[str, Any]:
    camera: dict[str, Any] = phone.get(f"/api/cameras/{CAMERA}")
    return camera


def _ended(phone: Phone, case_id: int) -> dict[str, Any] | None:
    case: dict[str, Any] = phone.get(f"/api/cases/{case_id}")
    return case if case["state"] == "closed" else None


@pytest.mark.requirement("Q142", "J136")
def test_a_pulled_cable_is_a_case_within_two_minutes_and_ends_when_the_picture_is_back(
    product: Product, peer: PushPeer
) -> None:
    officer = product.phone("safety_officer")
    own = peer.subscribe(officer.get("/api/config")["vapid_public_key"])
    officer.subscribe(own)

    product.camera("off", cam="demo")
    pulled_at = time.time()
    case = wait_for_case(officer, "CAM_OFFLINE", 120, camera_id=CAMERA)
    assert time.time() - pulled_at <= 120
    assert case["camera"]["id"] == CAMERA
    assert case["source"] == "camera"
    assert case["why"]["cause"]
    assert not _camera(officer)["is_online"]
    until(lambda: f"case-{case['id']}" in {m["tag"] for m in peer.messages(own)}, 10, "the officer's phone rings")
    told = officer.get(f"/api/cases/{case['id']}")["deliveries"]
    assert (officer.me["name"], "web_push") in {(d["user"]["name"], d["channel"]) for d in told}

    product.camera("on", cam="demo")
    back_at = time.time()
    until(lambda: _camera(officer)["is_online"], 30, "a picture again")
    ended = until(lambda: _ended(officer, case["id"]), 30, "the case ends by itself")
    recovered = next(entry for entry in ended["timeline"] if entry["kind"] == "recovered")
    assert recovered["actor"] is None
    assert recovered["data"]["cause"]
    lasted_s = back_at - pulled_at
    assert abs(datetime.fromisoformat(recovered["data"]["recovered_at"]).timestamp() - back_at) <= 30
    assert abs(recovered["data"]["lasted_s"] - lasted_s) <= 30


@pytest.mark.requirement("Q122")
def test_a_covered_lens_is_called_blocked_and_ends_when_it_is_free(product: Product) -> None:
    officer = product.phone("safety_officer")
    until(lambda: _camera(officer)["picture"] == "ok", 60, "a good picture to begin with")
    rule = {"establishment_id": 1, "camera_id": CAMERA, "type": "CAM_BLOCK", "hold_s": 5, "schedule": "always"}
    officer.post("/api/rules", rule)

    product.camera("black", cam="demo")
    covered_at = time.time()
    until(lambda: _camera(officer)["picture"] == "blocked", 120, "the picture is called blocked")
    case = wait_for_case(officer, "CAM_BLOCK", 120, camera_id=CAMERA)
    assert time.time() - covered_at <= 300
    assert case["camera"]["id"] == CAMERA
    assert case["why"]["held_s"] >= 5
    assert _camera(officer)["is_online"]  # covered is not gone

    product.camera("on", cam="demo")
    until(lambda: _camera(officer)["picture"] == "ok", 60, "the picture is called good again")
    ended = until(lambda: _ended(officer, case["id"]), 60, "the case ends by itself")
    assert "recovered" in [entry["kind"] for entry in ended["timeline"]]
