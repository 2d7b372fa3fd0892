"""An installer makes a camera judge more: a bin with its lid on, a measured floor, a mask where the unit wants one."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import SignIn
from tests.harness.product import Product
from tests.harness.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.processes]

_CAMERA = "/settings/cameras/1"


def _kind(product: Product, kind: str) -> dict[str, Any]:
    kinds = product.phone("safety_head").get("/api/cameras/1/installation")["kinds"]
    return next(each for each in kinds if each["type"] == kind)


def test_a_bin_is_marked_photographed_and_confirmed(product: Product, sign_in: SignIn) -> None:
    page = sign_in("safety_head")
    phone = product.phone("safety_head")
    until(lambda: phone.get("/api/cameras/1")["is_online"] and phone.get("/api/cameras/1")["still_at"], 60, "a still")
    page.goto(f"{_CAMERA}/bins")
    page.get_by_test_id("bin-add").click()
    page.get_by_test_id("bin-name-0").fill("泔水桶")
    page.get_by_test_id("zone-point-2").focus()
    page.keyboard.press("Shift+ArrowRight")
    page.get_by_test_id("bins-save").click()
    row = until(lambda: phone.get("/api/cameras/1/bins"), 20, "the bin is stored")[0]
    assert (row["name"], row["covered_at"]) == ("泔水桶", None)
    assert _kind(product, "BIN")["lack"] == "covered"

    page.get_by_test_id(f"bin-take-{row['id']}").click()
    page.get_by_test_id(f"bin-retake-{row['id']}").click()
    page.get_by_test_id(f"bin-confirm-{row['id']}").click()
    expect(page.get_by_test_id(f"bin-take-{row['id']}")).to_be_visible()
    assert phone.get("/api/cameras/1/bins")[0]["covered_at"]
    assert _kind(product, "BIN")["lack"] is None
    phone.put("/api/cameras/1/bins", [])


def test_a_floor_is_measured_and_forgotten(product: Product, sign_in: SignIn) -> None:
    page = sign_in("safety_head")
    page.goto(f"{_CAMERA}/floor")
    page.get_by_test_id("floor-width").fill("240")
    page.get_by_test_id("floor-width").press("Tab")
    expect(page.get_by_test_id("floor-grid").locator("line")).to_have_count(5)
    page.get_by_test_id("floor-save").click()
    page.get_by_test_id("floor-forget").wait_for()
    assert product.phone("safety_head").get("/api/cameras/1/installation")["floor"]["width_cm"] == 240
    page.get_by_test_id("floor-forget").click()
    expect(page.get_by_test_id("floor-forget")).to_have_count(0)
    assert _kind(product, "PEST")["lack"] == "floor"


def test_a_mask_is_switched_on_where_the_unit_wants_one(product: Product, sign_in: SignIn) -> None:
    page = sign_in("safety_head")
    page.goto("/settings/rules?camera=1")
    expect(page.get_by_test_id("rule-quiet-MASK")).to_be_visible()
    page.get_by_test_id("rule-MASK").click()
    page.get_by_test_id("rule-save").click()
    expect(page.get_by_test_id("rule-quiet-MASK")).to_have_count(0)
    assert _kind(product, "MASK")["quiet"] is None
    page.get_by_test_id("rule-MASK").click()
    page.get_by_test_id("rule-restore").click()
    expect(page.get_by_test_id("rule-quiet-MASK")).to_be_visible()
