"""Which facts a kitchen owes, whether they are fresh, and who answers for what."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient

from backend.accounts.models import User
from backend.catalog.credentials import BusinessForm
from backend.catalog.posts import Post
from backend.catalog.roles import Role
from backend.catalog.staff import LeavingReason
from backend.core import clock as core_clock
from backend.credentials.models import Licence
from backend.duties.service import seed_defaults
from backend.extensions import db
from backend.staff import service as staff
from backend.staff.models import Employment
from tests.factories.world import World, make_officer, make_user
from tests.fakes.clock import FrozenClock

ClientAs = Callable[[User], FlaskClient]
CODE = "91440300708461136T"


@pytest.fixture
def owner(world: World, client_as: ClientAs) -> FlaskClient:
    seed_defaults()
    db.session.commit()
    return client_as(world.kitchen.people[Role.SAFETY_OFFICER])


def _path(world: World, tail: str = "") -> str:
    return f"/api/establishments/{world.kitchen.establishment.id}{tail}"


def _state(world: World, client: FlaskClient) -> dict[str, Any]:
    answer = client.get(_path(world, "/completeness"))
    assert answer.status_code == 200, answer.json
    return answer.json or {}


def _missing(state: dict[str, Any]) -> set[str]:
    return {item["key"] for item in state["items"] if not item["is_filled"]}


def _employ(world: World, *posts: Post, name: str = "钱进") -> User:
    user = make_user(name)
    staff.employ(user, world.kitchen.establishment.id, list(posts))
    db.session.commit()
    return user


def test_what_is_missing_is_named_and_counted(world: World, owner: FlaskClient) -> None:
    state = _state(world, owner)

    missing = _missing(state)
    assert {"credit_code", "legal_person", "phone", "address", "diners", "meal_times", "areas", "licence"} <= missing
    assert "opening_hours" not in missing
    assert state["filled"] == state["total"] - len(missing)


def test_a_filled_fact_is_missing_no_more(world: World, owner: FlaskClient) -> None:
    change = {
        "credit_code": CODE,
        "legal_person": "刘伟",
        "phone": "48661234",
        "address": "学府路1号",
        "diners": 1850,
        "meal_times": [{"name": "午餐", "from": "11:40", "to": "12:40"}],
    }
    owner.patch(_path(world), json=change)
    kinds = {area["kind"] for area in (owner.get(_path(world)).json or {})["areas"]}
    for kind in {"STORE", "PREP", "CUT", "WASH", "COOK", "SPECIAL", "SERVE", "SAMPLE"} - kinds:
        owner.post(_path(world, "/areas"), json={"kind": kind, "name": kind})
    _add_licence(world)
    _employ(world, Post.DATA_OWNER, Post.VIDEO_KEEPER, Post.INSTALLATION_HEAD)

    assert _missing(_state(world, owner)) == set()


def _add_licence(world: World) -> None:
    owner = world.kitchen.people[Role.SAFETY_OFFICER]
    db.session.add(
        Licence(
            establishment_id=world.kitchen.establishment.id,
            number="JY35001120000011",
            operator="x",
            form=BusinessForm.UNIT_CANTEEN,
            items=["hot_dishes"],
            issued_on=date(2025, 9, 1),
            expires_on=date(2030, 8, 31),
            added_by_id=owner.id,
            added_at=core_clock.now(),
        )
    )
    db.session.commit()


@pytest.mark.requirement("Q046")
def test_a_quick_test_room_may_be_added_and_is_never_missing(world: World, owner: FlaskClient) -> None:
    assert owner.post(_path(world, "/areas"), json={"kind": "QTEST", "name": "快检室"}).status_code == 201
    coverage = owner.get(_path(world, "/coverage")).json or {}

    assert "QTEST" not in coverage["missing"]
    (line,) = [row for row in coverage["areas"] if row["kind"] == "QTEST"]
    assert line["gap"] == "none"


@pytest.mark.requirement("J042")
def test_a_kitchen_without_a_licence_connects_its_cameras(world: World, owner: FlaskClient) -> None:
    assert "licence" in _missing(_state(world, owner))
    area = next(iter(world.kitchen.areas.values()))
    camera = {"name": "2号", "area_id": area.id, "main_url": "rtsp://u:p@10.0.0.9/1", "device_id": world.device.id}

    answer = owner.post("/api/cameras", json={"establishment_id": world.kitchen.establishment.id, **camera})
    assert answer.status_code == 201, answer.json


@pytest.mark.requirement("Q073", "J121", "J130", "J135")
def test_an_unfilled_post_is_a_warning_until_somebody_holds_it(world: World, owner: FlaskClient) -> None:
    posts = {"no_data_owner", "no_video_keeper", "no_installation_head"}
    assert posts <= set(_state(world, owner)["warnings"])
    user = _employ(world, Post.DATA_OWNER, Post.VIDEO_KEEPER, Post.INSTALLATION_HEAD)

    assert not posts & set(_state(world, owner)["warnings"])
    employment = db.session.query(Employment).filter_by(user_id=user.id).one()
    staff.end_employment(employment, LeavingReason.RESIGNED, "")
    db.session.commit()
    assert posts <= set(_state(world, owner)["warnings"])


@pytest.mark.requirement("Q073")
def test_facts_confirmed_too_long_ago_are_a_warning(
    world: World, owner: FlaskClient, clock: FrozenClock, client_as: ClientAs
) -> None:
    assert owner.post(_path(world, "/confirmation")).status_code == 200
    clock.advance(days=90)
    later = client_as(world.kitchen.people[Role.SAFETY_OFFICER])
    assert "stale" not in _state(world, later)["warnings"]
    clock.advance(days=1)
    assert "stale" in _state(world, later)["warnings"]

    later.post(_path(world, "/confirmation"))
    assert "stale" not in _state(world, later)["warnings"]


@pytest.mark.requirement("J135")
def test_the_named_data_owner_sees_what_is_missing_fills_it_in_and_confirms(
    world: World, owner: FlaskClient, client_as: ClientAs
) -> None:
    clerk = client_as(_employ(world, Post.DATA_OWNER))
    assert "phone" in _missing(_state(world, clerk))

    assert clerk.patch(_path(world), json={"phone": "48661234"}).status_code == 200
    assert clerk.post(_path(world, "/confirmation")).status_code == 200
    assert "phone" not in _missing(_state(world, clerk))
    assert clerk.get("/api/cameras").status_code == 403


def test_the_number_of_days_is_a_rule_of_the_authority(world: World, owner: FlaskClient, client_as: ClientAs) -> None:
    assert _state(world, owner)["stale_days"] == 90
    county = client_as(make_officer(Role.COUNTY_OFFICER, world.county))
    rule = {
        "code": "facts",
        "jurisdiction_id": world.county.id,
        "holder_role": "safety_officer",
        "parameters": {"stale_days": 30},
        "remind_days": [],
        "effective_on": "2026-03-02",
    }
    answer = county.put("/api/duty-rules", json=rule)
    assert answer.status_code == 200, answer.json

    assert _state(world, owner)["stale_days"] == 30


@pytest.mark.requirement("J008")
def test_each_duty_shows_who_holds_it_by_name(world: World, owner: FlaskClient) -> None:
    _employ(world, Post.DATA_OWNER, Post.VIDEO_KEEPER, Post.INSTALLATION_HEAD)
    duties = {duty["post"]: duty["names"] for duty in _state(world, owner)["duties"]}

    assert set(duties) == {
        "head_of_unit",
        "safety_director",
        "safety_officer",
        "video_keeper",
        "installation_head",
        "data_owner",
    }
    assert all(duties.values())
    assert duties["data_owner"] == ["钱进"]
    assert duties["head_of_unit"] == [world.kitchen.people[Role.PRINCIPAL].name]


def test_a_school_owes_its_next_term_once_the_last_has_ended(
    world: World, owner: FlaskClient, clock: FrozenClock
) -> None:
    owner.patch(_path(world), json={"follows_school_calendar": True})
    assert "terms" in _missing(_state(world, owner))
    term = {"name": "春季学期", "starts_on": "2026-02-23", "ends_on": "2026-03-10"}
    owner.post(_path(world, "/terms"), json=term)
    assert "terms" not in _missing(_state(world, owner))
    clock.advance(days=9)

    assert "terms" in _missing(_state(world, owner))


def test_completeness_is_for_those_who_lead_and_those_above(
    world: World, owner: FlaskClient, client_as: ClientAs
) -> None:
    path = _path(world, "/completeness")

    assert client_as(world.officer).get(path).status_code == 200
    assert client_as(world.kitchen.people[Role.WORKER]).get(path).status_code == 403
    assert client_as(world.foreign_officer).get(path).status_code == 404
