"""Kitchens, their areas and people over HTTP: as owner, as member, as outsider."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from backend.accounts.models import User
from backend.catalog.areas import AreaKind
from backend.catalog.roles import Role
from tests.factories.world import World

ClientAs = Callable[[User], FlaskClient]


@pytest.fixture
def owner(world: World, client_as: ClientAs) -> FlaskClient:
    return client_as(world.kitchen.people[Role.SAFETY_OFFICER])


@pytest.fixture
def member(world: World, client_as: ClientAs) -> FlaskClient:
    return client_as(world.kitchen.people[Role.WORKER])


@pytest.fixture
def outsider(world: World, client_as: ClientAs) -> FlaskClient:
    return client_as(world.other.people[Role.SAFETY_OFFICER])


def _here(world: World, tail: str = "") -> str:
    return f"/api/establishments/{world.kitchen.establishment.id}{tail}"


def _names(client: FlaskClient, query: str = "") -> list[str]:
    return [row["name"] for row in (client.get(f"/api/establishments{query}").json or {})["items"]]


def test_everyone_sees_what_is_theirs(world: World, owner: FlaskClient, client_as: ClientAs) -> None:
    assert _names(owner) == ["第一中学食堂"]
    assert _names(client_as(world.officer)) == ["第一中学食堂"]
    assert _names(client_as(world.foreign_officer)) == ["第二中学食堂"]
    assert sorted(_names(client_as(world.admin))) == ["第一中学食堂", "第二中学食堂"]
    assert _names(client_as(world.admin), "?q=第二") == ["第二中学食堂"]
    assert _names(client_as(world.admin), "?q=%25") == []


def test_a_kitchen_of_others_answers_like_a_missing_one(world: World, outsider: FlaskClient) -> None:
    duty = {"user_id": world.kitchen.people[Role.WORKER].id}
    for method, tail, body in (
        ("GET", "", None),
        ("PATCH", "", {"closed_on": []}),
        ("GET", "/people", None),
        ("GET", "/coverage", None),
        ("POST", "/areas", {"kind": "CUT", "name": "x"}),
        ("GET", "/responsibilities", None),
        ("POST", "/responsibilities", duty),
    ):
        paths = (_here(world, tail), f"/api/establishments/99999{tail}")
        answers = [outsider.open(path, method=method, json=body) for path in paths]
        assert [answer.status_code for answer in answers] == [404, 404], (method, tail)
        assert answers[0].data == answers[1].data


def test_hours_days_and_uniforms_are_set_by_who_may(world: World, owner: FlaskClient, member: FlaskClient) -> None:
    change = {
        "opening_hours": [
            {"weekday": 0, "from": "06:00", "to": "13:30"},
            {"weekday": 0, "from": "13:30", "to": "24:00"},
        ],
        "closed_on": ["2026-10-01"],
        "uniform_colours": ["#ffffff", "#0a5c9e"],
    }
    assert member.patch(_here(world), json=change).status_code == 403
    assert owner.patch(_here(world), json=change).status_code == 200
    shown = owner.get(_here(world)).json or {}
    assert {name: shown[name] for name in change} == change


@pytest.mark.parametrize(
    "change",
    [
        {"opening_hours": [{"weekday": 7, "from": "06:00", "to": "13:30"}]},
        {"opening_hours": [{"weekday": 0, "from": "25:00", "to": "26:00"}]},
        {"opening_hours": [{"weekday": 0, "from": "13:00", "to": "12:00"}]},
        {
            "opening_hours": [
                {"weekday": 0, "from": "06:00", "to": "13:00"},
                {"weekday": 0, "from": "12:00", "to": "14:00"},
            ]
        },
        {"closed_on": ["tomorrow"]},
        {"uniform_colours": ["white"]},
        {"uniform_colours": []},
        {"public_code": "x"},
        {"state": "closed"},
    ],
    ids=str,
)
def test_what_cannot_be_is_refused(world: World, owner: FlaskClient, change: dict[str, Any]) -> None:
    assert owner.patch(_here(world), json=change).status_code == 422


def test_people_are_listed_with_masked_numbers(
    world: World, owner: FlaskClient, member: FlaskClient, client_as: ClientAs
) -> None:
    rows = owner.get(_here(world, "/people")).json
    assert {row["role"] for row in rows} >= {"worker", "principal", "safety_officer"}  # type: ignore[union-attr]  # a list
    for user in world.kitchen.people.values():
        assert user.phone not in owner.get(_here(world, "/people")).text
    assert member.get(_here(world, "/people")).status_code == 403
    assert client_as(world.officer).get(_here(world, "/people")).status_code == 200


def test_an_area_is_added_renamed_and_removed(world: World, owner: FlaskClient, member: FlaskClient) -> None:
    assert member.post(_here(world, "/areas"), json={"kind": "CUT", "name": "切配区"}).status_code == 403
    area = owner.post(_here(world, "/areas"), json={"kind": "CUT", "name": " 切配区 "}).json or {}
    assert area["name"] == "切配区"
    assert (owner.patch(f"/api/areas/{area['id']}", json={"name": "切配间"}).json or {})["name"] == "切配间"
    assert member.delete(f"/api/areas/{area['id']}").status_code == 403
    assert owner.delete(f"/api/areas/{area['id']}").status_code == 204
    assert owner.delete(f"/api/areas/{area['id']}").status_code == 404


def test_an_area_with_a_camera_stays(world: World, owner: FlaskClient) -> None:
    answer = owner.delete(f"/api/areas/{world.kitchen.areas[AreaKind.COOK].id}")
    assert (answer.status_code, (answer.json or {})["code"]) == (409, "area_in_use")
    kinds = [area["kind"] for area in (owner.get(_here(world)).json or {})["areas"]]
    assert "COOK" in kinds


def test_areas_of_others_answer_like_missing_ones(world: World, outsider: FlaskClient) -> None:
    for area_id in (world.kitchen.areas[AreaKind.COOK].id, 99999):
        assert outsider.patch(f"/api/areas/{area_id}", json={"name": "x"}).status_code == 404
        assert outsider.delete(f"/api/areas/{area_id}").status_code == 404


@pytest.mark.parametrize("name", ["", " ", "a\u0000b", "a\nb", "x" * 61, 7])
def test_a_name_is_a_short_line(world: World, owner: FlaskClient, name: Any) -> None:
    assert owner.post(_here(world, "/areas"), json={"kind": "CUT", "name": name}).status_code == 422


def test_a_person_is_made_responsible(
    world: World, owner: FlaskClient, member: FlaskClient, outsider: FlaskClient
) -> None:
    path = _here(world, "/responsibilities")
    body = {
        "user_id": world.kitchen.people[Role.CANTEEN_HEAD].id,
        "area_id": world.kitchen.areas[AreaKind.COOK].id,
        "violation_type": "CLOTHES",
        "is_deputy": True,
        "weekdays": [4, 0, 0],
        "from": "22:00",
        "to": "06:00",
    }
    assert member.post(path, json=body).status_code == 403
    duty = owner.post(path, json=body).json or {}
    assert duty["weekdays"] == [0, 4]
    assert duty["user"]["id"] == body["user_id"]
    assert (duty["from"], duty["to"], duty["is_deputy"]) == ("22:00", "06:00", True)
    assert [row["id"] for row in (owner.get(path).json or {})["items"]] == [duty["id"]]
    assert outsider.delete(f"/api/responsibilities/{duty['id']}").status_code == 404
    assert member.delete(f"/api/responsibilities/{duty['id']}").status_code == 403
    assert owner.delete(f"/api/responsibilities/{duty['id']}").status_code == 204
    assert owner.delete(f"/api/responsibilities/{duty['id']}").status_code == 404


def test_only_people_and_areas_of_the_kitchen_count(world: World, owner: FlaskClient) -> None:
    path, own = _here(world, "/responsibilities"), world.kitchen.people[Role.CANTEEN_HEAD].id
    for wrong in (
        {"user_id": world.other.people[Role.CANTEEN_HEAD].id},
        {"user_id": 99999},
        {"user_id": own, "area_id": world.other.areas[AreaKind.COOK].id},
        {"user_id": own, "weekdays": []},
        {"user_id": own, "weekdays": [7]},
        {"user_id": own, "from": "08:00", "to": "08:00"},
    ):
        assert owner.post(path, json=wrong).status_code == 422, wrong


@pytest.mark.parametrize("path", ["0", "-1", "x", "1.0", "99999999999999999999", "2147483648"])
def test_what_is_no_id_is_not_found(owner: FlaskClient, path: str) -> None:
    assert owner.get(f"/api/establishments/{path}").status_code == 404


@pytest.mark.parametrize("query", ["page=0", "page=10001", "page=x", "page_size=0", "page_size=201", "q=%00"])
def test_pages_have_bounds(owner: FlaskClient, query: str) -> None:
    assert owner.get(f"/api/establishments?{query}").status_code == 422
