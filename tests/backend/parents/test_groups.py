"""Groups and their members."""

from __future__ import annotations

import io
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from backend.accounts.models import User
from backend.accounts.passwords import NO_PASSWORD
from backend.catalog.roles import Role
from backend.extensions import db
from tests.backend.parents.conftest import ClientAs
from tests.factories.parents import NOON, make_group
from tests.factories.world import World, make_member
from tests.fakes.clock import FrozenClock

GROUPS = "/api/viewing-groups"
LIST = "手机号,姓名,班级\n13900000001,李四,三年级2班\n13900000002,王五,\n"


def members_of(client: FlaskClient, group_id: int) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = (client.get(f"{GROUPS}/{group_id}/members").json or {})["items"]
    return items


def test_a_new_group_is_blurred_and_without_recordings(world: World, school: FlaskClient) -> None:
    body = {"establishment_id": world.kitchen.establishment.id, "name": "一年级", "hours": NOON}
    made = school.post(GROUPS, json=body)
    assert made.status_code == 201
    assert (made.json or {})["is_blurred"] is True
    assert (made.json or {})["allows_playback"] is False
    assert (made.json or {})["is_open_now"] is True


def test_a_group_opens_cameras_of_its_own_school_only(world: World, school: FlaskClient) -> None:
    body = {"establishment_id": world.kitchen.establishment.id, "name": "x", "camera_ids": [world.other.camera.id]}
    assert school.post(GROUPS, json=body).status_code == 422
    foreign = {**body, "establishment_id": world.other.establishment.id}
    assert school.post(GROUPS, json=foreign).status_code == 404


def test_hours_that_overlap_are_refused(world: World, school: FlaskClient) -> None:
    group = make_group(world.kitchen)
    hours = [{"weekday": 0, "from": "11:00", "to": "13:00"}, {"weekday": 0, "from": "12:00", "to": "14:00"}]
    assert school.patch(f"{GROUPS}/{group.id}", json={"hours": hours}).status_code == 422


@pytest.mark.requirement("J149")
def test_an_invited_parent_has_an_account_without_password_and_others_have_none(
    world: World, school: FlaskClient, client_as: ClientAs
) -> None:
    group = make_group(world.kitchen)
    added = school.post(f"{GROUPS}/{group.id}/members", json={"phone": "139 0000 0009", "name": "赵六"})
    assert added.status_code == 201
    assert (added.json or {})["phone"] == "139****0009"
    user = db.session.scalars(select(User).where(User.phone == "13900000009")).one()
    assert user.password_hash == NO_PASSWORD
    mine = client_as(user).get("/api/my-groups").json or {}
    assert [(each["name"], each["is_open_now"]) for each in mine["items"]] == [("三年级家长", True)]
    again = school.post(f"{GROUPS}/{group.id}/members", json={"phone": "13900000009", "name": "赵六"})
    assert (again.json or {})["code"] == "already_member"


def test_a_list_is_tried_first_and_written_whole(world: World, school: FlaskClient) -> None:
    group = make_group(world.kitchen)
    path = f"{GROUPS}/{group.id}/member-lists"

    def send(is_trial: bool, text: str) -> dict[str, Any]:
        data = {"is_trial": str(is_trial).lower(), "file": (io.BytesIO(text.encode()), "parents.csv")}
        answer = school.post(path, data=data)
        assert answer.status_code == 200, answer.data
        return answer.json or {}

    assert send(True, LIST) == {"is_written": False, "added": 2, "already_in": 0, "errors": []}
    assert members_of(school, group.id) == []
    wrong = send(False, LIST + "12345,错号,\n13900000001,又一次,\n13900000003,,\n")
    assert wrong["is_written"] is False
    assert [(error["row"], error["code"]) for error in wrong["errors"]] == [
        (4, "phone_invalid"), (5, "phone_twice"), (6, "name_missing"),
    ]  # fmt: skip
    assert members_of(school, group.id) == []
    assert send(False, LIST)["is_written"] is True
    assert [each["remark"] for each in members_of(school, group.id)] == ["", "三年级2班"]
    assert send(False, LIST)["already_in"] == 2


def test_pasted_lines_take_phone_and_name_in_either_order(world: World, school: FlaskClient) -> None:
    group = make_group(world.kitchen)
    text = "13900000001 李四 三年级 2班\n王五，13900000002\n\n"
    answer = school.post(f"{GROUPS}/{group.id}/member-lists", data={"text": text, "is_trial": "false"})
    assert (answer.json or {})["added"] == 2
    assert [(each["name"], each["remark"]) for each in members_of(school, group.id)] == [
        ("王五", ""), ("李四", "三年级 2班"),
    ]  # fmt: skip


@pytest.mark.requirement("J152")
def test_an_ended_parent_is_signed_out_at_once_and_a_teacher_keeps_the_rest(
    world: World, school: FlaskClient, client_as: ClientAs, parent: User
) -> None:
    teacher = make_member(Role.WORKER, world.kitchen.establishment)
    group = make_group(world.kitchen, parent, teacher)
    clients = client_as(parent), client_as(teacher)
    for member in members_of(school, group.id):
        assert school.post(f"/api/group-members/{member['id']}/end").status_code == 200
    assert [client.get("/api/session").status_code for client in clients] == [401, 200]
    assert (clients[1].get("/api/my-groups").json or {})["total"] == 0


def test_ending_the_group_ends_all_its_members(
    world: World, school: FlaskClient, client_as: ClientAs, parent: User
) -> None:
    group = make_group(world.kitchen, parent)
    client = client_as(parent)
    assert (school.post(f"{GROUPS}/{group.id}/end").json or {})["is_over"] is True
    assert client.get("/api/session").status_code == 401
    assert school.patch(f"{GROUPS}/{group.id}", json={"name": "x"}).status_code == 409
    added = school.post(f"{GROUPS}/{group.id}/members", json={"phone": "13900000009", "name": "x"})
    assert (added.json or {})["code"] == "group_ended"


def test_with_the_term_the_role_ends_by_itself(
    world: World, school: FlaskClient, client_as: ClientAs, parent: User, clock: FrozenClock
) -> None:
    group = make_group(world.kitchen, parent)
    assert school.patch(f"{GROUPS}/{group.id}", json={"ends_on": "2026-03-06"}).status_code == 200
    client = client_as(parent)
    path = f"/api/cameras/{world.kitchen.camera.id}/live-sessions"
    clock.advance(days=4)
    assert client.post(path).status_code == 201
    clock.advance(days=3)
    assert client.post(path).status_code == 403
    assert (client.get("/api/session").json or {})["permissions"] == []


def test_who_is_suspended_keeps_the_account_and_sees_nothing(
    world: World, school: FlaskClient, client_as: ClientAs, parent: User
) -> None:
    group = make_group(world.kitchen, parent)
    member = members_of(school, group.id)[0]["id"]
    path = f"/api/cameras/{world.kitchen.camera.id}/live-sessions"
    client = client_as(parent)
    school.patch(f"/api/group-members/{member}", json={"is_suspended": True})
    assert client.post(path).status_code == 404
    assert (client.get("/api/my-groups").json or {})["items"][0]["is_suspended"] is True
    school.patch(f"/api/group-members/{member}", json={"is_suspended": False})
    assert client.post(path).status_code == 201
