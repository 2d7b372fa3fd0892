"""The main job on two phones: the push, the case, live video, an answer without a line, and the end seen elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewContext, SignIn
from tests.browser.phone_push import PushDelivery, give_subscription, shown, tap
from tests.harness.product import Product, dismiss_running, wait_for_case
from tests.harness.push_peer import PushPeer, push_peer
from tests.harness.waiting import until
from tests.walks.photo import photo

pytestmark = [pytest.mark.browser, pytest.mark.processes]


@pytest.fixture(scope="module")
def peer() -> Iterator[PushPeer]:
    with push_peer() as peer:
        yield peer


def _enter(page: Page, product: Product, role: str) -> Page:
    account = product.account(role)
    page.goto("/sign-in")
    page.get_by_test_id("phone").fill(account["phone"])
    page.get_by_test_id("password").fill(account["password"])
    page.get_by_test_id("sign-in").click()
    page.wait_for_url("**/today")
    return page


def frames(page: Page) -> int:
    count: int = page.evaluate(
        "document.querySelector('[data-testid=live-video]')?.getVideoPlaybackQuality().totalVideoFrames ?? 0"
    )
    return count


@pytest.mark.requirement("Q002")
def test_from_the_push_to_a_case_closed_on_another_phone(
    product: Product, new_context: NewContext, sign_in: SignIn, peer: PushPeer
) -> None:
    context = new_context()
    mine = peer.subscribe(product.phone("safety_officer").get("/api/config")["vapid_public_key"])
    give_subscription(context, mine)
    page = _enter(context.new_page(), product, "safety_officer")
    lock_screen = PushDelivery(page, product.url)

    dismiss_running(product.phone("safety_officer"))
    case = wait_for_case(product.phone("safety_officer"), "CLOTHES", 150)
    message = until(lambda: peer.messages(mine), 90, "a push that the phone's own keys decrypt")[-1]
    lock_screen.deliver(message)
    until(lambda: shown(page), 10, "a notification")
    assert "未穿工作服" in shown(page)[0]["title"]
    lock_screen.deliver({**message, "level": 2})
    assert len(shown(page)) == 1  # a repeat replaces
    tap(page, message["tag"])
    page.wait_for_url(f"**{message['url']}")
    case_id = int(message["url"].rsplit("/", 1)[1])
    assert case["type"] == "CLOTHES"

    page.goto(f"/cameras/{case['camera']['id']}")
    expect(page.get_by_test_id("live-player")).to_have_attribute("data-mode", "whep", timeout=20_000)
    before = until(lambda: frames(page), 15, "live pictures")
    until(lambda: frames(page) > before + 50, 15, "moving live pictures")

    head = sign_in("safety_head")
    head.goto(f"/cases/{case_id}")
    expect(head.get_by_test_id("case-state")).to_have_attribute("data-state", "open")

    page.goto(f"/cases/{case_id}")
    page.get_by_test_id("case-headline").wait_for()
    context.set_offline(True)
    page.get_by_test_id("answer-rectify").click()
    page.get_by_test_id("photo-input").set_input_files(
        {"name": "p.jpg", "mimeType": "image/jpeg", "buffer": photo("green")}
    )
    page.get_by_test_id("photo-preview").wait_for()
    page.get_by_test_id("rectify-submit").click()
    expect(page.get_by_test_id("pending-waiting")).to_be_visible()
    assert product.phone("safety_head").get(f"/api/cases/{case_id}")["state"] == "open"

    context.set_offline(False)
    expect(head.get_by_test_id("case-state")).to_have_attribute("data-state", "rectified", timeout=30_000)
    head.get_by_test_id("answer-accept").click()
    expect(page.get_by_test_id("case-state")).to_have_attribute("data-state", "closed", timeout=30_000)

    final = product.phone("safety_head").get(f"/api/cases/{case_id}")
    assert [entry["kind"] for entry in final["timeline"]].count("rectified") == 1


def test_live_pictures_fall_back_to_mse_when_whep_is_refused(product: Product, sign_in: SignIn) -> None:
    page = sign_in("safety_officer")
    page.route("**/whep/**", lambda route: route.abort())
    page.goto("/cameras/1")
    expect(page.get_by_test_id("live-player")).to_have_attribute("data-mode", "mse", timeout=30_000)
    before = until(lambda: frames(page), 15, "live pictures")
    until(lambda: frames(page) > before + 25, 15, "moving live pictures")


@pytest.mark.requirement("Q132")
def test_live_pictures_open_over_mobile_data(sign_in: SignIn) -> None:
    """A line like a fair 4G cell: 80 ms more each way round, 12 Mbit/s down, one packet in a hundred lost."""
    page = sign_in("safety_officer")
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    conditions = {"latency": 80, "downloadThroughput": 1_500_000, "uploadThroughput": 375_000, "packetLoss": 1}
    line.send("Network.emulateNetworkConditions", {"offline": False, "connectionType": "cellular4g", **conditions})
    page.goto("/cameras/1")
    before = until(lambda: frames(page), 20, "live pictures")
    until(lambda: frames(page) > before + 50, 20, "moving live pictures")


def test_the_first_run_asks_for_notifications_with_a_reason(product: Product, new_context: NewContext) -> None:
    context = new_context()
    context.clear_permissions()
    page = _enter(context.new_page(), product, "canteen_head")
    if page.evaluate("Notification.permission") == "default":
        expect(page.get_by_test_id("first-run")).to_be_visible()
        page.get_by_test_id("first-run-later").click()
    page.goto("/me")
    expect(page.get_by_test_id("notification-state")).to_be_visible()
