"""Every screen in both languages: it shows its content, breaks nothing, and axe finds nothing serious.

With SCREENSHOTS set to a folder (`make screenshots`) each is kept there as a picture to look at.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page

from tests.browser.conftest import NewContext
from tests.browser.screens import SCREENS, Screen
from tests.harness.product import Product, wait_for_case

pytestmark = [pytest.mark.browser, pytest.mark.processes]

_SERIOUS = ("serious", "critical")
_RULES: dict[str, Any] = {"resultTypes": ["violations"]}


@pytest.fixture(scope="module")
def case_id(product: Product) -> int:
    return int(wait_for_case(product.phone("safety_officer"), "CLOTHES", seconds=120)["id"])


def _open(
    context: BrowserContext, product: Product, screen: Screen, case_id: int, locale: str
) -> tuple[Page, list[str]]:
    complaints: list[str] = []
    if screen.role:
        account = product.account(screen.role)
        origin = {"Origin": product.url}
        body = {"phone": account["phone"], "password": account["password"]}
        me = context.request.post("/api/session", data=body, headers=origin).json()
        headers = {**origin, "X-CSRF-Token": me["csrf_token"]}
        context.request.patch("/api/me", data={"locale": locale}, headers=headers)
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text) if "Content Security" in message.text else None)
    page.goto(screen.path.format(case=case_id))
    page.locator("main, [data-testid=sign-in-form], [data-testid=case-list]").first.wait_for()
    page.wait_for_timeout(1000)  # pictures and lists arrive; nothing here has one event that says "all is shown"
    return page, complaints


def _serious(page: Page) -> list[str]:
    found = Axe().run(page, options=_RULES).response["violations"]
    return [
        f"{v['id']} ({v['impact']}): {[node['target'] for node in v['nodes']][:3]}"
        for v in found
        if v["impact"] in _SERIOUS
    ]


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.name)
def test_screenshots_and_accessibility(
    product: Product, new_context: NewContext, screen: Screen, case_id: int, locale: str
) -> None:
    for is_wide in (False, True) if screen.is_wide_too else (False,):
        page, complaints = _open(
            new_context(locale=locale, is_wide=is_wide, has_worker=False), product, screen, case_id, locale
        )
        if folder := os.environ.get("SCREENSHOTS"):
            Path(folder).mkdir(parents=True, exist_ok=True)
            width = "wide" if is_wide else "phone"
            page.screenshot(path=Path(folder) / f"{screen.name}-{locale}-{width}.png", full_page=not is_wide)
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow <= 0, "the page scrolls sideways"
        assert complaints == []
        assert _serious(page) == []
        page.context.close()
