"""Reporting, rating and following a report with nothing but a browser."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from backend.accounts.models import User
from backend.cases.models import Case
from backend.catalog.cases import CaseSource, CaseState
from backend.catalog.disclosure import ReportTopic
from backend.catalog.roles import Role
from backend.core.encryption import decrypt
from backend.evidence.models import StoredFile
from backend.evidence.service import read
from backend.extensions import db
from backend.hotline.models import Rating, Report
from notifications.steps import run_due_steps
from tests.backend.disclosure.conftest import Browser, NewBrowser
from tests.factories.cases import ClientAs, Story
from tests.factories.world import Kitchen
from tests.fakes.clock import FrozenClock
from tests.fakes.pictures import jpeg


def reports() -> list[Report]:
    return list(db.session.scalars(select(Report).order_by(Report.id)))


def photo_with_place() -> bytes:
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x8825] = {1: "N", 2: (29.0, 1.0, 2.0)}
    exif[0x010F] = "Phone"
    Image.new("RGB", (400, 300), "navy").save(out, "JPEG", exif=exif)
    return out.getvalue()


@pytest.mark.requirement("Q188")
def test_anybody_reports_with_a_photo_and_the_safety_head_gets_the_case(
    browser: Browser, story: Story, client_as: ClientAs
) -> None:
    code = browser.report(photos=[(io.BytesIO(photo_with_place()), "p.jpg")], contact="13812345678")
    run_due_steps()
    report = reports()[0]
    case = db.session.get_one(Case, report.case_id)

    assert case.source is CaseSource.REPORT
    assert case.chain[0]["roles"] == ["safety_head"]
    assert {delivery.user_id for delivery in case.deliveries} == {story.person(Role.SAFETY_HEAD).id}
    stored = Image.open(io.BytesIO(read(db.session.get_one(StoredFile, report.file_ids[0]))))
    assert dict(stored.getexif()) == {}
    assert [evidence.file_id for evidence in case.evidence] == report.file_ids
    # The contact is sealed, the code is kept as a hash only.
    assert "1381234" not in report.contact
    assert decrypt(report.contact) == "13812345678"
    assert code.replace("-", "").lower() not in str(report.__dict__)


def test_the_chain_of_a_report_climbs_to_the_head_of_the_unit_and_then_to_the_officer(
    browser: Browser, story: Story, clock: FrozenClock
) -> None:
    browser.report()
    told: list[set[int]] = []
    for _ in range(3):
        run_due_steps()
        case = db.session.scalars(select(Case)).one()
        told.append({delivery.user_id for delivery in case.deliveries})
        clock.advance(hours=2, minutes=5)

    assert story.person(Role.PRINCIPAL).id in told[1] - told[0]
    assert story.world.officer.id in told[2] - told[1]
    assert story.person(Role.CANTEEN_HEAD).id not in told[2]


def test_who_reported_follows_the_report_by_its_code(browser: Browser, story: Story, client_as: ClientAs) -> None:
    code = browser.report()
    assert "已收到，等待处理" in browser.send("follow", token="", code=code).text

    head = client_as(story.person(Role.SAFETY_HEAD))
    answer = head.post(f"/api/reports/{reports()[0].id}/answer", json={"text": "已安排清理，李四负责，电话13812345678"})
    assert answer.status_code == 200
    page = browser.send("follow", token="", code=code.replace("-", " ").lower())

    assert "处理中" in page.text
    assert "已安排清理" in page.text
    assert "13812345678" not in page.text
    assert page.headers["Cache-Control"] == "no-store"


def test_the_same_form_sent_twice_is_one_report_with_one_code(browser: Browser) -> None:
    token = browser.token("report")
    first, second = (browser.send("report", token, topic="food", text="菜里有虫子") for _ in range(2))

    assert re.findall(r'id="code">([^<]+)', first.text) == re.findall(r'id="code">([^<]+)', second.text)
    assert len(reports()) == 1


def test_many_voices_about_one_thing_are_one_case(new_browser: NewBrowser, clock: FrozenClock) -> None:
    new_browser().report("吃完饭肚子疼，几个同学都是")
    clock.advance(minutes=5)
    new_browser().report("我们班也有人不舒服")
    clock.advance(hours=1)
    new_browser().report("第二天又有积水")

    cases = list(db.session.scalars(select(Case).order_by(Case.id)))
    assert [case.occurrences for case in cases] == [2, 1]
    assert [report.case_id for report in reports()] == [cases[0].id, cases[0].id, cases[1].id]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"topic": "food", "text": "短"}, "请写 4 到 2000 个字"),
        ({"topic": "none", "text": "地面有积水"}, "请选择哪方面的问题"),
        ({"topic": "food", "text": "地面有积水", "contact": "x" * 101}, "联系方式最多 100 个字"),
        ({"topic": "food", "text": "地面有积水", "website": "http://spam"}, "请再提交一次"),
        ({"topic": "food", "text": "地面有积水", "token": "forged"}, "请再提交一次"),
    ],
)
def test_a_wrong_form_comes_back_with_its_words_and_the_reason(
    browser: Browser, values: dict[str, str], said: str
) -> None:
    answer = browser.send("report", **values)

    assert answer.status_code == 422
    assert said in answer.text
    assert values["text"] in answer.text
    assert reports() == []


def test_a_file_that_is_no_picture_is_refused(browser: Browser) -> None:
    files = [(io.BytesIO(b"<svg onload=alert(1)>"), "p.jpg")]
    answer = browser.send("report", topic="food", text="地面有积水", photos=files)

    assert answer.status_code == 422
    assert "有一张照片无法读取" in answer.text


def test_a_fourth_photo_is_refused(browser: Browser) -> None:
    files = [(io.BytesIO(jpeg()), f"{n}.jpg") for n in range(4)]
    assert "最多 3 张照片" in browser.send("report", topic="food", text="地面有积水", photos=files).text


def test_another_site_and_another_browser_cannot_send_the_form(
    browser: Browser, new_browser: NewBrowser, clock: FrozenClock
) -> None:
    token = browser.token("report")
    values = {"token": token, "topic": "food", "text": "地面有积水"}
    foreign = browser.client.post(f"{browser.path}/report", data=values, headers={"Origin": "https://evil.example"})
    other = new_browser()
    other.text("/report")

    assert foreign.status_code == 422
    assert other.send("report", **values).status_code == 422
    assert browser.send("rating", token, stars="5").status_code == 422
    assert reports() == []


def test_reports_of_one_browser_are_throttled(browser: Browser) -> None:
    answers = [browser.send("report", topic="food", text=f"地面有积水{n}").status_code for n in range(7)]

    assert answers == [200] * 5 + [429] * 2


@pytest.mark.requirement("Q188")
def test_a_browser_rates_once_a_day(
    browser: Browser, new_browser: NewBrowser, clock: FrozenClock, kitchen: Kitchen
) -> None:
    assert "谢谢您的评价" in browser.send("rating", stars="4", text="菜很新鲜").text
    assert "今天已经评价过了" in browser.send("rating", stars="1").text
    assert "谢谢您的评价" in new_browser().send("rating", stars="1").text
    clock.advance(hours=25)
    assert "谢谢您的评价" in browser.send("rating", stars="5").text

    assert [rating.stars for rating in db.session.scalars(select(Rating).order_by(Rating.id))] == [4, 1, 5]
    assert "<strong>3.3</strong> / 5" in browser.text()
    assert browser.send("rating", stars="6").status_code == 422


def test_of_a_thousand_guessed_codes_ten_are_looked_up(app: Flask, browser: Browser, clock: FrozenClock) -> None:
    code = browser.report()
    statuses = [browser.send("follow", token="", code=f"AAAA-BBBB-CCCC-{n:04d}").status_code for n in range(60)]

    assert statuses == [404] * 10 + [429] * 50
    # Also the right one is not looked up any more, until the time has passed.
    assert browser.send("follow", token="", code=code).status_code == 429
    clock.advance(minutes=16)
    assert [browser.send("follow", token="", code=code).status_code for _ in range(12)] == [200] * 12


def test_a_code_opens_nothing_at_another_establishment(app: Flask, browser: Browser, story: Story) -> None:
    code = browser.report()
    other = Browser(app.test_client(), f"/p/{story.world.other.establishment.public_code}")

    assert other.send("follow", token="", code=code).status_code == 404


SignIn = Callable[[User], FlaskClient]


def test_an_unfounded_report_is_said_to_be_so(browser: Browser, story: Story, client_as: SignIn) -> None:
    code = browser.report()
    body = {"text": "现场核实没有积水", "is_unfounded": True, "is_published": True}
    client_as(story.person(Role.SAFETY_HEAD)).post(f"/api/reports/{reports()[0].id}/answer", json=body)

    assert db.session.scalars(select(Case)).one().state is CaseState.DISMISSED
    assert "未发现所反映的问题" in browser.send("follow", token="", code=code).text
    page = browser.text()
    assert "地面有积水" in page
    assert "现场核实没有积水" in page
    assert reports()[0].topic is ReportTopic.HYGIENE
