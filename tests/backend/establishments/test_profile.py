"""The profile of an establishment over HTTP: what its people say of it, and what the office keeps."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from backend.audit.models import AuditEntry
from backend.catalog.establishments import KINDS, CompetentBody, EstablishmentKind
from backend.extensions import db
from tests.factories.world import World
from tests.fakes.clock import FrozenClock

CODE = "91440300708461136T"
FULL: dict[str, Any] = {
    "tags": ["boarding", "nutrition_programme", "boarding"],
    "brand": "",
    "legal_person": "刘伟",
    "phone": "023-4866 1234",
    "address": "示例区学府路1号",
    "diners": 1850,
    "meal_times": [{"name": "午餐", "from": "11:40", "to": "12:40"}],
    "platforms": [{"platform": "美团", "shop_name": "第一中学食堂", "url": "https://example.com/shop/1"}],
    "follows_school_calendar": True,
    "closes_on_holidays": True,
}


def _path(world: World, tail: str = "") -> str:
    return f"/api/establishments/{world.kitchen.establishment.id}{tail}"


def test_the_whole_profile_is_said_in_one_go(world: World, owner: FlaskClient) -> None:
    assert owner.patch(_path(world), json=FULL).status_code == 200
    shown = owner.get(_path(world)).json or {}

    assert {name: shown[name] for name in FULL} == FULL | {"tags": ["boarding", "nutrition_programme"]}
    assert (shown["may_manage"], shown["may_register"]) == (True, False)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"credit_code": "123"}, "credit_code"),
        ({"credit_code": CODE[:-1] + "9"}, "credit_code"),
        ({"size_class": "large"}, "size_class"),
        ({"size_class": "huge"}, "size_class"),
        ({"tags": ["hotpot"]}, "tags"),
        ({"tags": ["nonsense"]}, "tags"),
        ({"diners": -1}, "diners"),
        ({"diners": 200_001}, "diners"),
        ({"phone": "call me"}, "phone"),
        ({"meal_times": [{"name": "午餐", "from": "12:40", "to": "11:40"}]}, "meal_times"),
        ({"meal_times": [{"name": "午餐", "from": "11:00", "to": "11:40"}] * 2}, "meal_times"),
        ({"platforms": [{"platform": "x", "shop_name": "y", "url": "javascript:alert(1)"}]}, "platforms"),
        ({"address": "x" * 201}, "address"),
    ],
    ids=str,
)
def test_a_wrong_fact_names_its_field_and_changes_nothing(
    world: World, owner: FlaskClient, change: dict[str, Any], field: str
) -> None:
    before = owner.get(_path(world)).json
    answer = owner.patch(_path(world), json={"legal_person": "另一人", **change})

    assert answer.status_code == 422
    fields = (answer.json or {})["fields"]
    assert field in fields.get("json", fields)
    assert owner.get(_path(world)).json == before


@pytest.mark.parametrize(
    "change", [{"name": "新名"}, {"kind": "university"}, {"competent_body": "none"}, {"jurisdiction_id": 1}], ids=str
)
def test_what_the_office_keeps_its_people_do_not_change(
    world: World, owner: FlaskClient, change: dict[str, Any]
) -> None:
    answer = owner.patch(_path(world), json=change)

    assert (answer.status_code, (answer.json or {})["code"]) == (403, "office_keeps_this")


def test_an_empty_credit_code_may_be_filled_in_but_not_replaced(world: World, owner: FlaskClient) -> None:
    assert (owner.patch(_path(world), json={"credit_code": CODE.lower()}).json or {})["credit_code"] == CODE
    assert owner.patch(_path(world), json={"credit_code": "91110000802100433B"}).status_code == 403


def test_a_credit_code_belongs_to_one_establishment(world: World, office: FlaskClient, county: FlaskClient) -> None:
    other = f"/api/establishments/{world.other.establishment.id}"
    assert county.patch(other, json={"credit_code": CODE}).status_code == 200
    answer = office.patch(_path(world), json={"credit_code": CODE})

    assert answer.status_code == 422
    assert "credit_code" in (answer.json or {})["fields"]


def test_the_office_corrects_its_register_but_not_the_hours(world: World, office: FlaskClient) -> None:
    assert (office.patch(_path(world), json={"name": "示例一中食堂"}).json or {})["name"] == "示例一中食堂"
    assert office.patch(_path(world), json={"opening_hours": []}).status_code == 403
    foreign = f"/api/establishments/{world.other.establishment.id}"
    assert office.patch(foreign, json={"name": "x"}).status_code == 404


def test_an_establishment_moves_within_the_jurisdiction_of_who_moves_it(
    world: World, office: FlaskClient, county: FlaskClient
) -> None:
    elsewhere = world.other.establishment.jurisdiction_id
    assert office.patch(_path(world), json={"jurisdiction_id": elsewhere}).status_code == 422
    assert office.patch(_path(world), json={"jurisdiction_id": 987_654}).status_code == 422
    moved = county.patch(_path(world), json={"jurisdiction_id": elsewhere})
    assert (moved.json or {})["jurisdiction"]["id"] == elsewhere
    assert office.get(_path(world)).status_code == 404


@pytest.mark.requirement("J001", "J002", "J003", "J004", "J005", "J006", "J007")
@pytest.mark.parametrize("kind", list(EstablishmentKind))
def test_every_kind_can_be_chosen_and_brings_its_department(
    world: World, office: FlaskClient, kind: EstablishmentKind
) -> None:
    shown = office.patch(_path(world), json={"kind": kind.value}).json or {}

    assert (shown["kind"], shown["competent_body"]) == (kind.value, KINDS[kind].body.value)
    if kind is EstablishmentKind.TECHNICAL_SCHOOL:
        assert shown["competent_body"] == CompetentBody.HUMAN_RESOURCES.value


def test_the_bans_for_pupils_and_the_title_of_the_head_follow_from_the_kind() -> None:
    banned = {kind for kind, spec in KINDS.items() if spec.bans}

    assert {EstablishmentKind.PRIMARY_SCHOOL, EstablishmentKind.KINDERGARTEN} <= banned
    assert KINDS[EstablishmentKind.KINDERGARTEN].head_zh == "园长"


def test_several_tags_hold_at_once_and_size_is_for_restaurants(world: World, office: FlaskClient) -> None:
    change = {"kind": "restaurant", "tags": ["hotpot", "local_speciality"], "size_class": "medium"}
    shown = office.patch(_path(world), json=change).json or {}

    assert (shown["tags"], shown["size_class"]) == (["hotpot", "local_speciality"], "medium")
    assert office.patch(_path(world), json={"kind": "canteen"}).status_code == 422


def test_confirming_says_when_all_still_held(
    world: World, owner: FlaskClient, member: FlaskClient, outsider: FlaskClient, clock: FrozenClock
) -> None:
    assert (owner.get(_path(world)).json or {})["confirmed_at"] is None
    assert member.post(_path(world, "/confirmation")).status_code == 403
    assert outsider.post(_path(world, "/confirmation")).status_code == 404
    shown = owner.post(_path(world, "/confirmation")).json or {}

    assert shown["confirmed_at"] == clock.now().isoformat().replace("+00:00", "Z")


def test_names_and_numbers_stay_out_of_the_audit_trail(world: World, owner: FlaskClient) -> None:
    owner.patch(_path(world), json={"legal_person": "张三丰", "phone": "13800001111", "diners": 7})
    entry = db.session.query(AuditEntry).filter_by(action="establishment.changed").one()

    assert entry.changes["diners"] == [0, 7]
    assert "张三丰" not in str(entry.changes)
    assert "13800001111" not in str(entry.changes)


def test_who_links_finds_others_by_name_and_learns_no_more_than_who_they_are(
    world: World, owner: FlaskClient, member: FlaskClient
) -> None:
    found = owner.get("/api/establishment-names?q=第二").json or {}

    assert [set(row) for row in found["items"]] == [{"id", "name", "address", "kind"}]
    assert owner.get("/api/establishment-names?q=二").status_code == 422
    assert (owner.get("/api/establishment-names?q=第二&use=supplier").json or {})["items"] == []
    assert member.get("/api/establishment-names?q=第二").status_code == 403
