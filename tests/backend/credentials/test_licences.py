"""Licences: numbers, versions, terms, pictures, and what is owed about them."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select

from backend.accounts.models import User
from backend.cases.models import Case, Delivery
from backend.cases.service import seed_defaults
from backend.catalog.cases import CaseState, DeliveryChannel
from backend.catalog.credentials import DutyCode, DutyState
from backend.catalog.roles import Role
from backend.catalog.violations import ViolationType
from backend.credentials.models import Licence
from backend.credentials.service import current_licence, licence_by_number
from backend.duties.models import Duty
from backend.extensions import db
from notifications.duties import run_due_duties
from tests.factories.cases import ClientAs
from tests.factories.credentials import licence_form, licence_number, make_licence, post_form
from tests.factories.world import World
from tests.fakes.clock import FrozenClock

TODAY = date(2026, 3, 2)


@pytest.fixture
def keeper(world: World) -> User:
    seed_defaults()
    db.session.commit()
    return world.kitchen.people[Role.SAFETY_OFFICER]


def path(world: World, rest: str = "licences") -> str:
    return f"/api/establishments/{world.kitchen.establishment.id}/{rest}"


def duties(code: DutyCode = DutyCode.LICENCE_RENEWAL) -> list[Duty]:
    db.session.expire_all()
    return list(db.session.scalars(select(Duty).where(Duty.code == code).order_by(Duty.id)))


@pytest.mark.requirement("Q112")
def test_a_licence_is_kept_with_number_scope_dates_and_picture(world: World, keeper: User, client_as: ClientAs) -> None:
    client, form = client_as(keeper), licence_form(issuer="示例区市场监督管理局", legal_person="刘校长")
    response = post_form(client, path(world), form)
    assert response.status_code == 201, response.json
    made = response.get_json()
    assert (made["number"], made["items"], made["form"]) == (form["number"], ["hot_dishes", "pastry"], "unit_canteen")
    assert (made["issued_on"], made["expires_on"]) == ("2025-01-10", "2030-01-10")
    assert (made["fits_check_digit"], made["renewal"], made["light"]) == (True, "early", "green")
    picture = client.get(made["photo_url"])
    assert (picture.status_code, picture.mimetype) == (200, "image/jpeg")
    shown = client.get(path(world, "credentials")).get_json()
    assert shown["licence"]["number"] == form["number"]


@pytest.mark.requirement("Q112")
def test_a_number_failing_the_pattern_is_refused(world: World, keeper: User, client_as: ClientAs) -> None:
    response = post_form(client_as(keeper), path(world), licence_form(number="JY4123"))
    assert (response.status_code, response.get_json()["code"]) == (422, "invalid_licence_number")
    assert db.session.scalar(select(Licence.id)) is None


def test_a_check_digit_that_does_not_fit_warns_and_is_kept(world: World, keeper: User, client_as: ClientAs) -> None:
    number = licence_number()
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    made = post_form(client_as(keeper), path(world), licence_form(number=wrong))
    assert (made.status_code, made.get_json()["fits_check_digit"]) == (201, False)


def test_a_wrong_credit_code_is_refused(world: World, keeper: User, client_as: ClientAs) -> None:
    response = post_form(client_as(keeper), path(world), licence_form(credit_code="91440703MA4UHCHK0X"))
    assert response.status_code == 422


@pytest.mark.parametrize(
    "wrong",
    [
        {"issued_on": "2026-03-03"},
        {"expires_on": "2025-01-10"},
        {"expires_on": "2030-01-11"},
        {"items": []},
        {"form": "circus"},
    ],
)
def test_what_no_licence_can_say_is_refused(
    world: World, keeper: User, client_as: ClientAs, wrong: dict[str, Any]
) -> None:
    assert post_form(client_as(keeper), path(world), licence_form(**wrong)).status_code == 422


def test_a_number_that_is_another_units_is_refused(world: World, keeper: User, client_as: ClientAs) -> None:
    other = make_licence(world.other, world.other.people[Role.SAFETY_OFFICER], date(2025, 1, 1))
    response = post_form(client_as(keeper), path(world), licence_form(number=other.number))
    assert (response.status_code, response.get_json()["code"]) == (409, "licence_number_taken")


@pytest.mark.requirement("Q114")
def test_renewals_and_changes_are_versions(world: World, keeper: User, client_as: ClientAs) -> None:
    client, number = client_as(keeper), licence_number()
    first = post_form(client, path(world), licence_form(number=number, issued_on="2021-06-01")).get_json()
    change = {"number": number, "issued_on": "2021-06-01", "change_note": "法定代表人变更"}
    second = post_form(client, path(world), licence_form(with_photo=False, **change)).get_json()
    third = post_form(client, path(world), licence_form(number=number, issued_on="2026-03-01")).get_json()

    rows = client.get(path(world)).get_json()["items"]
    assert [row["id"] for row in rows] == [third["id"], second["id"], first["id"]]
    assert [row["is_current"] for row in rows] == [True, False, False]
    assert [row["previous_id"] for row in rows] == [second["id"], first["id"], None]
    assert rows[1]["change_note"] == "法定代表人变更"
    assert rows[1]["photo_url"]  # the same paper, so its picture stays
    assert current_licence(world.kitchen.establishment.id).id == third["id"]  # type: ignore[union-attr]
    assert licence_by_number(number).id == third["id"]  # type: ignore[union-attr]
    assert [(duty.state, duty.due_on) for duty in duties()] == [
        (DutyState.FULFILLED, date(2026, 6, 1)),
        (DutyState.PENDING, date(2031, 3, 1)),
    ]


@pytest.mark.requirement("Q114")
def test_notices_come_90_60_30_and_15_days_before(world: World, keeper: User, clock: FrozenClock) -> None:
    end = TODAY + timedelta(days=200)
    make_licence(world.kitchen, keeper, TODAY - timedelta(days=300), expires_on=end)
    run_due_duties()
    for days in range(199, 14, -1):
        day = end - timedelta(days=days)
        clock.at = datetime(day.year, day.month, day.day, 0, 30, tzinfo=UTC)
        run_due_duties()
    own = select(Delivery).where(Delivery.user_id == keeper.id, Delivery.channel == DeliveryChannel.IN_APP)
    own = own.where(Delivery.payload["title"].as_string().contains("许可证"))
    told = [
        row.payload["body"].split("还有 ")[1].split(" 天")[0] for row in db.session.scalars(own.order_by(Delivery.id))
    ]
    assert told == ["180", "90", "60", "30", "15"]


def test_the_renewal_window_counts_working_days(world: World, keeper: User, client_as: ClientAs) -> None:
    make_licence(world.kitchen, keeper, date(2024, 11, 7), expires_on=date(2025, 10, 31))
    shown = client_as(keeper).get(path(world, "credentials")).get_json()["licence"]
    # 1 to 8 October 2025 were days off; 11 October, a Saturday, was worked instead and is the fifteenth.
    assert shown["renewal_closes_on"] == "2025-10-11"
    assert shown["renewal"] == "expired"


@pytest.mark.requirement("Q116")
def test_any_expired_item_turns_the_light_red(
    world: World, keeper: User, client_as: ClientAs, clock: FrozenClock
) -> None:
    client = client_as(keeper)
    assert client.get(path(world, "credentials")).get_json()["light"] == "red"  # no licence at all
    make_licence(world.kitchen, keeper, date(2025, 1, 1))
    pledge = {"text": "本单位郑重承诺遵守食品安全法律法规，自觉接受监督。", "signer_name": "刘校长"}
    assert post_form(client, path(world, "pledges"), pledge).status_code == 201
    assert client.get(path(world, "credentials")).get_json()["light"] == "green"

    certificate = {
        "scheme": "haccp",
        "number": "H-1",
        "body": "CQC",
        "issued_on": "2025-03-03",
        "expires_on": "2026-03-02",
    }
    assert post_form(client, path(world, "quality-certificates"), certificate).status_code == 201
    assert client.get(path(world, "credentials")).get_json()["light"] == "yellow"
    clock.advance(days=1)
    shown = client.get(path(world, "credentials")).get_json()
    assert shown["light"] == "red"
    assert {item["kind"]: item["light"] for item in shown["items"]} == {
        "licence": "green",
        "pledge": "green",
        "quality": "red",
        "health": "green",
    }


def test_an_expired_licence_is_one_case_that_the_renewal_closes(
    world: World, keeper: User, client_as: ClientAs, clock: FrozenClock
) -> None:
    number = licence_number()
    make_licence(world.kitchen, keeper, date(2021, 3, 3), expires_on=date(2026, 3, 2), number=number)
    clock.advance(days=1)
    run_due_duties()
    [case] = [each for each in db.session.scalars(select(Case)) if each.type is ViolationType.LICENCE_EXPIRED]
    renewed = licence_form(number=number, issued_on="2026-03-03")
    assert post_form(client_as(keeper), path(world), renewed).status_code == 201
    db.session.expire_all()
    assert case.state is CaseState.CLOSED
    timeline = client_as(keeper).get(f"/api/cases/{case.id}").get_json()["timeline"]
    assert timeline[-1]["kind"] == "recovered"


def test_a_correction_takes_the_duty_and_its_case_along(world: World, keeper: User, clock: FrozenClock) -> None:
    number = licence_number()
    make_licence(world.kitchen, keeper, date(2021, 3, 3), expires_on=date(2026, 3, 2), number=number)
    clock.advance(days=1)
    run_due_duties()
    make_licence(world.kitchen, keeper, date(2021, 3, 3), expires_on=date(2026, 3, 2), number=number, issuer="某局")
    run_due_duties()
    assert [duty.state for duty in duties()] == [DutyState.OVERDUE]
    found = [each for each in db.session.scalars(select(Case)) if each.type is ViolationType.LICENCE_EXPIRED]
    assert [case.state for case in found] == [CaseState.OPEN]


def test_the_public_copy_carries_a_watermark(world: World, keeper: User, client_as: ClientAs) -> None:
    client = client_as(keeper)
    made = post_form(client, path(world), licence_form()).get_json()
    original, public = (client.get(made[name]).data for name in ("photo_url", "public_photo_url"))
    blank, marked = (Image.open(io.BytesIO(data)).convert("L") for data in (original, public))
    assert set(blank.tobytes()) == {255}
    assert min(marked.tobytes()) < 220


def test_who_may_not_keep_them_only_reads_or_does_not_know(world: World, keeper: User, client_as: ClientAs) -> None:
    make_licence(world.kitchen, keeper, date(2025, 1, 1))
    assert client_as(world.officer).get(path(world, "credentials")).get_json()["may_manage"] is False
    assert post_form(client_as(world.officer), path(world), licence_form()).status_code == 403
    for user in (world.foreign_officer, world.other.people[Role.PRINCIPAL]):
        assert client_as(user).get(path(world, "credentials")).status_code == 404
    foreign = post_form(client_as(world.other.people[Role.SAFETY_OFFICER]), path(world), licence_form())
    assert (foreign.status_code, foreign.get_json()["code"]) == (404, "not_found")
    assert client_as(world.kitchen.people[Role.WORKER]).get(path(world, "credentials")).status_code == 403


def test_the_principal_signs_the_pledge(world: World, keeper: User, client_as: ClientAs) -> None:
    client = client_as(world.kitchen.people[Role.PRINCIPAL])
    form = {"text": "本单位郑重承诺遵守食品安全法律法规，自觉接受监督。", "signer_name": "刘校长"}
    assert client.get(path(world, "credentials")).get_json()["may_sign"]
    assert post_form(client, path(world, "pledges"), form).status_code == 201
    assert post_form(client, path(world), licence_form()).status_code == 403


def test_pledges_stay_and_the_newest_counts(world: World, keeper: User, client_as: ClientAs) -> None:
    client = client_as(keeper)
    text = client.get(path(world, "credentials")).get_json()["pledge_text"]
    for name in ("刘校长", "新校长"):
        assert post_form(client, path(world, "pledges"), {"text": text, "signer_name": name}).status_code == 201
    shown = client.get(path(world, "credentials")).get_json()["pledge"]
    assert (shown["signer_name"], shown["text"]) == ("新校长", text)
    assert [row["signer_name"] for row in client.get(path(world, "pledges")).get_json()["items"]] == [
        "新校长",
        "刘校长",
    ]


def test_a_quality_certificate_is_renewed_and_withdrawn(world: World, keeper: User, client_as: ClientAs) -> None:
    client = client_as(keeper)
    form = {
        "scheme": "iso_22000",
        "number": "F-7",
        "body": "SGS",
        "issued_on": "2025-05-01",
        "expires_on": "2026-05-01",
    }
    post_form(client, path(world, "quality-certificates"), form)
    renewed = post_form(
        client,
        path(world, "quality-certificates"),
        form | {"issued_on": "2026-02-01", "expires_on": "2029-02-01"},
    ).get_json()
    assert [(duty.state, duty.due_on) for duty in duties(DutyCode.QUALITY_RENEWAL)] == [
        (DutyState.FULFILLED, date(2026, 5, 1)),
        (DutyState.PENDING, date(2029, 2, 1)),
    ]
    answer = client.post(f"/api/quality-certificates/{renewed['id']}/withdrawal")
    assert (answer.status_code, answer.get_json()["is_current"]) == (200, False)
    assert duties(DutyCode.QUALITY_RENEWAL)[-1].state is DutyState.CANCELLED
    assert client.get(path(world, "credentials")).get_json()["quality"] == []
