"""What people wear, from footage to case: demanded where the area demands it, quiet elsewhere."""

from __future__ import annotations

from typing import Any

import pytest

from tests.harness.phone import Phone
from tests.harness.product import Product, wait_for_case
from tests.harness.waiting import until

pytestmark = [pytest.mark.processes, pytest.mark.timeout(420)]


def _cases(phone: Phone, kind: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = phone.get("/api/cases", type=kind, page_size=100)["items"]
    return found


@pytest.mark.requirement("Q135")
def test_a_bare_face_is_a_case_in_the_special_room_and_none_at_the_stove(product: Product) -> None:
    """Both cameras show the same person without a mask; only one area demands it."""
    officer = product.phone("safety_officer")
    establishment = officer.get("/api/establishments")["items"][0]
    areas = {area["kind"]: area["id"] for area in officer.get(f"/api/establishments/{establishment['id']}")["areas"]}
    cooking, special = sorted(officer.get("/api/cameras")["items"], key=lambda camera: int(camera["id"]))
    assert cooking["area"]["kind"] == "COOK"
    officer.patch(f"/api/cameras/{special['id']}", {"area_id": areas["SPECIAL"], "is_ai_enabled": True})

    case = wait_for_case(officer, "MASK", 150)

    assert (case["area"]["kind"], case["camera"]["id"], case["severity"]) == ("SPECIAL", special["id"], "major")
    assert {entry["kind"] for entry in case["evidence"]} >= {"snapshot", "boxed"}
    # Once the stove's camera has shown the same person for as long, nothing was said there.
    until(lambda: any(row["camera"]["id"] == cooking["id"] for row in _cases(officer, "CLOTHES")), 150, "seen there")
    assert {row["camera"]["id"] for row in _cases(officer, "MASK")} == {special["id"]}
