"""Answers teach: three false alarms make a camera quieter; after a fourth it only suspects until a person tunes it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.harness.device import device_client, report, seen
from tests.harness.phone import Phone
from tests.harness.product import Product
from tests.harness.waiting import until
from vision.backend_client import BackendClient

pytestmark = pytest.mark.processes

_POSTER = [[20.0, 10.0, 80.0, 150.0]]


def _alarm(box: BackendClient, officer: Phone) -> dict[str, Any]:
    """A case of a bare head, once the first person has been told."""
    case_id = report(box, seen(kind="CAP", boxes=_POSTER))["case_id"]

    def told() -> dict[str, Any] | None:
        case: dict[str, Any] = officer.get(f"/api/cases/{case_id}")
        return case if case["chain"][0]["told_at"] else None

    return until(told, 30, "the first person told")


def _rule(box: BackendClient) -> dict[str, Any]:
    """What the box is told to look for now."""
    box.forget_config()
    config = box.get_config() or {}
    camera = next(each for each in config["cameras"] if each["id"] == 1)
    return next(dict(rule) for rule in camera["rules"] if rule["type"] == "CAP")


def test_three_false_alarms_make_a_quieter_camera_and_a_fourth_a_suspicion(product: Product) -> None:
    officer, head, box = product.phone("safety_officer"), product.phone("safety_head"), device_client(product)
    for _ in range(3):
        case = _alarm(box, officer)
        officer.post(f"/api/cases/{case['id']}/dismissal", {"reason": "glare", "text": ""})
    page = f"/api/establishments/{case['establishment']['id']}/recognition"
    line = next(each for each in officer.get(page)["items"] if each["type"] == "CAP")
    wish = next(each for each in line["suggestions"] if each["kind"] == "min_height")
    assert (wish["false_gone"], wish["true_lost"], _rule(box)["min_height"]) == (3, 0, wish["now"])

    officer.post(f"{page}/changes", {"camera_id": 1, "type": "CAP", "kind": "min_height", "value": wish["value"]})

    assert _rule(box)["min_height"] == wish["value"] > _POSTER[0][3] - _POSTER[0][1]
    assert _rule(box)["standing"] == "certain"
    officer.post(f"/api/cases/{_alarm(box, officer)['id']}/dismissal", {"reason": "glare", "text": ""})
    assert _rule(box)["standing"] == "suspect"
    suspected = _alarm(box, officer)
    product.let_time_pass(suspected["id"], minutes=3 * 24 * 60)
    assert {each["level"] for each in officer.get(f"/api/cases/{suspected['id']}")["deliveries"]} == {1}
    confirmed = head.post(f"/api/cases/{suspected['id']}/confirmation", {})
    assert (confirmed["is_suspected"], len(confirmed["chain"])) == (False, 4)
    tuning = next(each for each in officer.get(page)["items"] if each["type"] == "CAP")["tuning"]
    officer.post(f"/api/tunings/{tuning['id']}/end", {"note": "调高了最小高度"})
    assert _rule(box)["standing"] == "certain"
