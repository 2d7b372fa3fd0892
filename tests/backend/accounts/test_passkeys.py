"""Passkeys with an authenticator in software: made, used, renamed, removed; nothing counts twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from backend.accounts.models import User
from backend.catalog.roles import Role
from backend.extensions import db
from tests.factories.world import World
from tests.fakes.authenticator import Authenticator
from tests.fakes.client import SignedInClient
from tests.fakes.clock import FrozenClock

ClientAs = Callable[[User], SignedInClient]


@pytest.fixture
def person(world: World) -> User:
    return world.kitchen.people[Role.PRINCIPAL]


def add(client: SignedInClient, key: Authenticator, name: str = "手机") -> TestResponse:
    asked = client.post("/api/passkeys/options").get_json()
    body = {"state": asked["state"], "credential": key.create(asked["options"]), "name": name}
    return client.post("/api/passkeys", json=body)


def challenge(app: Flask) -> dict[str, Any]:
    asked: dict[str, Any] = app.test_client().post("/api/session/passkey-options").get_json()
    return asked


def answer(app: Flask, key: Authenticator, asked: dict[str, Any]) -> TestResponse:
    body = {"state": asked["state"], "credential": key.get(asked["options"])}
    return app.test_client().post("/api/session/passkey", json=body)


def test_a_passkey_is_made_and_signs_in(app: Flask, person: User, client_as: ClientAs) -> None:
    key, client = Authenticator(), client_as(person)
    assert add(client, key).status_code == 201
    signed_in = answer(app, key, challenge(app))
    assert signed_in.status_code == 200
    assert (signed_in.json or {})["id"] == person.id
    (row,) = client.get("/api/passkeys").get_json()["items"]
    assert row["name"] == "手机"
    assert row["last_used_at"] is not None


def test_an_answer_counts_once(app: Flask, person: User, client_as: ClientAs) -> None:
    key = Authenticator()
    add(client_as(person), key)
    asked = challenge(app)
    body = {"state": asked["state"], "credential": key.get(asked["options"])}
    statuses = [app.test_client().post("/api/session/passkey", json=body).status_code for _ in range(3)]
    assert statuses == [200, 422, 422]
    stale = {"state": challenge(app)["state"], "credential": body["credential"]}
    assert app.test_client().post("/api/session/passkey", json=stale).status_code == 401


def test_a_copied_key_is_noticed_by_its_counter(app: Flask, person: User, client_as: ClientAs) -> None:
    key = Authenticator()
    add(client_as(person), key)
    assert answer(app, key, challenge(app)).status_code == 200
    key.count -= 1
    assert answer(app, key, challenge(app)).status_code == 401


def test_other_sites_other_keys_and_unlocked_phones_are_refused(app: Flask, person: User, client_as: ClientAs) -> None:
    client, key = client_as(person), Authenticator()
    assert add(client, Authenticator("https://evil.example")).status_code == 422
    assert add(client, Authenticator(is_verified=False)).status_code == 422
    add(client, key)
    assert answer(app, Authenticator(), challenge(app)).status_code == 401
    key.origin = "https://evil.example"
    assert answer(app, key, challenge(app)).status_code == 401
    key.origin, key.flags = "http://localhost", 0x01
    assert answer(app, key, challenge(app)).status_code == 401


def test_a_challenge_is_for_one_person_and_five_minutes(
    app: Flask, world: World, person: User, client_as: ClientAs, clock: FrozenClock
) -> None:
    key, mine = Authenticator(), client_as(person)
    asked = mine.post("/api/passkeys/options").get_json()
    body = {"state": asked["state"], "credential": key.create(asked["options"]), "name": "x"}
    other = client_as(world.kitchen.people[Role.WORKER])
    assert other.post("/api/passkeys", json=body).status_code == 422
    assert mine.post("/api/passkeys", json=body).status_code == 201
    late = challenge(app)
    clock.advance(minutes=6)
    assert answer(app, key, late).status_code == 422


def test_a_passkey_is_renamed_and_removed(app: Flask, person: User, client_as: ClientAs) -> None:
    key, client = Authenticator(), client_as(person)
    row = add(client, key).get_json()
    assert client.patch(f"/api/passkeys/{row['id']}", json={"name": "旧手机"}).get_json()["name"] == "旧手机"
    assert client.delete(f"/api/passkeys/{row['id']}").status_code == 204
    assert answer(app, key, challenge(app)).status_code == 401


def test_a_deactivated_person_cannot_use_it(app: Flask, person: User, client_as: ClientAs) -> None:
    key = Authenticator()
    add(client_as(person), key)
    person.is_active = False
    db.session.commit()
    assert answer(app, key, challenge(app)).status_code == 401


def test_nonsense_is_refused_and_breaks_nothing(app: Flask, person: User, client_as: ClientAs) -> None:
    client = client_as(person)
    for credential in ({}, {"id": "x"}, {"id": 5, "rawId": [], "response": {}, "type": "public-key"}):
        state = client.post("/api/passkeys/options").get_json()["state"]
        body = {"state": state, "credential": credential, "name": "x"}
        assert client.post("/api/passkeys", json=body).status_code == 422
        body = {"state": challenge(app)["state"], "credential": credential}
        assert app.test_client().post("/api/session/passkey", json=body).status_code == 401
