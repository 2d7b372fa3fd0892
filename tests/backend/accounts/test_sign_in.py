"""Signing in and out over HTTP."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from werkzeug.test import TestResponse

from backend.accounts import passwords, service
from backend.accounts.models import Session, User
from backend.core import clock as core_clock
from backend.extensions import db
from tests.factories.world import World
from tests.fakes.clock import FrozenClock

PASSWORD = "correct horse 9"


@pytest.fixture
def person(world: World) -> User:
    user = world.kitchen.people[next(iter(world.kitchen.people))]
    user.password_hash = passwords.hash_password(PASSWORD)
    db.session.commit()
    return user


def _sign_in(client: FlaskClient, phone: str, password: str = PASSWORD, **kwargs: Any) -> TestResponse:
    return client.post("/api/session", json={"phone": phone, "password": password}, **kwargs)


def test_the_right_password_opens_a_session(app: Flask, person: User) -> None:
    client = app.test_client()
    answer = _sign_in(client, person.phone)
    assert answer.status_code == 200
    assert answer.json is not None
    assert answer.json["phone"] == person.phone[:3] + "****" + person.phone[-4:]
    assert answer.json["memberships"][0]["scope_name"] == "第一中学食堂"
    cookies = {cookie.split("=")[0]: cookie for cookie in answer.headers.getlist("Set-Cookie")}
    assert "HttpOnly" in cookies["session"]
    assert "SameSite=Lax" in cookies["session"]
    assert client.get("/api/session").json == answer.json


def test_an_unknown_number_answers_like_a_wrong_password(app: Flask, person: User) -> None:
    wrong = _sign_in(app.test_client(), person.phone, "wrong horse 9")
    unknown = _sign_in(app.test_client(), "13999999999", "wrong horse 9")
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json == unknown.json
    assert wrong.json is not None
    assert wrong.json["code"] == "invalid_credentials"


def test_a_deactivated_person_cannot_sign_in(app: Flask, person: User) -> None:
    person.is_active = False
    db.session.commit()
    assert _sign_in(app.test_client(), person.phone).status_code == 401


def test_of_a_thousand_tries_ten_are_evaluated(
    app: Flask, person: User, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    evaluated = []

    def verify(_: str | None, password: str) -> bool:
        evaluated.append(password)
        return False

    monkeypatch.setattr("backend.accounts.service.verify_password", verify)
    statuses = []
    for number in range(1000):
        client = app.test_client()
        headers = {"X-Forwarded-For": f"10.0.{number // 250}.{number % 250}"}
        statuses.append(_sign_in(client, person.phone, f"guess {number}", headers=headers).status_code)
    assert len(evaluated) == 10
    assert statuses == [401] * 10 + [429] * 990
    refused = _sign_in(app.test_client(), person.phone)
    assert 0 < int(refused.headers["Retry-After"]) <= 900
    clock.advance(minutes=16)
    assert _sign_in(app.test_client(), person.phone, "one more").status_code == 401
    assert len(evaluated) == 11


def test_of_a_thousand_tries_at_once_from_many_addresses_ten_are_evaluated(
    app: Flask, person: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    evaluated = []

    def verify(_: str | None, password: str) -> bool:
        evaluated.append(password)
        return False

    monkeypatch.setattr("backend.accounts.service.verify_password", verify)

    def guess(number: int) -> int:
        address = {"REMOTE_ADDR": f"10.0.{number // 250}.{number % 250}"}
        return _sign_in(app.test_client(), person.phone, f"guess {number}", environ_base=address).status_code

    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(guess, range(1000)))
    assert len(evaluated) == 10
    assert (statuses.count(401), statuses.count(429)) == (10, 990)


def test_one_address_tries_a_hundred_numbers_and_no_more(
    app: Flask, person: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Guessing one common password at many numbers."""
    evaluated = []

    def verify(_: str | None, password: str) -> bool:
        evaluated.append(password)
        return False

    monkeypatch.setattr("backend.accounts.service.verify_password", verify)
    statuses = [_sign_in(app.test_client(), f"1390000{n:04d}", "password1").status_code for n in range(150)]
    assert (len(evaluated), statuses.count(429)) == (100, 50)


def test_known_and_unknown_numbers_are_refused_by_the_same_work(
    app: Flask, person: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same answer, the same number of statements and one hash each; bench/sign_in_time.py measures the time."""
    work: list[str] = []
    verify = passwords.verify_password

    def counted(stored: str | None, password: str) -> bool:
        work.append("hash")
        return verify(stored, password)

    monkeypatch.setattr("backend.accounts.service.verify_password", counted)
    event.listen(db.engine, "before_cursor_execute", lambda *given: work.append(given[2].split()[0]))
    seen = []
    for phone in (person.phone, "13999999998"):
        work.clear()
        answer = _sign_in(app.test_client(), phone, "wrong horse 9")
        seen.append((answer.status_code, answer.data, list(work)))
    assert seen[0] == seen[1]
    assert "hash" in seen[0][2]


def test_a_success_forgets_earlier_mistakes(app: Flask, person: User) -> None:
    for _ in range(2):
        for _ in range(6):
            assert _sign_in(app.test_client(), person.phone, "wrong horse").status_code == 401
        assert _sign_in(app.test_client(), person.phone).status_code == 200


def test_signing_in_from_another_site_is_refused(app: Flask, person: User) -> None:
    answer = _sign_in(app.test_client(), person.phone, headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403


def test_a_form_of_another_site_cannot_sign_in(app: Flask, person: User) -> None:
    body = '{"phone": "' + person.phone + '", "password": "' + PASSWORD + '"}'
    answer = app.test_client().post("/api/session", data=body, content_type="text/plain")
    assert answer.status_code == 422


def test_unknown_fields_are_refused(app: Flask, person: User) -> None:
    answer = app.test_client().post(
        "/api/session", json={"phone": person.phone, "password": PASSWORD, "is_admin": True}
    )
    assert answer.status_code == 422
    assert answer.content_type == "application/problem+json"


def test_signing_out_ends_the_session(app: Flask, person: User) -> None:
    client = app.test_client()
    answer = _sign_in(client, person.phone)
    assert answer.json is not None
    token = client.get_cookie("session")
    assert token is not None
    headers = {"X-CSRF-Token": answer.json["csrf_token"]}
    assert client.delete("/api/session", headers=headers).status_code == 204
    client.set_cookie("session", token.value)
    assert client.get("/api/session").status_code == 401


def test_a_used_session_is_renewed_and_an_unused_one_ends(app: Flask, person: User, clock: FrozenClock) -> None:
    used, unused = app.test_client(), app.test_client()
    _sign_in(used, person.phone)
    _sign_in(unused, person.phone)
    clock.advance(days=20)
    assert used.get("/api/session").status_code == 200
    clock.advance(days=20)
    assert used.get("/api/session").status_code == 200
    assert unused.get("/api/session").status_code == 401
    assert core_clock.now() > db.session.query(Session).order_by(Session.id.desc()).first().created_at  # type: ignore[union-attr]  # two were opened


def test_many_people_behind_one_address_all_come_in(app: Flask, person: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "TRIES_PER_ADDRESS", 2)

    statuses = [_sign_in(app.test_client(), person.phone).status_code for _ in range(4)]

    assert statuses == [200] * 4
