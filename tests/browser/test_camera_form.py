"""A camera joins from the form: tested first, refused in plain words, then live."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import SignIn
from tests.browser.test_main_job import frames
from tests.harness.product import Product
from tests.harness.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.processes]

_CHECKS = ("codec", "resolution", "fps", "gop", "b_frames")


def _test_address(page: Page, url: str) -> str:
    page.get_by_test_id("camera-main-url").fill(url)
    page.get_by_test_id("camera-test-run").click()
    panel = page.get_by_test_id("camera-test")
    expect(panel).not_to_have_attribute("data-outcome", "", timeout=40_000)
    return panel.get_attribute("data-outcome") or ""


@pytest.mark.requirement("Q118", "Q123", "Q129", "Q131")
def test_a_camera_of_any_make_goes_live_from_the_form(product: Product, sign_in: SignIn) -> None:
    page = sign_in("safety_head")
    page.goto("/settings/cameras/new")
    page.get_by_test_id("camera-area").select_option(label="切配区")
    page.get_by_test_id("camera-name").fill("切配区1")
    address = f"127.0.0.1:{product.camera_port}/demo"

    assert _test_address(page, f"rtsp://demo:wrong@{address}") == "wrong_password"
    expect(page.get_by_test_id("camera-test-verdict")).to_contain_text("密码")

    page.reload()
    page.get_by_test_id("camera-area").select_option(label="切配区")
    page.get_by_test_id("camera-name").fill("切配区1")
    assert _test_address(page, f"rtsp://demo:demo@{address}") == "ok"
    expect(page.get_by_test_id("camera-test-picture")).to_be_visible()
    for check in _CHECKS:
        expect(page.get_by_test_id(f"camera-test-{check}")).to_have_attribute("data-passed", "true")

    page.get_by_test_id("camera-save").click()
    page.wait_for_url("**/settings/cameras/*")
    phone = product.phone("safety_head")
    camera = next(c for c in phone.get("/api/cameras", page_size=100)["items"] if c["name"] == "切配区1")
    try:
        until(lambda: phone.get(f"/api/cameras/{camera['id']}")["is_online"], 30, "the new camera is online")
        page.goto(f"/cameras/{camera['id']}")
        expect(page.get_by_test_id("live-player")).to_have_attribute("data-mode", "whep", timeout=20_000)
        before = until(lambda: frames(page), 15, "live pictures")
        until(lambda: frames(page) > before + 25, 15, "moving live pictures")
    finally:
        phone.send("DELETE", f"/api/cameras/{camera['id']}").raise_for_status()
