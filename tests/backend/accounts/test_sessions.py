"""Sessions can be seen and ended; writes need the token; the same write is done once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from backend.accounts import passwords
from backend.accounts.models import Membership, User
from backend.catalog.roles import Role
from backend.core import clock as core_clock
from backend.extensions import db
from tests.factories.world import World
from tests.fakes.client import SignedInClient

ClientAs = Callable[[User], SignedInClient]
PASSWORD, NEW = "correct horse 9", "battery staple 7"


@pytest.fixture
def person(world: World) -> User:
    user = world.kitchen.people[Role.CANTEEN_HEAD]
    user.password_hash = passwords.hash_password(PASSWORD)
    db.session.commit()
    return user


def _ids(client: FlaskClient) -> list[int]:
    return [row["id"] for row in (client.get("/api/sessions").json or {})["items"]]


def test_a_person_sees_and_ends_their_other_sessions(person: User, client_as: ClientAs) -> None:
    here, there = client_as(person), client_as(person)
    rows = (here.get("/api/sessions").json or {})["items"]
    assert sorted(row["is_current"] for row in rows) == [False, True]
    other = next(row["id"] for row in rows if not row["is_current"])
    assert here.delete(f"/api/sessions/{other}").status_code == 204
    assert there.get("/api/session").status_code == 401
    assert here.get("/api/session").status_code == 200


def test_sessions_of_others_answer_like_missing_ones(world: World, person: User, client_as: ClientAs) -> None:
    mine, theirs = client_as(person), client_as(world.kitchen.people[Role.PRINCIPAL])
    for session_id in (_ids(theirs)[0], 99999):
        answer = mine.delete(f"/api/sessions/{session_id}")
        assert (answer.status_code, (answer.json or {})["code"]) == (404, "not_found")
    assert theirs.get("/api/session").status_code == 200


def test_a_new_password_ends_the_other_sessions(app: Flask, person: User, client_as: ClientAs) -> None:
    here, there = client_as(person), client_as(person)
    assert here.put("/api/password", json={"old": "wrong", "new": NEW}).status_code == 422
    assert here.put("/api/password", json={"old": PASSWORD, "new": "short"}).status_code == 422
    assert here.put("/api/password", json={"old": PASSWORD, "new": "aaaaaaaaaaaa"}).status_code == 422
    assert there.get("/api/session").status_code == 200
    assert here.put("/api/password", json={"old": PASSWORD, "new": NEW}).status_code == 204
    assert here.get("/api/session").status_code == 200
    assert there.get("/api/session").status_code == 401
    answers = [
        app.test_client().post("/api/session", json={"phone": person.phone, "password": password}).status_code
        for password in (PASSWORD, NEW)
    ]
    assert answers == [401, 200]


def test_the_old_password_cannot_be_guessed_through_the_change_form(person: User, client_as: ClientAs) -> None:
    client = client_as(person)
    body = {"old": "wrong horse", "new": NEW}
    statuses = [client.put("/api/password", json=body).status_code for _ in range(12)]
    assert statuses == [422] * 10 + [429] * 2


@pytest.mark.parametrize("token", ["", "wrong", "ü"])
def test_a_write_without_the_token_is_refused(person: User, client_as: ClientAs, token: str) -> None:
    client = client_as(person)
    client.csrf_token = ""
    answer = client.patch("/api/me", json={"locale": "en"}, headers={"X-CSRF-Token": token.encode().decode("latin-1")})
    assert (answer.status_code, (answer.json or {})["code"]) == (403, "csrf")
    assert (client.get("/api/session").json or {})["locale"] == "zh-CN"


def test_a_write_from_another_origin_is_refused(person: User, client_as: ClientAs) -> None:
    client = client_as(person)
    for origin in ("https://evil.example", "http://localhost:1", "null"):
        assert client.patch("/api/me", json={"locale": "en"}, headers={"Origin": origin}).status_code == 403
    answer = client.patch("/api/me", json={"locale": "en"}, headers={"Origin": "http://localhost"})
    assert answer.status_code == 200


def test_a_token_of_another_session_is_refused(person: User, client_as: ClientAs) -> None:
    here, there = client_as(person), client_as(person)
    here.csrf_token = there.csrf_token
    assert here.patch("/api/me", json={"locale": "en"}).status_code == 403


def test_language_and_large_print_are_kept(person: User, client_as: ClientAs) -> None:
    client = client_as(person)
    assert client.patch("/api/me", json={"locale": "en", "is_large_print": True}).status_code == 200
    me = client_as(person).get("/api/session").json or {}
    assert (me["locale"], me["is_large_print"]) == ("en", True)
    assert client.patch("/api/me", json={"locale": "xx"}).status_code == 422
    assert client.patch("/api/me", json={"phone": "1"}).status_code == 422


def test_a_deactivated_person_is_out_at_once(person: User, client_as: ClientAs) -> None:
    client = client_as(person)
    person.is_active = False
    db.session.commit()
    assert client.get("/api/session").status_code == 401


def test_an_ended_membership_gives_nothing(person: User, client_as: ClientAs) -> None:
    client = client_as(person)
    assert client.get("/api/cameras").status_code == 200
    row = db.session.scalars(select(Membership).where(Membership.user_id == person.id)).one()
    row.ends_at = core_clock.now()
    db.session.commit()
    assert client.get("/api/cameras").status_code == 403
    assert (client.get("/api/session").json or {})["memberships"] == []


def test_the_same_write_sent_twice_is_done_once(world: World, client_as: ClientAs) -> None:
    client = client_as(world.kitchen.people[Role.SAFETY_OFFICER])
    path = f"/api/establishments/{world.kitchen.establishment.id}/areas"
    headers = {"Idempotency-Key": "6f1c"}
    first = client.post(path, json={"kind": "CUT", "name": "切配区"}, headers=headers)
    again = client.post(path, json={"kind": "CUT", "name": "切配区"}, headers=headers)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json == again.json
    elsewhere = client.post("/api/camera-tests", json={}, headers=headers)
    other = client.post(path, json={"kind": "CUT", "name": "另一间"}, headers=headers)
    assert {(answer.status_code, answer.get_json()["code"]) for answer in (elsewhere, other)} == {
        (422, "idempotency_key_reused")
    }


def test_the_configuration_is_for_everyone(app: Flask) -> None:
    answer = app.test_client().get("/api/config").json or {}
    assert answer["languages"] == ["zh-CN", "en"]
    assert len(answer["vapid_public_key"]) == 87
    assert "demo_accounts" not in answer
