"""Two cameras see the same fault at the same moment: two cases, each told once however often it is seen again."""

from __future__ import annotations

from typing import Any

import pytest

from tests.harness.phone import Phone
from tests.harness.product import Product
from tests.harness.push_peer import PushPeer
from tests.harness.waiting import until
from tests.walks.footage import start_afresh

pytestmark = [pytest.mark.processes, pytest.mark.timeout(420)]


def _running(phone: Phone) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = phone.get("/api/cases", type="CLOTHES", state="open")["items"]
    return sorted(items, key=lambda case: int(case["camera"]["id"]))


def test_each_camera_has_its_own_case_and_repeats_join_it(product: Product, peer: PushPeer) -> None:
    officer = product.phone("safety_officer")
    own = peer.subscribe(officer.get("/api/config")["vapid_public_key"])
    officer.subscribe(own)
    cameras = sorted(camera["id"] for camera in officer.get("/api/cameras")["items"])
    assert len(cameras) == 2
    for camera_id in cameras:
        officer.patch(f"/api/cameras/{camera_id}", {"is_ai_enabled": True})
    start_afresh(officer)
    told_before = len(peer.messages(own))

    cases = until(lambda: _both(officer), 100, "a case for each camera")
    assert [case["camera"]["id"] for case in cases] == cameras
    assert len({case["number"] for case in cases}) == 2
    assert [case["area"]["kind"] for case in cases] == ["COOK", "SERVE"]
    tags = {f"case-{case['id']}" for case in cases}
    until(lambda: tags == {m["tag"] for m in peer.messages(own)[told_before:]}, 20, "one push for each case")
    for case in cases:
        full = officer.get(f"/api/cases/{case['id']}")
        told = {(d["user"]["name"], d["channel"], d["state"]) for d in full["deliveries"]}
        assert {(officer.me["name"], "in_app", "sent"), (officer.me["name"], "web_push", "sent")} <= told

    again = until(lambda: _seen_again(officer), 150, "both seen again")
    assert [case["id"] for case in again] == [case["id"] for case in cases]
    for case in again:
        timeline = [entry["kind"] for entry in officer.get(f"/api/cases/{case['id']}")["timeline"]]
        assert timeline.count("merged") == case["occurrences"] - 1
    messages = [m["tag"] for m in peer.messages(own)[told_before:]]
    assert sorted(messages) == sorted(tags)


def _both(phone: Phone) -> list[dict[str, Any]] | None:
    cases = _running(phone)
    return cases if len(cases) >= 2 else None


def _seen_again(phone: Phone) -> list[dict[str, Any]] | None:
    cases = _running(phone)
    return cases if all(case["occurrences"] >= 2 for case in cases) else None
