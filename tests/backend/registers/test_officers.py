"""Agencies and officers: bound to a node, seeing it and all below, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from backend.accounts.models import User
from backend.audit.models import AuditEntry
from backend.catalog.agencies import AgencyKind
from backend.catalog.establishments import CompetentBody, EstablishmentKind
from backend.catalog.roles import Role
from backend.establishments.service import create
from backend.extensions import db
from backend.jurisdictions.models import Jurisdiction
from tests.backend.registers.conftest import Client, ClientAs
from tests.factories.world import World

_PHONE = "13912345678"


def _agency(client: Client, node: Jurisdiction, kind: str) -> Any:
    return client.post(f"/api/jurisdictions/{node.id}/agencies", json={"kind": kind, "name": f"示例{kind}"})


def _appoint(client: Client, node: Jurisdiction, role: Role, agency_id: int | None = None, phone: str = _PHONE) -> Any:
    body = {"phone": phone, "name": "何所长", "role": role.value, "agency_id": agency_id}
    return client.post(f"/api/jurisdictions/{node.id}/officers", json=body)


def _user(phone: str = _PHONE) -> User:
    return db.session.scalars(select(User).where(User.phone == phone)).one()


def _seen(client: Client) -> list[str]:
    return [row["name"] for row in (client.get("/api/establishments").json or {})["items"]]


@pytest.mark.parametrize("kind", list(AgencyKind))
def test_agencies_of_every_kind_have_a_seat_in_the_tree(world: World, keeper: Client, kind: AgencyKind) -> None:
    made = _agency(keeper, world.county, kind.value)
    assert made.status_code == 201
    shown = keeper.get(f"/api/agencies?jurisdiction_id={world.county.id}").json["items"]
    assert [(row["kind"], row["name"]) for row in shown] == [(kind.value, f"示例{kind}")]

    path = f"/api/agencies/{made.json['id']}"
    assert keeper.patch(path, json={"hotline": "12315"}).json["hotline"] == "12315"
    assert keeper.delete(path).status_code == 204
    assert _agency(keeper, world.city, kind.value).status_code == 404


def test_an_agency_belongs_to_one_at_its_node_or_above(world: World, admin: Client) -> None:
    bureau = _agency(admin, world.county, "market_supervision").json["id"]
    path = f"/api/jurisdictions/{world.office.id}/agencies"
    office = admin.post(path, json={"kind": "market_supervision", "name": "城东所", "parent_id": bureau})
    assert office.json["parent_id"] == bureau
    upwards = {"kind": "section", "name": "餐饮科", "parent_id": office.json["id"]}
    assert admin.post(f"/api/jurisdictions/{world.county.id}/agencies", json=upwards).status_code == 422
    assert admin.delete(f"/api/agencies/{bureau}").json["code"] == "agency_in_use"


@pytest.mark.requirement("Q075")
def test_an_officer_is_appointed_by_phone_and_sees_only_the_own_area(
    world: World, keeper: Client, client_as: ClientAs
) -> None:
    made = _appoint(keeper, world.office, Role.OFFICE_OFFICER)
    assert made.status_code == 201
    assert (made.json["name"], made.json["phone"], made.json["jurisdiction"]["name"]) == (
        "何所长",
        "139****5678",
        "城东所",
    )

    officer = client_as(_user())
    assert _seen(officer) == ["第一中学食堂"]
    assert officer.get(f"/api/establishments/{world.other.establishment.id}").status_code == 404

    assert keeper.delete(f"/api/officers/{made.json['id']}").status_code == 204
    assert officer.get("/api/establishments").status_code == 403
    kept = keeper.get(f"/api/officers?jurisdiction_id={world.office.id}&with_ended=true").json["items"]
    assert [row["ends_at"] is not None for row in kept if row["name"] == "何所长"] == [True]
    acts = db.session.scalars(select(AuditEntry.action).where(AuditEntry.action.startswith("officer."))).all()
    assert list(acts) == ["officer.appointed", "officer.ended"]


def test_a_known_number_keeps_its_account_and_its_name(world: World, keeper: Client) -> None:
    cook = world.kitchen.people[Role.WORKER]
    made = _appoint(keeper, world.county, Role.COUNTY_OFFICER, phone=cook.phone)
    assert made.json["user_id"] == cook.id
    assert made.json["name"] == cook.name
    assert _appoint(keeper, world.county, Role.COUNTY_OFFICER, phone=cook.phone).json["code"] == "already_appointed"
    assert db.session.scalar(select(func.count()).select_from(User).where(User.phone == cook.phone)) == 1


def test_nobody_appoints_above_or_beside_the_own_node(world: World, keeper: Client) -> None:
    assert _appoint(keeper, world.city, Role.CITY_OFFICER).status_code == 404
    assert _appoint(keeper, world.county, Role.CITY_OFFICER).json["code"] == "wrong_place_for_role"
    assert _appoint(keeper, world.county, Role.PLATFORM_ADMIN).status_code == 422
    assert _appoint(keeper, world.county, Role.OFFICE_OFFICER, phone="12").status_code == 422


def test_an_office_goes_with_agencies_of_its_line(world: World, keeper: Client, admin: Client) -> None:
    education = _agency(keeper, world.county, "education").json["id"]
    above = _agency(admin, world.city, "market_supervision").json["id"]
    assert _appoint(keeper, world.county, Role.COUNTY_OFFICER, education).json["code"] == "wrong_agency_for_role"
    assert _appoint(keeper, world.county, Role.COUNTY_OFFICER, above).status_code == 201
    office = _agency(keeper, world.office, "section").json["id"]
    assert _appoint(keeper, world.county, Role.OFFICE_OFFICER, office).status_code == 404


def test_nobody_ends_the_own_office(world: World, keeper: Client) -> None:
    mine = next(r for r in keeper.get("/api/officers").json["items"] if r["jurisdiction"]["id"] == world.county.id)
    assert keeper.delete(f"/api/officers/{mine['id']}").json["code"] == "own_office"


def test_offices_elsewhere_answer_like_missing_ones(world: World, keeper: Client, admin: Client) -> None:
    above = _appoint(admin, world.city, Role.CITY_OFFICER).json["id"]
    worker = world.kitchen.people[Role.WORKER].memberships[0].id
    answers = [keeper.delete(f"/api/officers/{key}") for key in (above, worker, 987_654)]
    assert {(answer.status_code, answer.data) for answer in answers} == {(404, answers[0].data)}


def _school(world: World, name: str, kind: EstablishmentKind) -> None:
    made = create({"name": name, "kind": kind, "jurisdiction_id": world.office.id})
    assert made.competent_body in (CompetentBody.EDUCATION, CompetentBody.HUMAN_RESOURCES, CompetentBody.NONE)


def test_each_line_sees_the_establishments_of_its_own(world: World, keeper: Client, client_as: ClientAs) -> None:
    _school(world, "示例技师学院", EstablishmentKind.TECHNICAL_SCHOOL)
    _school(world, "大碗面馆", EstablishmentKind.RESTAURANT)
    db.session.commit()
    labour = _agency(keeper, world.county, "human_resources").json["id"]
    _appoint(keeper, world.county, Role.EDUCATION_OFFICER, phone="13900000001")
    _appoint(keeper, world.county, Role.EDUCATION_OFFICER, labour, phone="13900000002")

    assert _seen(client_as(_user("13900000001"))) == ["第一中学食堂", "第二中学食堂"]
    assert _seen(client_as(_user("13900000002"))) == ["示例技师学院"]
