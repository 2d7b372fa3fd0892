"""The try-out's page in a real browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.conftest import ARGUMENTS
from tests.vision.tryout.scene import OneFeed, ScenePipeline, frame, serving

pytestmark = pytest.mark.browser
MARKUP = "<img src=x onerror=\"document.title='broken'\">"


@pytest.fixture(scope="module")
def browser(chromium_path: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def address() -> Iterator[str]:
    with serving(OneFeed([frame(1000.0)]), ScenePipeline(MARKUP), f"rtsp://10.0.0.9/{MARKUP}") as server:
        yield server.url


def opened(browser: Browser, address: str, locale: str, width: int = 1280) -> tuple[Page, list[str]]:
    """The page with its first look, and what it complains about."""
    page = browser.new_context(locale=locale, viewport={"width": width, "height": 800}).new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(address)
    expect(page.locator("#people .judgement")).to_have_count(2)
    return page, complaints


def test_people_sizes_answers_and_reasons_are_told_in_chinese_and_english(browser: Browser, address: str) -> None:
    page, complaints = opened(browser, address, "zh-CN")
    people = page.locator("#people")
    expect(people).to_contain_text("人员 7")
    expect(people).to_contain_text("身高 300 像素 · 正面 · 头 60 像素 · 脸 45 像素")
    expect(people).to_contain_text("把握 93% · 45 px")
    expect(people).to_contain_text("太小或不在范围内，没有判断。")
    expect(page.locator("#reports")).to_contain_text("未按要求佩戴口罩")
    page.get_by_role("button", name="English").click()
    expect(people).to_contain_text("Person 7")
    expect(people).to_contain_text("violation")
    expect(page.locator("#reports")).to_contain_text("lasted 5 s, in 4 pictures")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert complaints == []


def test_what_comes_from_outside_stays_text(browser: Browser, address: str) -> None:
    page, complaints = opened(browser, address, "en-GB")
    expect(page.locator("#people")).to_contain_text(MARKUP)
    expect(page.locator("#source")).to_contain_text(MARKUP)
    assert page.locator("img").count() == 1
    assert page.title() == "Mingchu try-out"
    assert complaints == []


@pytest.mark.parametrize("width", [1280, 390])
def test_a_box_stands_where_the_thing_is_in_the_picture(browser: Browser, address: str, width: int) -> None:
    page, _ = opened(browser, address, "zh-CN", width)
    picture, box = page.locator("#picture").bounding_box(), page.locator("rect.person").first.bounding_box()
    assert picture is not None
    assert box is not None
    ratio = picture["width"] / 640
    assert box["x"] - picture["x"] == pytest.approx(100 * ratio, abs=3)
    assert box["y"] - picture["y"] == pytest.approx(40 * ratio, abs=3)
    assert box["height"] == pytest.approx(300 * ratio, abs=4)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_layers_can_be_put_away(browser: Browser, address: str) -> None:
    page, _ = opened(browser, address, "en-GB")
    expect(page.locator("#drawing line.pose")).to_have_count(4)
    page.get_by_label("Pose").uncheck()
    expect(page.locator("#drawing line.pose")).to_have_count(0)
    expect(page.locator("#drawing rect.judged.yes")).to_have_count(1)
    page.get_by_label("Judgements").uncheck()
    expect(page.locator("#drawing rect.judged")).to_have_count(0)
