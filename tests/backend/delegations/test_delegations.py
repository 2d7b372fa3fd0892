"""A role handed to a colleague while somebody is away."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from backend.accounts import access
from backend.accounts.models import Membership, User
from backend.accounts.service import end_membership
from backend.audit.models import AuditEntry
from backend.cases.models import Delivery
from backend.catalog.roles import Role
from backend.core import clock as core_clock
from backend.core.database import write_transaction
from backend.extensions import db
from notifications.steps import run_due_steps
from tests.factories.cases import ClientAs, Story
from tests.factories.world import World, make_member, make_officer
from tests.fakes.client import SignedInClient
from tests.fakes.clock import FrozenClock


@pytest.fixture
def head(world: World) -> User:
    """陈静, head of the food safety body, who goes away."""
    return world.kitchen.people[Role.SAFETY_HEAD]


@pytest.fixture
def cook(world: World) -> User:
    return world.kitchen.people[Role.WORKER]


def _membership(user: User) -> Membership:
    return db.session.scalars(select(Membership).where(Membership.user_id == user.id)).one()


def _hand_over(client: SignedInClient, own: int, deputy: User, **days: float) -> Any:
    now = core_clock.now()
    body = {
        "membership_id": own,
        "user_id": deputy.id,
        "ends_at": (now + timedelta(days=days.get("until", 3))).isoformat(),
    }
    if "start" in days:
        body["starts_at"] = (now + timedelta(days=days["start"])).isoformat()
    return client.post("/api/delegations", json=body)


def _told(user: User) -> list[str]:
    statement = select(Delivery).where(Delivery.user_id == user.id, Delivery.key.like("delegation-%"))
    return [row.payload["title"] for row in db.session.scalars(statement.order_by(Delivery.id))]


def test_a_deputy_holds_the_role_for_its_time_and_no_longer(
    world: World, head: User, cook: User, client_as: ClientAs, clock: FrozenClock
) -> None:
    client = client_as(head)
    own = (client.get("/api/memberships").json or {})["items"]
    assert [(one["role"], one["scope_name"]) for one in own] == [("safety_head", world.kitchen.establishment.name)]
    assert client_as(cook).get("/api/cameras").status_code == 403

    given = _hand_over(client, own[0]["id"], cook, start=1, until=3)
    assert given.status_code == 201
    assert given.json["state"] == "planned"
    assert client_as(cook).get("/api/cameras").status_code == 403
    clock.advance(days=1, minutes=1)
    me = client_as(cook).get("/api/session").json or {}
    assert [(m["role"], m["stands_in_for"]) for m in me["memberships"]] == [
        ("worker", None),
        ("safety_head", head.name),
    ]
    assert client_as(cook).get("/api/cameras").status_code == 200
    listed = (client_as(cook).get("/api/delegations").json or {})["items"]
    assert [(one["giver"]["id"], one["deputy"]["id"], one["state"]) for one in listed] == [
        (head.id, cook.id, "running")
    ]
    clock.advance(days=2)
    assert client_as(cook).get("/api/cameras").status_code == 403
    assert client.get("/api/cameras").status_code == 200


def test_both_are_told_and_the_chain_of_acts_is_kept(head: User, cook: User, client_as: ClientAs) -> None:
    client = client_as(head)
    given = _hand_over(client, _membership(head).id, cook)
    assert _told(head) == _told(cook) == ["代理：食品安全机构负责人"]
    assert client_as(cook).delete(f"/api/delegations/{given.json['id']}").status_code == 204
    assert _told(head) == _told(cook) == ["代理：食品安全机构负责人", "代理已结束：食品安全机构负责人"]
    assert client.delete(f"/api/delegations/{given.json['id']}").status_code == 404
    actions = db.session.scalars(select(AuditEntry.action).where(AuditEntry.action.like("delegation.%")))
    assert list(actions) == ["delegation.given", "delegation.ended"]


def test_nobody_hands_on_what_they_do_not_hold_themselves(
    world: World, head: User, cook: User, client_as: ClientAs
) -> None:
    officer = world.kitchen.people[Role.SAFETY_OFFICER]
    stranger = world.other.people[Role.SAFETY_OFFICER]
    client = client_as(head)
    own = _membership(head).id
    assert _hand_over(client, _membership(officer).id, cook).status_code == 404
    assert _hand_over(client, own, stranger).status_code == 422
    assert _hand_over(client, own, world.kitchen.people[Role.PARENT]).status_code == 422
    assert _hand_over(client, own, head).status_code == 422
    assert _hand_over(client, own, cook, until=-1).status_code == 422
    assert _hand_over(client, own, cook, until=100).status_code == 422
    # Handed on again it would reach people whom the giver never chose.
    given = _hand_over(client, own, cook)
    assert given.status_code == 201
    assert _hand_over(client, own, cook).status_code == 409
    assert _hand_over(client_as(cook), given.json["id"], officer).status_code == 404
    assert (client_as(cook).get("/api/memberships").json or {})["items"] == []


def test_not_beyond_the_end_of_the_own_role(head: User, cook: User, client_as: ClientAs) -> None:
    own = _membership(head)
    own.ends_at = core_clock.now() + timedelta(days=2)
    db.session.commit()
    assert _hand_over(client_as(head), own.id, cook, until=3).status_code == 422
    assert _hand_over(client_as(head), own.id, cook, until=1).status_code == 201


def test_it_ends_with_the_role_it_stands_in_for(head: User, cook: User, client_as: ClientAs) -> None:
    _hand_over(client_as(head), _membership(head).id, cook)
    assert Role.SAFETY_HEAD in access.load(cook).roles
    with write_transaction():
        end_membership(_membership(head))
    assert access.load(cook).roles == {Role.WORKER}


def test_officers_stand_in_for_officers_of_their_line_and_seat(world: World, client_as: ClientAs) -> None:
    colleague = make_officer(Role.OFFICE_OFFICER, world.office)
    teacher = make_officer(Role.EDUCATION_OFFICER, world.office)
    db.session.commit()
    path = f"/api/memberships/{_membership(world.officer).id}/colleagues"
    found = (client_as(world.officer).get(path).json or {})["items"]
    assert [one["id"] for one in found] == [colleague.id]
    assert teacher.id not in {one["id"] for one in found}
    assert client_as(colleague).get(path).status_code == 404


def test_what_a_deputy_does_says_for_whom(world: World, head: User, client_as: ClientAs) -> None:
    story = Story(world)
    case = story.open()
    chef = world.kitchen.people[Role.CANTEEN_HEAD]
    _hand_over(client_as(head), _membership(head).id, chef)
    client = client_as(chef)
    # Urging is the head's right alone; answering is the chef's own.
    assert client.post(f"/api/cases/{case.id}/acknowledgement", json={}).status_code == 200
    assert client.post(f"/api/cases/{case.id}/urges", json={"text": "请尽快"}).status_code == 201
    timeline = (client.get(f"/api/cases/{case.id}").json or {})["timeline"]
    said = {entry["kind"]: entry["stands_in_for"] for entry in timeline}
    assert said["urged"] == {"id": head.id, "name": head.name}
    assert said["acknowledged"] is None


def test_a_deputy_is_told_what_the_absent_person_is_told(
    world: World, head: User, client_as: ClientAs, clock: FrozenClock
) -> None:
    """As a level of the chain, and as the person in charge of the place."""
    story = Story(world)
    deputy, second = make_member(Role.CANTEEN_HEAD, world.kitchen.establishment, "代班"), story.holder
    db.session.commit()
    _hand_over(client_as(head), _membership(head).id, deputy)
    _hand_over(client_as(second), _membership(second).id, world.kitchen.people[Role.CANTEEN_HEAD])
    case = story.open()
    run_due_steps()
    first = select(Delivery.user_id).where(Delivery.case_id == case.id, Delivery.level == 1).distinct()
    assert set(db.session.scalars(first)) == {second.id, world.kitchen.people[Role.CANTEEN_HEAD].id}
    clock.advance(hours=1)
    run_due_steps()
    reached = select(Delivery.user_id).where(Delivery.case_id == case.id, Delivery.level == 2).distinct()
    assert {head.id, deputy.id} <= set(db.session.scalars(reached))
