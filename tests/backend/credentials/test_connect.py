"""Ten working days after the licence the kitchen is connected, or its department hears of it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select, update

from backend.accounts.access import Access
from backend.accounts.models import Membership, User
from backend.calendars.service import working_days_after
from backend.cameras.models import Camera
from backend.cases.models import Case
from backend.cases.service import seed_defaults
from backend.catalog.agencies import AgencyKind
from backend.catalog.areas import AREA_NAMES, REQUIRED_AREAS
from backend.catalog.cameras import Acceptance
from backend.catalog.cases import CaseState
from backend.catalog.credentials import DutyCode, DutyState
from backend.catalog.establishments import CompetentBody, EstablishmentKind
from backend.catalog.roles import Role
from backend.catalog.violations import ViolationType
from backend.core.typesetting import FontMissingError, typeset
from backend.credentials.service import connection, late
from backend.duties.models import Duty
from backend.establishments.models import Area
from backend.extensions import db
from backend.jurisdictions.models import Agency
from notifications.duties import run_due_duties
from tests.factories.cases import ClientAs
from tests.factories.credentials import make_licence
from tests.factories.world import Kitchen, World, make_camera, make_officer
from tests.fakes.clock import FrozenClock

LICENCE_DAY, DUE = date(2025, 9, 26), date(2025, 10, 16)


@pytest.fixture
def world_(world: World, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch) -> World:
    clock.at = datetime(2025, 9, 29, 2, 0, tzinfo=UTC)
    seed_defaults()
    db.session.execute(update(Membership).values(starts_at=clock.now()))
    db.session.commit()
    return world


@pytest.fixture(autouse=True)
def _paper(monkeypatch: pytest.MonkeyPatch) -> None:
    """The paper itself is looked at in one test; the others do without a font."""
    monkeypatch.setattr(late, "typeset", lambda *_: b"%PDF-1.7 a notice %%EOF")


def license_(world: World, kitchen: Kitchen | None = None, issued_on: date = LICENCE_DAY) -> None:
    kitchen = kitchen or world.kitchen
    make_licence(kitchen, kitchen.people[Role.PRINCIPAL], issued_on)


def duty_of(kitchen: Kitchen) -> Duty | None:
    db.session.expire_all()
    statement = select(Duty).where(Duty.code == DutyCode.CONNECT, Duty.establishment_id == kitchen.establishment.id)
    return db.session.scalars(statement.where(Duty.state != DutyState.CANCELLED)).one_or_none()


def connect(kitchen: Kitchen, world: World) -> list[Camera]:
    """A camera in each of the eight required areas, accepted."""
    cameras = []
    for kind in REQUIRED_AREAS:
        area = kitchen.areas.get(kind) or Area(establishment=kitchen.establishment, kind=kind, name=AREA_NAMES[kind][0])
        db.session.add(area)
        db.session.flush()
        camera = make_camera(area, world.device, kind.value)
        camera.acceptance = Acceptance.ACCEPTED
        cameras.append(camera)
    db.session.commit()
    return cameras


def rows(client_as: ClientAs, user: User, **args: Any) -> list[dict[str, Any]]:
    response = client_as(user).get("/api/connect-duties", query_string=args)
    assert response.status_code == 200, response.json
    found: list[dict[str, Any]] = response.get_json()["items"]
    return found


@pytest.mark.requirement("J043")
def test_a_licence_of_26_september_2025_is_connected_by_16_october(world_: World) -> None:
    """1 to 8 October are days off, 28 September and 11 October are worked instead."""
    license_(world_)
    duty = duty_of(world_.kitchen)
    assert duty is not None
    assert duty.due_on == DUE
    assert working_days_after(LICENCE_DAY, 10) == DUE


@pytest.mark.requirement("J043")
def test_too_late_is_one_case_and_connecting_closes_it(world_: World, clock: FrozenClock) -> None:
    license_(world_)
    clock.at = datetime(2025, 10, 16, 23, 0, tzinfo=UTC)  # still before eight in the morning after
    run_due_duties()
    assert db.session.scalar(select(Case.id)) is None
    for day in (17, 18, 19):
        clock.at = datetime(2025, 10, day, 0, 0, tzinfo=UTC)
        run_due_duties()
    [case] = db.session.scalars(select(Case)).all()
    assert case.type is ViolationType.CONNECT_LATE

    assert connection.settle() == 0
    connect(world_.kitchen, world_)
    assert connection.settle() == 1
    db.session.expire_all()
    assert case.state is CaseState.CLOSED
    duty = duty_of(world_.kitchen)
    assert duty is not None
    assert duty.state is DutyState.FULFILLED


def test_a_missing_area_or_a_camera_to_replace_is_not_connected(world_: World) -> None:
    license_(world_)
    *_, last = connect(world_.kitchen, world_)
    last.acceptance = Acceptance.TO_REPLACE
    db.session.commit()
    assert connection.settle() == 0
    last.acceptance = Acceptance.ACCEPTED
    db.session.commit()
    assert connection.settle() == 1


def test_who_was_connected_before_the_licence_has_done_it(world_: World) -> None:
    connect(world_.kitchen, world_)
    license_(world_)
    duty = duty_of(world_.kitchen)
    assert duty is not None
    assert duty.state is DutyState.FULFILLED


def test_a_restaurant_owes_no_connection(world_: World) -> None:
    world_.kitchen.establishment.kind = EstablishmentKind.RESTAURANT
    db.session.commit()
    license_(world_)
    assert duty_of(world_.kitchen) is None


def test_a_corrected_date_moves_the_day_and_a_renewal_does_not(world_: World, clock: FrozenClock) -> None:
    license_(world_, issued_on=date(2025, 9, 19))
    license_(world_)
    duty = duty_of(world_.kitchen)
    assert duty is not None
    assert duty.due_on == DUE
    clock.at = datetime(2027, 9, 1, tzinfo=UTC)
    license_(world_, issued_on=date(2027, 8, 30))
    duty = duty_of(world_.kitchen)
    assert duty is not None
    assert duty.due_on == DUE


def test_officers_see_who_is_late_in_their_area_alone(world_: World, client_as: ClientAs, clock: FrozenClock) -> None:
    license_(world_)
    license_(world_, world_.other)
    assert [row["establishment"]["id"] for row in rows(client_as, world_.officer, state="pending")] == [
        world_.kitchen.establishment.id
    ]
    clock.at = datetime(2025, 10, 20, 4, 0, tzinfo=UTC)
    [row] = rows(client_as, world_.officer)
    assert (row["days_late"], row["due_on"], row["licence_issued_on"]) == (4, "2025-10-16", "2025-09-26")
    assert row["may_notify"]
    exported = client_as(world_.officer).get("/api/connect-duties/export")
    text = exported.data.decode("utf-8-sig")
    assert world_.kitchen.establishment.name in text
    assert world_.other.establishment.name not in text
    assert client_as(world_.kitchen.people[Role.WORKER]).get("/api/connect-duties").status_code == 403


def department(world: World, kind: AgencyKind, name: str) -> User:
    agency = Agency(jurisdiction_id=world.county.id, kind=kind, name=name)
    officer = make_officer(Role.EDUCATION_OFFICER, world.county)
    db.session.add(agency)
    db.session.flush()
    membership = db.session.scalars(select(Membership).where(Membership.user_id == officer.id)).one()
    membership.agency_id = agency.id
    db.session.commit()
    return officer


@pytest.mark.requirement("J045")
def test_the_department_is_told_once_and_signs_for_it(world_: World, client_as: ClientAs, clock: FrozenClock) -> None:
    education = department(world_, AgencyKind.EDUCATION, "示例区教育局")
    license_(world_)
    duty = duty_of(world_.kitchen)
    assert duty is not None
    path = f"/api/connect-duties/{duty.id}/notice"
    officer = client_as(world_.officer)
    too_early = officer.post(path)
    assert (too_early.status_code, too_early.get_json()["code"]) == (409, "not_late")

    clock.at = datetime(2025, 10, 20, 4, 0, tzinfo=UTC)
    sent = officer.post(path)
    assert sent.status_code == 201, sent.json
    notice = sent.get_json()["notice"]
    assert (notice["addressee"], notice["received_at"]) == ("示例区教育局", None)
    again = officer.post(path)
    assert (again.status_code, again.get_json()["code"]) == (409, "already_sent")
    assert officer.get(notice["pdf_url"]).mimetype == "application/pdf"

    inbox = client_as(education).get("/api/inbox").get_json()["items"]
    assert [item["title"] for item in inbox] == ["通报：第一中学食堂 未按期接入明厨亮灶"]
    receipt = f"/api/connect-notices/{notice['id']}/receipt"
    assert client_as(world_.kitchen.people[Role.PRINCIPAL]).post(receipt, json={}).status_code == 403
    signed = client_as(education).post(receipt, json={"note": "已督促"})
    assert signed.status_code == 200, signed.json
    assert signed.get_json()["received_at"]
    assert client_as(education).post(receipt, json={}).status_code == 409
    [row] = rows(client_as, world_.officer)
    assert row["notice"]["receipt_note"] == "已督促"


@pytest.mark.requirement("J003")
def test_a_technical_college_is_reported_to_human_resources(
    world_: World, client_as: ClientAs, clock: FrozenClock
) -> None:
    place = world_.kitchen.establishment
    place.kind, place.competent_body = EstablishmentKind.TECHNICAL_SCHOOL, CompetentBody.HUMAN_RESOURCES
    education = department(world_, AgencyKind.EDUCATION, "示例区教育局")
    labour = department(world_, AgencyKind.HUMAN_RESOURCES, "示例区人社局")
    license_(world_)
    duty = duty_of(world_.kitchen)
    assert duty is not None
    clock.at = datetime(2025, 10, 20, 4, 0, tzinfo=UTC)
    sent = client_as(world_.officer).post(f"/api/connect-duties/{duty.id}/notice").get_json()
    assert (sent["notice"]["addressee"], sent["notice"]["body"]) == ("示例区人社局", "human_resources")
    assert client_as(education).get("/api/inbox").get_json()["items"] == []
    assert len(client_as(labour).get("/api/inbox").get_json()["items"]) == 1


def test_a_late_school_may_be_looked_at_more_often(world_: World, client_as: ClientAs, clock: FrozenClock) -> None:
    license_(world_)
    duty = duty_of(world_.kitchen)
    assert duty is not None
    path, place = f"/api/connect-duties/{duty.id}/extra-checks", world_.kitchen.establishment.id
    officer = client_as(world_.officer)
    for per_year in (2, 4):
        flagged = officer.put(path, json={"per_year": per_year, "reason": "未按期接入"})
        assert flagged.status_code == 200, flagged.json
    assert flagged.get_json()["extra_checks"]["per_year"] == 4
    assert late.extra_checks_of(place) == 4
    assert client_as(world_.kitchen.people[Role.PRINCIPAL]).delete(path).status_code == 403
    assert officer.delete(path).get_json()["extra_checks"] is None
    assert late.extra_checks_of(place) == 0


def test_the_paper_says_what_happened(world_: World, client_as: ClientAs, clock: FrozenClock) -> None:
    license_(world_)
    duty = duty_of(world_.kitchen)
    assert duty is not None
    clock.at = datetime(2025, 10, 20, 4, 0, tzinfo=UTC)
    paper = late._paper(Access(world_.officer, ()), duty, "示例区教育局", "通报〔2025〕1号", clock.now().date())
    assert (paper["unit"], paper["issued"], paper["due"], paper["late"]) == (
        "第一中学食堂",
        "2025年9月26日",
        "2025年10月16日",
        4,
    )
    try:
        made = typeset(late._TEMPLATE, paper)
    except FontMissingError:
        pytest.skip("no font with Chinese characters here")
    assert made.startswith(b"%PDF-")
