"""The page behind the QR code: what it shows, what it says is missing, and what it never says."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from backend.catalog.cameras import CameraState
from backend.catalog.disclosure import DisclosureItem
from backend.catalog.establishments import EstablishmentState
from backend.core import clock as clocks
from backend.disclosure.models import PublicSettings
from backend.disclosure.rendering import words
from backend.evidence.service import read, store_picture
from backend.extensions import db
from tests.backend.disclosure.conftest import Browser
from tests.factories.disclosure import LICENCE_NUMBER, disclose, employ, make_licence
from tests.factories.hotline import make_entry, make_rating, make_report
from tests.factories.world import Kitchen
from tests.fakes.clock import FrozenClock
from tests.fakes.pictures import jpeg

Item = DisclosureItem


def data_of(app: Flask, kitchen: Kitchen) -> dict[str, Any]:
    answer = app.test_client().get(f"/api/public/{kitchen.establishment.public_code}")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.get_json()
    return found


@pytest.mark.requirement("J021", "J041", "Q186")
def test_the_page_opens_without_an_account(browser: Browser, kitchen: Kitchen) -> None:
    disclose(kitchen)
    answer = browser.get()

    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert kitchen.establishment.name in answer.text
    assert len(answer.data) < 40_000


@pytest.mark.requirement("J046", "J047", "J048", "J049")
def test_all_nine_items_are_shown_each_with_its_date(browser: Browser, kitchen: Kitchen) -> None:
    disclose(kitchen)
    text = browser.text()

    assert "九项公示 9/9" in text
    assert text.count("更新于") == 9
    for shown in (LICENCE_NUMBER, "优秀", "刘校长", "2026-03-02", "大米", "粮油公司", "碳酸氢钠", "城东所", "积水"):
        assert shown in text, shown
    # 83 points by 9 items; the name of the food safety officer is masked.
    assert "9.2" in text
    assert "<p>safety_officer" not in text
    assert "s＊＊＊" in text


@pytest.mark.requirement("J055")
def test_a_school_with_eight_of_nine_shows_which_is_missing(app: Flask, browser: Browser, kitchen: Kitchen) -> None:
    disclose(kitchen, Item.GRADE)

    assert "九项公示 8/9" in browser.text()
    assert re.search(r'class="missing">缺少: 量化分级信息<', browser.text())
    assert "Missing: Quantified grade" in browser.text(lang="en")
    page = data_of(app, kitchen)
    assert [row["item"] for row in page["items"] if row["state"] == "missing"] == ["grade"]
    assert page["grade"] is None


def test_an_empty_page_says_nine_times_that_nothing_is_there(browser: Browser) -> None:
    text = browser.text()

    # The food safety officers are known from their roles.
    assert "九项公示 1/9" in text
    assert text.count("该单位尚未公示此项。") == 8
    assert "还没有接入后厨摄像头" not in text


def test_the_licence_is_shown_as_the_copy_with_a_watermark(browser: Browser, kitchen: Kitchen) -> None:
    licence = make_licence(kitchen)
    licence.file = store_picture(jpeg(colour="red"))
    db.session.commit()
    assert "licence.jpg" not in browser.text()
    assert browser.get("/licence.jpg").status_code == 404

    copy = store_picture(jpeg(colour="blue"))
    licence.public_file_id = copy.id
    db.session.commit()
    assert "licence.jpg" in browser.text()
    assert browser.get("/licence.jpg").data == read(copy)


def test_additives_of_last_season_are_stale(browser: Browser, kitchen: Kitchen, clock: FrozenClock) -> None:
    disclose(kitchen)
    clock.advance(days=40)

    assert browser.text().count("超过 30 天未更新") >= 3
    assert "碳酸氢钠" not in browser.text()


def test_an_expired_licence_says_so(app: Flask, kitchen: Kitchen, clock: FrozenClock) -> None:
    disclose(kitchen)
    clock.advance(days=1001)
    page = data_of(app, kitchen)

    assert page["licence"]["is_expired"] is True
    assert page["items"][0]["state"] == "expired"


@pytest.mark.requirement("J050")
def test_workers_health_is_counted_and_masked(app: Flask, browser: Browser, kitchen: Kitchen) -> None:
    employ(kitchen, "李敏", "500110199001011234", days=20)
    employ(kitchen, "欧阳建国", "HC20250099", days=200)
    employ(kitchen, "王强", "HC20240001", days=-3)
    db.session.commit()
    health, text = data_of(app, kitchen)["workers_health"], browser.text()

    assert (health["on_post"], health["valid"], health["next_expiry"]) == (3, 2, "2026-03-22")
    assert [one["surname"] for one in health["certificates"]] == ["王", "李", "欧阳"]
    assert [one["number_end"] for one in health["certificates"]] == ["0001", "1234", "0099"]
    for name in ("李敏", "建国", "500110199001011234", "HC20250099", "示例医院"):
        assert name not in text, name


def test_self_checks_are_summed_by_week_and_month(
    app: Flask, browser: Browser, kitchen: Kitchen, clock: FrozenClock
) -> None:
    clock.advance(days=9)  # Wednesday 11 March
    for day, figures in ((9, (10, 9, 2, 1)), (10, (10, 10, 1, 1)), (3, (5, 1, 4, 0)), (-3, (50, 50, 9, 9))):
        data = dict(zip(("planned", "done", "problems", "corrected"), figures, strict=True))
        happened = clocks.now().date().replace(day=1) + timedelta(days=day - 1)
        make_entry(kitchen, Item.SELF_CHECKS, data, happened_on=happened)
    db.session.commit()
    checks = data_of(app, kitchen)["self_checks"]

    assert checks["week"] == {"planned": 20, "done": 19, "rate": 95, "problems": 3, "corrected": 2}
    assert checks["month"] == {"planned": 25, "done": 20, "rate": 80, "problems": 7, "corrected": 2}
    assert checks["newest_on"] == "2026-03-10"
    text = browser.text()
    assert re.search(r'本周</th><td>95% <span class="quiet">19/20 次</span></td><td>3</td><td>2</td>', text)
    assert re.search(r'本月</th><td>80% <span class="quiet">20/25 次</span></td><td>7</td><td>2</td>', text)


@pytest.mark.requirement("J052")
def test_of_a_bulk_ingredient_the_latest_batch_and_its_supplier_are_shown(browser: Browser, kitchen: Kitchen) -> None:
    for days, batch, supplier in ((9, "L1", "旧粮油公司"), (1, "L2", "新粮油公司"), (40, "L0", "更旧的公司")):
        day = clocks.now().date() - timedelta(days=days)
        data = {"name": "大米", "supplier": supplier, "batch": batch, "certificates": "检验合格证"}
        make_entry(kitchen, Item.INGREDIENTS, data, happened_on=day)
    db.session.commit()
    text = browser.text()

    assert "新粮油公司" in text
    assert "<dd>L2</dd>" in text
    assert "旧粮油公司" not in text
    assert "更旧的公司" not in text


@pytest.mark.parametrize("state", [s for s in EstablishmentState if s is not EstablishmentState.ACTIVE])
def test_a_closed_page_answers_like_one_that_never_was(
    app: Flask, browser: Browser, kitchen: Kitchen, state: EstablishmentState
) -> None:
    kitchen.establishment.state = state
    db.session.commit()
    client = app.test_client()

    for part in ("", "/report", "/rating", "/follow", "/cameras/1.jpg"):
        closed, unknown = browser.get(part), client.get(f"/p/{'x' * 22}{part}")
        assert (closed.status_code, closed.data) == (404, unknown.data), part
    assert kitchen.establishment.name not in browser.get().text
    api = client.get(f"/api/public/{kitchen.establishment.public_code}")
    assert (api.status_code, api.data) == (404, client.get("/api/public/none").data)


@pytest.mark.parametrize("code", ["%00", "x%00x", "%ED%A0%80", "x" * 500, "'; DROP TABLE report; --"])
def test_what_cannot_be_a_code_is_equally_missing(app: Flask, code: str) -> None:
    client = app.test_client()
    missing = client.get("/p/none")

    assert client.get(f"/p/{code}").data == missing.data
    assert client.get(f"/api/public/{code}").status_code == 404


_IDENTITY = re.compile(r"[1-9]\d{16}[\dXx]")
_PHONE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
SAID = " 身份证11010519491231002X 电话13812345678 或 138 1234 5678，备用１３８１２３４５６７８"


def test_no_identity_or_phone_number_gets_out_by_any_free_text(app: Flask, browser: Browser, kitchen: Kitchen) -> None:
    place = kitchen.establishment
    place.name, place.address, place.legal_person = f"一中{SAID}", f"路1号{SAID}", SAID[:60]
    place.phone = "13812345678"
    kitchen.camera.name = f"烹饪区{SAID}"[:60]
    kitchen.areas[kitchen.camera.area.kind].name = f"烹饪{SAID}"[:60]
    disclose(kitchen, said=SAID)
    make_entry(kitchen, Item.SAFETY_OFFICERS, {"name": f"x{SAID}", "is_passed": True, "certificate": SAID})
    make_report(kitchen, text=f"积水{SAID}", is_published=True, answer=f"已清理{SAID}", answered_at=clocks.now())
    make_rating(kitchen, text=f"好{SAID}", reply=f"谢谢{SAID}")
    db.session.add(_settings(kitchen, statement={"text": f"说明{SAID}", "at": clocks.now().isoformat(), "by": 1}))
    db.session.commit()
    answers = [browser.text(), browser.text(lang="en"), browser.text("/report"), browser.text("/rating")]
    answers.append(app.test_client().get(f"/api/public/{place.public_code}").text)

    assert "积水" in answers[0]
    assert "说明" in answers[0]
    for text in answers:
        plain = re.sub(r"[^\w]", "", re.sub(r"\d{4}-\d{2}-\d{2}T?[\d:.]*Z?", "", text))
        assert _IDENTITY.search(text) is None
        assert _PHONE.search(text) is None
        assert "13812345678" not in plain
        assert "11010519491231002X" not in plain


def _settings(kitchen: Kitchen, **values: Any) -> PublicSettings:
    row = {"camera_ids": [], "hours": [], "shows_ratings": True, "masks_names": True, "statement": {}} | values
    return PublicSettings(establishment_id=kitchen.establishment.id, updated_at=clocks.now(), **row)


def test_names_of_staff_are_masked_inside_what_others_wrote(browser: Browser, kitchen: Kitchen) -> None:
    employ(kitchen, "李敏", "HC1")
    make_report(kitchen, text="看到李敏没有戴帽子", is_published=True)
    db.session.commit()

    assert "看到李＊没有戴帽子" in browser.text()


def test_what_is_not_published_is_only_counted(browser: Browser, kitchen: Kitchen) -> None:
    make_report(kitchen, text="不公开的话")
    make_rating(kitchen, stars=1, text="被隐藏的话", hidden_at=clocks.now(), hidden_reason="骂人")
    make_rating(kitchen, stars=5)
    db.session.commit()
    text = browser.text()

    assert "近 90 天收到反映 1 件，已答复 0 件" in text
    assert "1 条评价被监管部门隐藏" in text
    assert "不公开的话" not in text
    assert "被隐藏的话" not in text


def test_a_camera_is_online_only_while_its_pictures_are(
    app: Flask, browser: Browser, kitchen: Kitchen, clock: FrozenClock
) -> None:
    camera = kitchen.camera
    camera.state, camera.last_frame_at = CameraState.ONLINE, clock.now() - timedelta(seconds=9)
    db.session.commit()
    assert data_of(app, kitchen)["connection"]["cameras"][0]["state"] == "online"

    clock.advance(seconds=2)
    connection = data_of(app, kitchen)["connection"]
    assert (connection["state"], connection["cameras"][0]["state"]) == ("offline", "offline")
    assert "最后画面 2026-03-02 11:59" in browser.text()

    camera.removed_at = clock.now()
    db.session.commit()
    assert "未接入" in browser.text()


def test_live_is_offered_only_in_the_hours_that_were_opened(
    app: Flask, browser: Browser, kitchen: Kitchen, clock: FrozenClock
) -> None:
    path = f"/api/public/{kitchen.establishment.public_code}/cameras/{kitchen.camera.id}/live-sessions"
    assert app.test_client().post(path).status_code == 404
    assert "没有向公众开放直播" in browser.text()

    hours = [{"weekday": 0, "from": "11:00", "to": "13:00"}]
    db.session.add(_settings(kitchen, camera_ids=[kitchen.camera.id], hours=hours))
    db.session.commit()
    assert "开放至 13:00" in browser.text()
    ticket = app.test_client().post(path)
    assert ticket.status_code == 201
    assert set(ticket.get_json()) == {"token", "blurred_url", "until", "max_seconds"}

    clock.advance(hours=2)
    assert app.test_client().post(path).status_code == 403
    text = browser.text()
    assert "下次开放：2026-03-09 11:00" in text
    assert "live.js" not in text
    assert browser.get(f"/cameras/{kitchen.camera.id}.jpg").status_code == 404


def test_both_languages_say_everything() -> None:
    assert words("zh-CN").keys() == words("en").keys()
    assert all(re.findall(r"{(\w+)}", text) == [] or "{" in words("en")[key] for key, text in words("zh-CN").items())


def test_the_page_allows_no_scripts_or_styles_but_its_own(browser: Browser, kitchen: Kitchen) -> None:
    policy = browser.get().headers["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert " style=" not in browser.text()
    assert " onclick=" not in browser.text()


def test_building_a_page_takes_the_same_queries_whatever_its_size(app: Flask, kitchen: Kitchen) -> None:
    path = f"/api/public/{kitchen.establishment.public_code}"

    def queries() -> int:
        counted: list[int] = []

        def count(*_: object) -> None:
            counted.append(1)

        db.session.commit()
        db.session.expunge_all()
        event.listen(db.engine, "before_cursor_execute", count)
        assert app.test_client().get(path).status_code == 200
        event.remove(db.engine, "before_cursor_execute", count)
        return len(counted)

    disclose(kitchen)
    make_report(kitchen, is_published=True)
    few = queries()
    for n in range(20):
        employ(kitchen, f"员工{n}", f"HC{n}")
        make_rating(kitchen)
    db.session.commit()

    assert queries() == few
    assert few < 25
