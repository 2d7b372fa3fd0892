"""A parent at work: the blurred kitchen moves, and stops when the school ends the group."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import SignIn
from tests.harness.phone import Phone
from tests.harness.product import Product
from tests.harness.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.processes]
_WEEK = [{"weekday": day, "from": "00:00", "to": "24:00"} for day in range(7)]


def _group(school: Phone, name: str) -> int:
    groups = school.get("/api/viewing-groups", page_size=100)["items"]
    return int(next(group["id"] for group in groups if group["name"] == name))


def _pictures(page: Page) -> int:
    return int(page.get_by_test_id("watch-player").get_attribute("data-frames") or 0)


@pytest.mark.requirement("J150", "J151")
def test_a_parent_sees_the_kitchen_move_and_no_longer_once_the_group_has_ended(
    product: Product, sign_in: SignIn
) -> None:
    school = product.phone("principal")
    school.post(f"/api/viewing-groups/{_group(school, '膳食委员会')}/end")
    group = _group(school, "三年级家长代表")
    camera = school.get(f"/api/viewing-groups/{group}")["camera_ids"][0]
    until(lambda: school.get(f"/api/cameras/{camera}")["is_online"], 60, "the camera is online")

    page = sign_in("parent")
    page.goto("/school")
    for item in ("licence", "grade", "workers_health", "self_checks", "inspections", "pledge"):
        expect(page.get_by_test_id(f"school-{item}")).to_be_visible()
    expect(page.get_by_test_id("school-public")).to_be_visible()
    page.get_by_test_id("tab-watch").click()
    page.get_by_test_id(f"watch-tile-{camera}").click()
    player = page.get_by_test_id("watch-player")
    expect(player).to_have_attribute("data-phase", "live", timeout=30_000)
    before = until(lambda: _pictures(page), 20, "a picture")
    until(lambda: _pictures(page) >= before + 3, 30, "moving pictures")
    width = page.get_by_test_id("blurred-picture").evaluate("image => image.naturalWidth")
    assert 0 < width <= 640

    school.patch(f"/api/viewing-groups/{group}", {"hours": [{"weekday": 0, "from": "00:00", "to": "00:01"}]})
    expect(player).to_have_attribute("data-code", "viewing_outside_hours", timeout=5_000)
    expect(page.get_by_test_id("watch-reason")).to_contain_text("开放")
    expect(page.get_by_test_id("blurred-picture")).to_be_hidden()

    school.patch(f"/api/viewing-groups/{group}", {"hours": _WEEK})
    page.get_by_test_id("watch-retry").click()
    expect(player).to_have_attribute("data-phase", "live", timeout=30_000)
    ended_at = time.monotonic()
    school.post(f"/api/viewing-groups/{group}/end")
    expect(page.get_by_test_id("blurred-picture")).to_be_hidden(timeout=5_000)
    assert time.monotonic() - ended_at < 6
    expect(page).to_have_url(re.compile("/sign-in"), timeout=10_000)
