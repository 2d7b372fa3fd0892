"""Codes by text message: registering, signing in, a new password, and what guessing gets."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from backend.accounts import codes
from backend.accounts.models import SmsCode, User
from backend.catalog.roles import Role
from backend.extensions import db
from backend.settings import Settings
from tests.factories.world import World
from tests.fakes.clock import FrozenClock
from tests.fakes.sms import last_code, messages

NEW = "13911112222"
PASSWORD = "battery staple 7"


def ask(app: Flask, phone: str = NEW, **kwargs: Any) -> TestResponse:
    return app.test_client().post("/api/sms-codes", json={"phone": phone}, **kwargs)


def enter(app: Flask, code: str, phone: str = NEW) -> TestResponse:
    return app.test_client().post("/api/session/code", json={"phone": phone, "code": code})


@pytest.fixture
def code(app: Flask, world: World, settings: Settings) -> str:
    assert ask(app).status_code == 202
    return last_code(settings.data_dir, NEW)


def ticket_of(answer: TestResponse) -> str:
    assert answer.json is not None
    return str(answer.json["ticket"])


@pytest.mark.requirement("Q071")
def test_a_phone_number_registers_once_and_then_signs_in(
    app: Flask, code: str, settings: Settings, clock: FrozenClock
) -> None:
    ticket = ticket_of(enter(app, code))
    browser = app.test_client()
    made = browser.post("/api/registrations", json={"ticket": ticket, "name": "何平", "password": PASSWORD})
    assert made.status_code == 201
    assert made.json is not None
    assert (made.json["name"], made.json["memberships"]) == ("何平", [])
    assert browser.get("/api/session").status_code == 200

    again = app.test_client().post("/api/registrations", json={"ticket": ticket, "name": "别人", "password": PASSWORD})
    assert (again.status_code, (again.json or {})["code"]) == (409, "phone_registered")

    clock.advance(minutes=2)
    ask(app, "+86 139 1111 2222")
    signed_in = enter(app, last_code(settings.data_dir, NEW))
    assert signed_in.json is not None
    assert signed_in.json["ticket"] is None
    assert signed_in.json["me"]["id"] == made.json["id"]
    assert db.session.scalar(select(func.count()).select_from(User).where(User.phone == NEW)) == 1


@pytest.mark.requirement("Q182")
def test_a_second_registration_is_refused_while_two_hold_a_ticket(
    app: Flask, code: str, settings: Settings, clock: FrozenClock
) -> None:
    first = ticket_of(enter(app, code))
    clock.advance(minutes=2)
    ask(app)
    second = ticket_of(enter(app, last_code(settings.data_dir, NEW)))
    answers = [
        app.test_client().post("/api/registrations", json={"ticket": ticket, "name": "何平"}).status_code
        for ticket in (first, second)
    ]
    assert answers == [201, 409]


def test_only_mobile_numbers_of_the_mainland_get_a_code(app: Flask, world: World) -> None:
    for wrong in ("12345678901", "1391111222", "139111122223", "010-62345678", "１３９１１１１２２２２", "+1 555 0100"):
        assert ask(app, wrong).status_code == 422, wrong


def test_known_and_unknown_numbers_are_answered_alike(app: Flask, world: World, settings: Settings) -> None:
    known = world.kitchen.people[Role.PRINCIPAL].phone
    answers = [ask(app, phone) for phone in (known, NEW)]
    assert answers[0].json == answers[1].json
    assert [len(messages(settings.data_dir, phone)) for phone in (known, NEW)] == [1, 1]
    wrong = [enter(app, "000000", phone) for phone in (known, NEW, "13933334444")]
    assert [(a.status_code, a.json) for a in wrong] == [(422, wrong[0].json)] * 3


def test_the_table_holds_neither_number_nor_code(app: Flask, code: str) -> None:
    row = db.session.scalars(select(SmsCode)).one()
    kept = f"{row.phone_hash} {row.code_hash}"
    assert NEW not in kept
    assert code not in kept


def test_one_code_a_minute_for_a_phone_and_a_hundred_for_an_address(
    app: Flask, world: World, clock: FrozenClock
) -> None:
    assert [ask(app).status_code for _ in range(3)] == [202, 429, 429]
    clock.advance(seconds=61)
    assert ask(app).status_code == 202
    statuses = [ask(app, f"137{n:08d}").status_code for n in range(codes.PER_ADDRESS)]
    assert statuses.count(202) == codes.PER_ADDRESS - 2


def test_a_code_works_once_and_for_five_minutes(app: Flask, code: str, settings: Settings, clock: FrozenClock) -> None:
    assert enter(app, code).status_code == 200
    assert enter(app, code).status_code == 422
    clock.advance(minutes=2)
    ask(app)
    late = last_code(settings.data_dir, NEW)
    clock.advance(minutes=5, seconds=1)
    assert enter(app, late).status_code == 422


def test_a_newer_code_ends_the_older(app: Flask, code: str, clock: FrozenClock) -> None:
    clock.advance(seconds=61)
    ask(app)
    assert enter(app, code).status_code == 422


def test_the_sixth_try_fails_even_with_the_right_code(app: Flask, code: str) -> None:
    wrong = "000000" if code != "000000" else "000001"
    assert [enter(app, wrong).status_code for _ in range(5)] == [422] * 5
    assert enter(app, code).status_code == 422


def test_of_a_thousand_guesses_at_most_ten_are_compared(
    app: Flask, code: str, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared = 0
    count = codes._count_guess

    def counting(number: str, address: str) -> int | None:
        nonlocal compared
        row_id = count(number, address)
        compared += row_id is not None
        return row_id

    monkeypatch.setattr(codes, "_count_guess", counting)
    statuses = []
    for number in range(1000):
        # Within the quarter of an hour the guesser asks for as many new codes as the phone gets.
        if number % 100 == 99:
            clock.advance(seconds=61)
            ask(app)
        statuses.append(enter(app, f"{number:06d}").status_code)
    assert compared <= 10
    assert statuses.count(429) >= 990


def test_a_new_password_by_code_ends_all_sessions(
    app: Flask, world: World, settings: Settings, clock: FrozenClock
) -> None:
    person = world.kitchen.people[Role.PRINCIPAL]
    ask(app, person.phone)
    elsewhere = app.test_client()
    elsewhere.post(
        "/api/session/code", json={"phone": person.phone, "code": last_code(settings.data_dir, person.phone)}
    )
    assert elsewhere.get("/api/session").status_code == 200

    clock.advance(seconds=61)
    ask(app, person.phone)
    body = {"phone": person.phone, "code": last_code(settings.data_dir, person.phone), "password": "short"}
    assert app.test_client().post("/api/password-resets", json=body).status_code == 422
    here = app.test_client()
    assert here.post("/api/password-resets", json={**body, "password": PASSWORD}).status_code == 200
    assert here.get("/api/session").status_code == 200
    assert elsewhere.get("/api/session").status_code == 401
    signed_in = app.test_client().post("/api/session", json={"phone": person.phone, "password": PASSWORD})
    assert signed_in.status_code == 200


def test_who_has_no_account_has_no_password_to_reset(app: Flask, code: str) -> None:
    body = {"phone": NEW, "code": code, "password": PASSWORD}
    assert (app.test_client().post("/api/password-resets", json=body).json or {})["code"] == "no_account"


def test_an_account_without_a_password_takes_as_long_as_any(app: Flask, world: World) -> None:
    """`!` is no hash: the same work must be done as for a wrong password."""
    person = world.kitchen.people[Role.PRINCIPAL]
    answer = app.test_client().post("/api/session", json={"phone": person.phone, "password": "!"})
    assert answer.status_code == 401


def test_a_deactivated_person_gets_nothing_for_a_code(app: Flask, world: World, settings: Settings) -> None:
    person = world.kitchen.people[Role.PRINCIPAL]
    person.is_active = False
    db.session.commit()
    ask(app, person.phone)
    assert enter(app, last_code(settings.data_dir, person.phone), person.phone).status_code == 422


def test_tickets_are_sealed_and_end(app: Flask, code: str, clock: FrozenClock) -> None:
    ticket = ticket_of(enter(app, code))
    assert NEW not in ticket
    forged = app.test_client().post("/api/registrations", json={"ticket": ticket[:-4] + "AAAA", "name": "何平"})
    assert forged.status_code == 422
    clock.advance(minutes=31)
    late = app.test_client().post("/api/registrations", json={"ticket": ticket, "name": "何平"})
    assert (late.json or {})["code"] == "ticket_invalid"


def test_a_page_of_another_site_cannot_send_codes(app: Flask, world: World) -> None:
    assert ask(app, headers={"Origin": "https://evil.example"}).status_code == 403
