"""A phone: Debian's Chromium at phone size, on the whole product with the demo camera."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, sync_playwright

from tests.harness.product import SET_UP, Product, running

ARGUMENTS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--allow-loopback-in-peer-connection",
]
PHONE = ViewportSize(width=390, height=844)
WIDE = ViewportSize(width=1280, height=800)


@pytest.fixture(scope="package")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    clip = SET_UP / "demo.mp4"
    assert clip.exists(), "the demo footage is missing: run `make setup`"
    with running(Path(tmp_path_factory.mktemp("product")), clip) as product:
        yield product


# Not longer than a module: as long as it lives, Playwright's loop runs on this thread and no test can start its own.
@pytest.fixture(scope="module")
def browser(chromium_path: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=ARGUMENTS)
        yield browser
        browser.close()


NewContext = Callable[..., BrowserContext]


@pytest.fixture
def new_context(browser: Browser, product: Product) -> Iterator[NewContext]:
    opened: list[BrowserContext] = []

    def make(*, locale: str = "zh-CN", is_wide: bool = False, has_worker: bool = True) -> BrowserContext:
        context = browser.new_context(
            base_url=product.url,
            viewport=WIDE if is_wide else PHONE,
            is_mobile=not is_wide,
            has_touch=not is_wide,
            locale=locale,
            service_workers="allow" if has_worker else "block",
            timezone_id="Asia/Shanghai",
            permissions=["notifications", "background-sync"],
        )
        context.set_default_timeout(20_000)
        opened.append(context)
        return context

    yield make
    for context in opened:
        context.close()


SignIn = Callable[..., Page]


@pytest.fixture
def sign_in(new_context: NewContext, product: Product) -> SignIn:
    """A page on which the demo person of a role has signed in by typing phone number and password."""

    def enter(role: str, **options: bool | str) -> Page:
        account = product.account(role)
        # Another test may have left the person with another language.
        product.phone(role).patch("/api/me", {"locale": options.get("locale", "zh-CN")})
        page = new_context(**options).new_page()
        page.goto("/sign-in")
        page.get_by_test_id("phone").fill(account["phone"])
        page.get_by_test_id("password").fill(account["password"])
        page.get_by_test_id("sign-in").click()
        page.wait_for_url(lambda url: "/sign-in" not in url)
        return page

    return enter
