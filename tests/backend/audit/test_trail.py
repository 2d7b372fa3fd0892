"""Who may read what happened."""

from __future__ import annotations

from collections.abc import Callable

from flask.testing import FlaskClient

from backend.accounts.models import User
from backend.catalog.roles import Role
from tests.factories.world import World

ClientAs = Callable[[User], FlaskClient]


def test_the_auditor_sees_who_changed_what_from_what_to_what(world: World, client_as: ClientAs) -> None:
    officer = world.kitchen.people[Role.SAFETY_OFFICER]
    path = f"/api/establishments/{world.kitchen.establishment.id}"
    client_as(officer).patch(path, json={"uniform_colours": ["#000000"]})
    answer = client_as(world.auditor).get(f"/api/audit?subject=establishment:{world.kitchen.establishment.id}")
    entry = (answer.json or {})["items"][0]
    assert (entry["action"], entry["actor"], entry["user"]["id"]) == ("establishment.changed", "user", officer.id)
    assert entry["changes"] == {"uniform_colours": [["#ffffff"], ["#000000"]]}
    other = client_as(world.auditor).get("/api/audit?subject=camera").json or {}
    assert other["total"] == 0


def test_nobody_else_reads_it(world: World, client_as: ClientAs) -> None:
    for person in (*world.kitchen.people.values(), world.officer, world.admin):
        assert client_as(person).get("/api/audit").status_code == 403


def test_a_query_that_is_none_is_refused(world: World, client_as: ClientAs) -> None:
    auditor = client_as(world.auditor)
    for subject in ("camera:", "camera:x", "camera:0", "Kamera", "camera:99999999999"):
        assert auditor.get("/api/audit", query_string={"subject": subject}).status_code == 422
