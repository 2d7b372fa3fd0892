"""People's files on a phone: the photo of a certificate, the morning check without a line, a leaver's open page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import SignIn
from tests.fakes.pictures import jpeg
from tests.harness.product import Product
from tests.harness.web import web_process

pytestmark = [pytest.mark.browser, pytest.mark.processes]

AT_ONCE_MS = 5_000  # what the requirement allows


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """The web process with the demo's people is all it takes."""
    with web_process(tmp_path_factory.mktemp("web")) as product:
        yield product


@pytest.fixture
def photo(tmp_path: Path) -> str:
    path = tmp_path / "certificate.jpg"
    path.write_bytes(jpeg(1200, 800))
    return str(path)


def test_a_cook_renews_the_certificate_by_photo(sign_in: SignIn, photo: str) -> None:
    page = sign_in("worker")
    page.goto("/my-file")
    expect(page.get_by_test_id("health-tag")).to_contain_text("天后到期")
    page.get_by_test_id("add-certificate").click()
    page.get_by_test_id("certificate-photo").set_input_files(photo)
    expect(page.get_by_test_id("certificate-preview")).to_be_visible()
    page.get_by_test_id("certificate-number").fill("JK440100009999")
    page.get_by_test_id("certificate-save").click()
    page.wait_for_url("**/my-file")
    expect(page.get_by_test_id("health-tag")).to_contain_text("健康证明有效")


def test_a_morning_check_made_without_a_line_arrives_with_both_clocks(sign_in: SignIn, product: Product) -> None:
    page = sign_in("keeper")
    page.goto("/morning-check")
    rows = page.get_by_test_id("morning-people").locator("li")
    expect(rows).to_have_count(10)
    page.context.set_offline(True)
    rows.filter(has_text="何秀英").locator("button").click()
    page.get_by_test_id("finding-skin").click()
    page.get_by_test_id("action-covered").click()
    page.get_by_test_id("exception-save").click()
    page.get_by_test_id("morning-submit").click()
    expect(page.get_by_test_id("pending-waiting")).to_contain_text("晨检")
    page.context.set_offline(False)
    expect(page.get_by_test_id("morning-done")).to_contain_text("健康 9 人", timeout=20_000)
    keeper = product.phone("keeper")
    place = keeper.me["memberships"][0]["scope_id"]
    (check,) = keeper.get(f"/api/establishments/{place}/morning-checks")["items"]
    assert (check["fit"], check["absent"], check["unfit"], check["version"]) == (9, 0, 1, 1)
    assert check["made_at"] < check["submitted_at"]


@pytest.mark.requirement("Q108")
def test_an_open_page_of_a_leaver_empties_itself(sign_in: SignIn, product: Product) -> None:
    cook, keeper = sign_in("worker"), sign_in("safety_officer")
    name = product.account("worker")["name"]
    cook.goto("/cases")
    expect(cook.get_by_test_id("filter-q")).to_be_visible()
    expect(cook.get_by_role("alert")).to_have_count(0)
    keeper.goto("/staff")
    keeper.get_by_test_id("staff-list").get_by_text(name).click()
    keeper.get_by_test_id("leave").click()
    keeper.get_by_test_id("leave-reason-retired").click()
    keeper.get_by_test_id("leave-submit").click()
    expect(cook.get_by_role("alert")).to_contain_text("没有权限", timeout=AT_ONCE_MS)
    expect(keeper.get_by_test_id("file-head")).to_contain_text("已离岗")
    cook.goto("/my-file")
    expect(cook.get_by_test_id("my-file")).to_contain_text("已离岗")
