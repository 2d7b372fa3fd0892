"""Somebody at a table scans the code: reads with scripts off, reports with a photo, and reads the answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import text

from tests.browser.conftest import PHONE, NewContext, SignIn
from tests.harness.product import Product
from tests.harness.waiting import until
from tests.walks.photo import photo

pytestmark = [pytest.mark.browser, pytest.mark.processes]

_MOST_BYTES = 40_000


@pytest.fixture
def address(product: Product) -> str:
    engine = product.database()
    with engine.connect() as connection:
        code = connection.execute(text("SELECT public_code FROM establishment ORDER BY id LIMIT 1")).scalar_one()
    engine.dispose()
    return f"/p/{code}"


@pytest.fixture
def plain(browser: Browser, product: Product) -> Iterator[Page]:
    """A phone on which scripts are off."""
    context = browser.new_context(base_url=product.url, viewport=PHONE, java_script_enabled=False, locale="zh-CN")
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()


def _bytes_and_requests(page: Page, path: str) -> tuple[int, int]:
    """What comes over the line for the whole page, headers included."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    sizes: list[float] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(path, wait_until="networkidle")
    return int(sum(sizes)), len(sizes)


@pytest.mark.requirement("Q186", "Q188", "J041")
def test_from_the_code_to_the_answer_without_scripts(
    product: Product, plain: Page, sign_in: SignIn, address: str
) -> None:
    total, requests = _bytes_and_requests(plain, address)
    assert total < _MOST_BYTES
    assert requests == 1
    expect(plain.get_by_role("heading", level=1)).to_have_text("示例第一中学食堂")
    expect(plain.locator("#licence")).to_contain_text("JY3500110")

    plain.get_by_role("link", name="反映问题").click()
    plain.get_by_label("环境卫生").check()
    plain.get_by_label("发生了什么").fill("洗碗间地面积水，鞋子都湿了。")
    plain.get_by_label("照片").set_input_files({"name": "p.jpg", "mimeType": "image/jpeg", "buffer": photo("navy")})
    plain.get_by_role("button", name="提交").click()
    code = plain.locator("#code").inner_text()

    head = product.phone("safety_head")
    report = until(lambda: head.get("/api/reports", open="1")["items"], 30, "the report is in the list")[0]
    told = until(
        lambda: [each for each in head.get("/api/inbox")["items"] if each["url"].startswith("/cases/")], 60,
        "the head of the safety body is told",
    )  # fmt: skip
    assert "公众反映" in told[0]["title"]

    page = sign_in("safety_head")
    page.goto(f"/hotline/reports/{report['id']}")
    expect(page.get_by_test_id("report-text")).to_contain_text("洗碗间地面积水")
    page.get_by_test_id("report-answer-open").click()
    page.get_by_test_id("answer-text").fill("下水口堵塞，已疏通，明天加装防滑垫。")
    page.get_by_test_id("answer-publish").click()
    page.get_by_test_id("answer-send").click()
    expect(page.get_by_test_id("report-answer")).to_contain_text("已疏通")

    plain.get_by_role("link", name="查询处理结果").click()
    plain.get_by_label("查询码").fill(code)
    plain.get_by_role("button", name="查询").click()
    expect(plain.locator(".stage")).to_have_text("处理中")
    expect(plain.locator(".answer")).to_contain_text("已疏通")
    plain.get_by_role("link", name="返回公示页").click()
    expect(plain.locator("#voices").locator("..")).to_contain_text("下水口堵塞")


@pytest.mark.parametrize("language", ["", "?lang=en"])
def test_every_public_page_can_be_read_by_everybody(new_context: NewContext, address: str, language: str) -> None:
    page = new_context(has_worker=False).new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if "Content Security" in message.text else None)
    for part in ("", "/report", "/rating", "/follow"):
        page.goto(f"{address}{part}{language}")
        found: list[dict[str, Any]] = Axe().run(page).response["violations"]
        assert [(v["id"], v["nodes"][0]["html"]) for v in found if v["impact"] in ("serious", "critical")] == []
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
        assert page.locator("h1").count() == page.locator("main").count() == 1
    assert complaints == []


@pytest.mark.requirement("Q001")
def test_what_the_kitchen_enters_on_a_phone_is_public_and_seen_by_the_officer(
    product: Product, sign_in: SignIn, plain: Page, address: str
) -> None:
    page = sign_in("safety_officer")
    page.goto("/disclosure/additives")
    page.get_by_test_id("entry-add").click()
    page.get_by_test_id("entry-name").fill("红曲红")
    page.get_by_test_id("entry-purpose").fill("着色剂")
    page.get_by_test_id("entry-used_in").fill("叉烧")
    page.get_by_test_id("entry-save").click()
    expect(page.get_by_text("红曲红")).to_be_visible()

    plain.goto(address)
    expect(plain.locator("#additives")).to_contain_text("红曲红")
    officer = sign_in("office_officer", is_wide=True)
    place = product.phone("office_officer").get("/api/establishments")["items"]
    first = next(row["id"] for row in place if row["name"] == "示例第一中学食堂")
    officer.goto(f"/disclosure/additives?establishment={first}")
    expect(officer.get_by_text("红曲红")).to_be_visible()


def test_the_public_watches_blurred_pictures_in_the_opened_hours(
    product: Product, new_context: NewContext, address: str
) -> None:
    head = product.phone("safety_head")
    place = head.me["memberships"][0]["scope_id"]
    before = head.get(f"/api/establishments/{place}/public-settings")
    always = [{"weekday": day, "from": "00:00", "to": "24:00"} for day in range(7)]
    head.patch(f"/api/establishments/{place}/public-settings", {"camera_ids": [1], "hours": always})
    try:
        until(lambda: head.get("/api/cameras/1")["is_online"], 60, "the camera is online")
        page = new_context(has_worker=False).new_page()
        complaints: list[str] = []
        page.on("console", lambda said: complaints.append(said.text) if "Content Security" in said.text else None)
        page.goto(address)
        expect(page.locator("#kitchen").locator("..")).to_contain_text("现在开放，画面已模糊处理")
        page.get_by_role("button", name="看直播").click()
        expect(page.locator("canvas")).to_be_visible(timeout=40_000)
        page.get_by_role("button", name="停止").click()
        expect(page.locator("canvas")).to_be_hidden()
        assert complaints == []
    finally:
        kept = {name: before[name] for name in ("camera_ids", "hours")}
        head.patch(f"/api/establishments/{place}/public-settings", kept)
