"""How the establishments stand: who sees what of whom, worst first, in a constant number of statements."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, event, select

from backend.audit.models import AuditEntry
from backend.cameras.models import Camera
from backend.catalog.agencies import AgencyKind
from backend.catalog.cameras import CameraState
from backend.catalog.credentials import BusinessForm
from backend.catalog.establishments import CompetentBody, EstablishmentKind, EstablishmentState, EstablishmentTag
from backend.catalog.roles import Role
from backend.core import clock
from backend.credentials.models import Licence
from backend.establishments.models import Establishment
from backend.establishments.service import create
from backend.extensions import db
from backend.jurisdictions.models import Agency
from backend.staff.models import HealthCertificate
from tests.backend.overview.conftest import Client, ClientAs
from tests.factories.cases import Story
from tests.factories.world import World, make_officer


def _list(client: Client, query: str = "") -> Any:
    answer = client.get(f"/api/overview/establishments{query}")
    assert answer.status_code == 200, answer.json
    return answer.json


def _names(client: Client, query: str = "") -> list[str]:
    return [row["name"] for row in _list(client, query)["items"]]


def _today() -> date:
    return clock.now().date()


def _licence(place: Establishment, user_id: int, days: int) -> None:
    db.session.add(
        Licence(
            establishment_id=place.id,
            number="JY35001051234567",
            operator=place.name,
            form=BusinessForm.UNIT_CANTEEN,
            items=[],
            issued_on=_today() - timedelta(days=1000),
            expires_on=_today() + timedelta(days=days),
            added_by_id=user_id,
            added_at=clock.now(),
        )
    )


def _certificate(world: World, days: int) -> None:
    worker = world.kitchen.people[Role.WORKER]
    db.session.add(
        HealthCertificate(
            establishment_id=world.kitchen.establishment.id,
            user_id=worker.id,
            number="1",
            examined_on=_today(),
            expires_on=_today() + timedelta(days=days),
            added_by_id=worker.id,
            added_at=clock.now(),
        )
    )


def _all_online() -> None:
    for camera in db.session.scalars(select(Camera)):
        camera.state = CameraState.ONLINE
    db.session.commit()


def test_the_list_shows_the_worst_first_and_says_why(world: World, county: Client) -> None:
    Story(world).open()
    _all_online()
    rows = _list(county)["items"]
    assert [(row["name"], row["light"], row["reasons"]) for row in rows] == [
        ("第一中学食堂", "orange", ["case_open"]),
        ("第二中学食堂", "green", []),
    ]
    _licence(world.other.establishment, world.admin.id, -1)
    db.session.commit()
    worst = _list(county)["items"][0]
    assert (worst["name"], worst["light"], worst["counts"]["licence_expired"]) == ("第二中学食堂", "red", 1)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?q=第二", ["第二中学食堂"]),
        ("?q=%25", []),
        ("?kind=restaurant", ["老码头火锅"]),
        ("?kind=restaurant&kind=primary_school&sort=name", ["第一中学食堂", "第二中学食堂", "老码头火锅"]),
        ("?tag=hotpot", ["老码头火锅"]),
        ("?state=closed", ["关门小店"]),
        ("?light=red", ["第一中学食堂"]),
        ("?light=grey", ["老码头火锅"]),
        ("?is_connected=false", ["老码头火锅"]),
        ("?is_stale=true", ["老码头火锅"]),
        ("?competent_body=none", ["老码头火锅"]),
        ("?sort=newest&page_size=1", ["老码头火锅"]),
    ],
)
def test_filters_narrow_the_list(world: World, county: Client, query: str, expected: list[str]) -> None:
    values = {"jurisdiction_id": world.office.id, "kind": EstablishmentKind.RESTAURANT}
    hotpot = create({**values, "name": "老码头火锅", "tags": [EstablishmentTag.HOTPOT.value]})
    hotpot.created_at = clock.now() - timedelta(days=91)
    create({**values, "name": "关门小店"}).state = EstablishmentState.CLOSED
    _certificate(world, -3)
    _all_online()
    assert _names(county, query) == expected
    assert _list(county, query)["total"] >= len(expected)


@pytest.mark.parametrize(
    ("kinds", "expected"), [([], ["老码头火锅"]), (["restaurant"], ["老码头火锅"]), (["primary_school"], [])]
)
def test_when_facts_are_stale_is_a_rule_of_the_authority(
    world: World, county: Client, kinds: list[str], expected: list[str]
) -> None:
    values = {"jurisdiction_id": world.office.id, "kind": EstablishmentKind.RESTAURANT}
    create({**values, "name": "老码头火锅"}).created_at = clock.now() - timedelta(days=40)
    assert _names(county, "?is_stale=true") == []

    rule = {
        "code": "facts",
        "jurisdiction_id": world.county.id,
        "holder_role": "safety_officer",
        "kinds": kinds,
        "parameters": {"stale_days": 30},
        "remind_days": [],
        "effective_on": "2026-03-02",
    }
    answer = county.put("/api/duty-rules", json=rule)
    assert answer.status_code == 200, answer.json

    assert _names(county, "?is_stale=true") == expected


def test_a_node_filters_for_itself_and_all_below(world: World, county: Client) -> None:
    assert len(_names(county, f"?jurisdiction_id={world.county.id}")) == 2
    assert _names(county, f"?jurisdiction_id={world.office.id}") == ["第一中学食堂"]
    assert _names(county, "?jurisdiction_id=987654") == []


def test_everyone_sees_the_own_scope_alone(world: World, client_as: ClientAs) -> None:
    officer = client_as(world.officer)
    assert _names(officer) == ["第一中学食堂"]
    assert _names(client_as(world.kitchen.people[Role.PRINCIPAL])) == ["第一中学食堂"]
    assert officer.get("/api/overview").json["establishments"]["total"] == 1
    assert client_as(world.kitchen.people[Role.WORKER]).get("/api/overview").status_code == 403
    own, other = world.kitchen.establishment.id, world.other.establishment.id
    assert officer.get(f"/api/overview/establishments/{own}").json["name"] == "第一中学食堂"
    missing = officer.get("/api/overview/establishments/987654")
    assert officer.get(f"/api/overview/establishments/{other}").data == missing.data


@pytest.mark.requirement("J030")
def test_a_department_lists_the_schools_of_its_own_line_that_are_not_connected(
    world: World, client_as: ClientAs
) -> None:
    for name, kind in (
        ("未接入小学", EstablishmentKind.PRIMARY_SCHOOL),
        ("未接入技师学院", EstablishmentKind.TECHNICAL_SCHOOL),
        ("路边餐馆", EstablishmentKind.RESTAURANT),
    ):
        create({"name": name, "kind": kind, "jurisdiction_id": world.office.id})
    education = make_officer(Role.EDUCATION_OFFICER, world.county)
    labour = make_officer(Role.EDUCATION_OFFICER, world.county)
    agency = Agency(jurisdiction_id=world.county.id, kind=AgencyKind.HUMAN_RESOURCES, name="人社局")
    db.session.add(agency)
    db.session.flush()
    labour.memberships[0].agency_id = agency.id
    db.session.commit()

    assert _names(client_as(education), "?is_connected=false") == ["未接入小学"]
    assert _names(client_as(labour), "?is_connected=false") == ["未接入技师学院"]
    figures = client_as(education).get("/api/overview").json["establishments"]
    assert (figures["total"], figures["connected"]) == (3, 2)
    assert world.other.establishment.competent_body is CompetentBody.EDUCATION


def test_a_consumer_committee_gets_no_figure_of_cases(world: World, client_as: ClientAs) -> None:
    Story(world).open()
    committee = make_officer(Role.CONSUMER_COMMITTEE, world.county)
    db.session.commit()
    client = client_as(committee)
    board = client.get("/api/overview").json
    assert [name for name in ("cameras", "cases", "duties", "licences", "health", "applications") if board[name]] == []
    assert all("open_cases" not in row["counts"] for row in _list(client)["items"])
    assert client.get("/api/overview/issues").json["cases"] is None


def test_the_board_counts_what_a_hand_would_count(world: World, county: Client) -> None:
    story = Story(world)
    case = story.open()
    case.is_overdue = True
    _certificate(world, -1)
    _certificate(world, 30)
    _certificate(world, 300)
    _licence(world.kitchen.establishment, world.admin.id, 10)
    db.session.commit()
    board = county.get("/api/overview").json
    assert board["establishments"] == {"total": 2, "connected": 2, "stale": 0}
    assert board["kinds"] == [{"kind": "primary_school", "total": 2}]
    assert board["states"] == [{"state": "active", "total": 2}]
    assert board["cameras"] == {"total": 2, "online": 0, "offline": 2}
    assert board["cases"] == {"overdue": 1, "critical": 0, "running": 0, "review": 0}
    assert board["health"] == {"expired": 1, "expiring": 1}
    assert board["licences"] == {"expired": 0, "expiring": 1}
    assert board["applications"] == {"establishments": 0, "people": 0}


@pytest.mark.requirement("J036")
def test_a_principal_sees_all_that_is_open_at_once(world: World, client_as: ClientAs) -> None:
    Story(world).open()
    _certificate(world, 5)
    _licence(world.kitchen.establishment, world.admin.id, -5)
    _licence(world.other.establishment, world.admin.id, -5)
    db.session.commit()
    for role in (Role.PRINCIPAL, Role.SAFETY_HEAD, Role.CANTEEN_HEAD):
        client = client_as(world.kitchen.people[role])
        open_issues = client.get("/api/overview/issues").json
        assert {name: len(rows) for name, rows in open_issues.items()} == {
            "cases": 1, "duties": 0, "cameras": 1, "licences": 1, "health": 1,
        }  # fmt: skip
        assert open_issues["cases"][0]["type"] == "CLOTHES"


def _export(client: Client, query: str) -> Any:
    return client.get(f"/api/overview/establishments/export{query}")


def test_the_list_is_taken_along_with_a_reason_and_that_is_on_record(
    world: World, county: Client, client_as: ClientAs
) -> None:
    world.kitchen.establishment.name = "=cmd|' /C calc'!A0"
    db.session.commit()
    assert _export(county, "?format=csv").status_code == 422
    answer = _export(county, "?format=csv&reason=季度检查")
    rows = list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"), newline="")))
    assert rows[0][:2] == ["名称", "类型"]
    assert {row[0] for row in rows[1:]} == {"'=cmd|' /C calc'!A0", "第二中学食堂"}
    assert _export(county, "?format=xlsx&language=en&reason=because").data.startswith(b"PK")
    read = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "export.read")).all()
    assert [entry.changes["reason"] for entry in read] == ["季度检查", "because"]
    auditor = client_as(world.auditor)
    assert len(_names(auditor)) == 2
    assert _export(auditor, "?format=csv&reason=because").status_code == 403


@contextmanager
def _statements() -> Iterator[list[str]]:
    made: list[str] = []

    def note(connection: Connection, cursor: Any, statement: str, *_: Any) -> None:
        made.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield made
    event.remove(db.engine, "before_cursor_execute", note)


def _grow(world: World, total: int) -> None:
    known = db.session.query(Establishment).count()
    for number in range(known, total):
        create({"name": f"小学{number}", "kind": EstablishmentKind.PRIMARY_SCHOOL, "jurisdiction_id": world.office.id})
    db.session.commit()


@pytest.mark.parametrize(
    "path",
    [
        "/api/overview",
        "/api/overview/issues",
        "/api/overview/establishments?page_size={total}",
        "/api/overview/establishments?page_size={total}&light=grey&light=orange",
        "/api/overview/establishments/export?format=csv&reason=because",
        "/api/establishments?page_size={total}",
        "/api/jurisdictions?page_size={total}",
    ],
)
def test_ten_rows_and_two_hundred_take_as_many_statements(
    world: World, client_as: ClientAs, county: Client, path: str
) -> None:
    counts = []
    for total in (10, 200):  # a full page each, so that both are counted
        _grow(world, total)
        url = path.format(total=total)
        county.get(url)  # what is kept for a while after the first request does not count
        db.session.expire_all()
        with _statements() as made:
            assert county.get(url).status_code == 200
        counts.append(len(made))
    assert counts[0] == counts[1]
    assert counts[0] <= 20
