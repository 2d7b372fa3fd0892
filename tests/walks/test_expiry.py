"""What has run out: reminded of, climbing the third chain, ended by what was owed; schools that connect too late."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

import pytest

from backend.credentials.policy import add_years, check_digit
from tests.harness.phone import Phone
from tests.harness.product import Product, wait_for_case
from tests.harness.push_peer import PushPeer
from tests.harness.waiting import until
from tests.harness.web import process, web_process
from tests.walks.photo import photo

pytestmark = [pytest.mark.processes, pytest.mark.timeout(180)]

DAY = 24 * 60
_serials = count(1)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """Web and notifier; nothing here needs a camera."""
    with web_process(tmp_path_factory.mktemp("office")) as product, process(product, "notifications"):
        yield product


def _today() -> date:
    return (datetime.now(UTC) + timedelta(hours=8)).date()


def _place(phone: Phone) -> int:
    return next(int(each["scope_id"]) for each in phone.me["memberships"] if each["scope"] == "establishment")


def _licence(keeper: Phone, expires_on: date, number: str) -> dict[str, Any]:
    form = {
        "number": number,
        "form": "unit_canteen",
        "items": "hot_dishes",
        "issued_on": add_years(expires_on, -5).isoformat(),
        "expires_on": expires_on.isoformat(),
    }
    path = f"/api/establishments/{_place(keeper)}/licences"
    made: dict[str, Any] = keeper.post(path, data=form, files={"photo": ("l.jpg", photo(), "image/jpeg")})
    return made


def _number() -> str:
    digits = f"3350011{next(_serials):06d}"
    return f"JY{digits}{check_digit(digits)}"


@pytest.mark.requirement("Q116", "Q162", "Q163", "Q165")
def test_an_expired_licence_climbs_to_the_officers_opinion_and_the_renewal_ends_it(
    office: Product, peer: PushPeer
) -> None:
    keeper, officer = office.phone("safety_officer"), office.phone("office_officer")
    roles = {"safety_officer": keeper, "principal": office.phone("principal"), "office_officer": officer}
    key = keeper.get("/api/config")["vapid_public_key"]
    phones = {role: peer.subscribe(key) for role in roles}
    for role, phone in roles.items():
        phone.subscribe(phones[role])
    number, place = _number(), _place(keeper)

    # It still runs for a week: one reminder, whose tap opens the form.
    _licence(keeper, _today() + timedelta(days=7), number)
    reminder = until(lambda: _about(peer, phones["safety_officer"], "许可证"), 15, "a reminder on the phone")
    assert reminder["url"] == f"/credentials/{place}/licence"
    assert keeper.get(f"/api/establishments/{place}/credentials")["items"][0]["light"] == "yellow"

    # It has run out: one case on the third chain.
    _licence(keeper, _today() - timedelta(days=2), number)
    case = wait_for_case(keeper, "LICENCE_EXPIRED", 20)
    assert case["source"] == "duty"
    assert case["why"]["duty"]["url"] == f"/credentials/{place}/licence"
    assert keeper.get(f"/api/establishments/{place}/credentials")["light"] == "red"
    assert not {"rectify", "dismiss"} & set(case["allowed"])

    office.let_time_pass(case["id"], minutes=DAY + 1)
    until(lambda: _level(keeper, case["id"]) >= 2, 15, "level 2 told")
    assert "issue_opinion" not in officer.get(f"/api/cases/{case['id']}")["allowed"]
    office.let_time_pass(case["id"], minutes=2 * DAY)
    until(lambda: _about(peer, phones["office_officer"], "许可证过期"), 15, "level 3 told")
    office.let_time_pass(case["id"], minutes=5 * DAY)
    until(lambda: officer.get(f"/api/cases/{case['id']}")["is_overdue"], 15, "the case is overdue")
    body = {"demands": ["立即停止经营并办理延续"], "deadline_on": (_today() + timedelta(days=7)).isoformat()}
    opinion = officer.post(f"/api/cases/{case['id']}/opinions", body)
    assert officer.bytes(opinion["pdf_url"]).startswith(b"%PDF")

    _licence(keeper, add_years(_today(), 5) - timedelta(days=1), number)
    ended = keeper.get(f"/api/cases/{case['id']}")
    assert ended["state"] == "closed"
    assert ended["recovered_at"]
    kinds = [entry["kind"] for entry in ended["timeline"]]
    assert kinds.count("overdue") == 1
    assert kinds[-2:] == ["opinion_issued", "recovered"]
    cases = keeper.get("/api/cases", type="LICENCE_EXPIRED")["items"]
    assert [each["id"] for each in cases] == [case["id"]]


def _about(peer: PushPeer, subscription: Any, word: str) -> dict[str, Any] | None:
    found = (message for message in reversed(peer.messages(subscription)) if word in message["title"])
    return next(found, None)


def _level(phone: Phone, case_id: int) -> int:
    return int(phone.get(f"/api/cases/{case_id}")["level"])


@pytest.mark.requirement("J043", "J045")
def test_a_school_that_connects_too_late_is_one_case_and_one_notice(office: Product) -> None:
    officer, education = office.phone("office_officer"), office.phone("education_officer")
    keeper = office.phone("safety_officer")
    place = _place(keeper)
    if not officer.get("/api/connect-duties", establishment_id=place)["items"]:
        _licence(keeper, _today() + timedelta(days=400), _number())
    case = wait_for_case(keeper, "CONNECT_LATE", 20)
    assert case["why"]["duty"]["url"] == f"/credentials/{place}/connect"
    assert len(keeper.get("/api/cases", type="CONNECT_LATE")["items"]) == 1

    [row] = officer.get("/api/connect-duties", establishment_id=place)["items"]
    assert row["is_late"]
    assert row["case_id"] == case["id"]
    notice = officer.post(f"/api/connect-duties/{row['id']}/notice")["notice"]
    assert officer.send("POST", f"/api/connect-duties/{row['id']}/notice").status_code == 409
    assert officer.bytes(notice["pdf_url"]).startswith(b"%PDF")
    assert any("未按期接入" in item["title"] for item in education.get("/api/inbox")["items"])
    signed = education.post(f"/api/connect-notices/{notice['id']}/receipt", {"note": "已督促"})
    assert signed["received_at"]
