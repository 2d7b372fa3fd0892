"""What is owed, seen by those who owe it and those above them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import event

from backend.accounts.models import User
from backend.catalog.credentials import DutyCode, DutyState
from backend.catalog.roles import Role
from backend.duties.models import Duty
from backend.extensions import db
from tests.factories.cases import ClientAs
from tests.factories.duties import owe
from tests.factories.world import World

TODAY = date(2026, 3, 2)


def seen(client_as: ClientAs, user: User, **args: Any) -> list[dict[str, Any]]:
    response = client_as(user).get("/api/duties", query_string=args)
    assert response.status_code == 200, response.json
    items: list[dict[str, Any]] = response.get_json()["items"]
    return items


def test_the_unit_and_its_officer_see_a_duty_and_nobody_else_does(world: World, client_as: ClientAs) -> None:
    duty = owe(world.kitchen, TODAY + timedelta(days=9))
    for user in (world.kitchen.people[Role.PRINCIPAL], world.officer, world.auditor):
        [row] = seen(client_as, user)
        assert (row["id"], row["days_left"], row["state"]) == (duty.id, 9, "pending")
        assert row["url"] == "/credentials/licence"
    for user in (world.foreign_officer, world.other.people[Role.PRINCIPAL], world.kitchen.people[Role.WORKER]):
        assert seen(client_as, user) == []


def test_a_worker_sees_what_they_owe_themselves(world: World, client_as: ClientAs) -> None:
    worker = world.kitchen.people[Role.WORKER]
    duty = owe(world.kitchen, TODAY, worker, code=DutyCode.HEALTH_RENEWAL)
    [row] = seen(client_as, worker)
    assert (row["id"], row["is_mine"], row["holder"]["id"]) == (duty.id, True, worker.id)


def test_mine_is_what_my_role_has_to_settle(world: World, client_as: ClientAs) -> None:
    duty = owe(world.kitchen, TODAY)
    owe(world.kitchen, TODAY, world.kitchen.people[Role.WORKER])
    people = world.kitchen.people
    assert [row["id"] for row in seen(client_as, people[Role.SAFETY_OFFICER], is_mine=True)] == [duty.id]
    assert seen(client_as, people[Role.PRINCIPAL], is_mine=True) == []
    assert len(seen(client_as, people[Role.PRINCIPAL])) == 2


def test_red_comes_first_then_what_is_due_soonest(world: World, client_as: ClientAs) -> None:
    far, near, red = (owe(world.kitchen, TODAY + timedelta(days=days)) for days in (90, 5, 60))
    db.session.get_one(Duty, red.id).state = DutyState.OVERDUE
    db.session.commit()
    head = world.kitchen.people[Role.PRINCIPAL]
    assert [row["id"] for row in seen(client_as, head)] == [red.id, near.id, far.id]
    assert [row["id"] for row in seen(client_as, head, within_days=30)] == [near.id]
    assert [row["id"] for row in seen(client_as, head, state="overdue")] == [red.id]
    assert seen(client_as, head, state="fulfilled") == []


def test_only_somebody_above_the_unit_lets_it_off(world: World, client_as: ClientAs) -> None:
    duty = owe(world.kitchen, TODAY)
    path, body = f"/api/duties/{duty.id}/cancellation", {"reason": "unit closes"}
    assert client_as(world.kitchen.people[Role.PRINCIPAL]).post(path, json=body).status_code == 403
    assert client_as(world.other.people[Role.PRINCIPAL]).post(path, json=body).status_code == 404
    assert not seen(client_as, world.kitchen.people[Role.PRINCIPAL])[0]["may_cancel"]
    assert seen(client_as, world.admin)[0]["may_cancel"]

    response = client_as(world.admin).post(path, json=body)
    assert (response.status_code, response.get_json()["state"]) == (200, "cancelled")
    assert response.get_json()["proof"] == "unit closes"
    assert not response.get_json()["may_cancel"]


def test_the_list_costs_the_same_number_of_queries(world: World, client_as: ClientAs) -> None:
    owe(world.kitchen, TODAY)
    client, counts = client_as(world.officer), []
    for more in (0, 30):
        for _ in range(more):
            owe(world.kitchen, TODAY)
        statements: list[str] = []
        event.listen(db.engine, "before_cursor_execute", lambda *args, into=statements: into.append(args[2]))
        assert client.get("/api/duties").status_code == 200
        counts.append(len(statements))
    assert counts[1] <= counts[0] + 1  # the page's total is counted once it is more than one page
