"""On the narrowest phone that is sold: every screen in large print, and from every screen the way to its help."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from tests.browser.screens import SCREENS, Screen
from tests.harness.product import Product, wait_for_case

pytestmark = [pytest.mark.browser, pytest.mark.processes, pytest.mark.timeout(600)]

NARROW = ViewportSize(width=360, height=720)
# What sticks out of the screen without being in something that scrolls by itself, and text that its box cuts off.
_BROKEN = """() => {
  const wide = document.documentElement.clientWidth
  const moves = ['auto', 'scroll', 'hidden', 'clip']
  const scrolls = (element) => {
    for (let up = element; up && up !== document.body; up = up.parentElement)
      if (moves.includes(getComputedStyle(up).overflowX)) return true
    return false
  }
  const out = [...document.querySelectorAll('body *')].filter((element) => {
    const box = element.getBoundingClientRect()
    return box.width > 1 && box.height > 1 && box.right > wide + 1 && !scrolls(element)
  })
  const cut = [...document.querySelectorAll('button, h1, h2, label, .tag')].filter((element) => {
    const style = getComputedStyle(element)
    const isHidden = style.overflowX === 'hidden' && style.textOverflow !== 'ellipsis'
    return isHidden && element.clientWidth > 1 && element.scrollWidth > element.clientWidth + 1
  })
  const name = (element) => `${element.tagName} ${element.className} "${element.textContent.trim().slice(0, 40)}"`
  return [...out, ...cut].slice(0, 4).map(name)
}"""


def _by_role() -> Iterator[tuple[str | None, list[Screen]]]:
    for role, screens in groupby(sorted(SCREENS, key=lambda one: one.role or ""), key=lambda one: one.role):
        yield role, list(screens)


@pytest.fixture(scope="module")
def case_id(product: Product) -> int:
    return int(wait_for_case(product.phone("safety_officer"), "CLOTHES", seconds=120)["id"])


def _enter(browser: Browser, product: Product, role: str | None, locale: str) -> Page:
    context = browser.new_context(
        base_url=product.url, viewport=NARROW, is_mobile=True, has_touch=True, locale=locale, service_workers="block"
    )
    context.set_default_timeout(20_000)
    context.add_init_script("localStorage.setItem('mingchu.notificationsAsked', '1')")  # its question covers the page
    if role:
        account, origin = product.account(role), {"Origin": product.url}
        body = {"phone": account["phone"], "password": account["password"]}
        me = context.request.post("/api/session", data=body, headers=origin).json()
        headers = {**origin, "X-CSRF-Token": me["csrf_token"]}
        context.request.patch("/api/me", data={"locale": locale, "is_large_print": True}, headers=headers)
    return context.new_page()


def _leave(page: Page, role: str | None, product: Product) -> None:
    if role:
        me = page.context.request.get("/api/session").json()
        headers = {"Origin": product.url, "X-CSRF-Token": me["csrf_token"]}
        # As the demo's people were: other tests read their words.
        page.context.request.patch("/api/me", data={"is_large_print": False, "locale": "zh-CN"}, headers=headers)
    page.context.close()


@pytest.mark.requirement("Q074")
@pytest.mark.parametrize("locale", ["zh-CN", "en"])
def test_nothing_breaks_in_large_print_and_every_screen_has_its_help(
    browser: Browser, product: Product, case_id: int, locale: str
) -> None:
    broken, helpless = [], []
    for role, screens in _by_role():
        page = _enter(browser, product, role, locale)
        for screen in screens:
            page.goto(screen.path.format(case=case_id))
            page.locator("main, [data-testid=sign-in-form], [data-testid=case-list]").first.wait_for()
            page.wait_for_timeout(700)  # lists arrive; nothing here has one event that says "all is shown"
            if role and page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)") < 20:
                broken.append((screen.name, ["is not in large print"]))
            if found := page.evaluate(_BROKEN):
                broken.append((screen.name, found))
            if screen.name != "help" and page.locator("[data-testid=page-help]").count() == 0:
                helpless.append(screen.name)
        _leave(page, role, product)
    assert not broken, "\n".join(f"{name}: {found}" for name, found in broken)
    assert helpless == []


def test_the_help_of_a_page_is_about_that_page_and_names_who_owns_the_rule(browser: Browser, product: Product) -> None:
    page = _enter(browser, product, "safety_head", "en")
    page.goto("/settings/areas")
    page.locator("[data-testid=page-help]").click()
    topic = page.locator("[data-testid=help-topic]")
    topic.wait_for()
    assert topic.get_attribute("data-topic") == "settings-areas"
    assert "Explained by" in page.locator("[data-testid=help-owner]").inner_text()
    _leave(page, "safety_head", product)
