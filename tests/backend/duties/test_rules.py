"""Rules are data: dated versions in scopes, written by those who may."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from backend.accounts.models import User
from backend.catalog.credentials import DutyCode
from backend.catalog.roles import Role
from backend.core import clock as wall
from backend.duties.models import Duty
from backend.duties.service import effective_rule
from backend.extensions import db
from tests.factories.cases import ClientAs
from tests.factories.duties import owe
from tests.factories.world import World, make_officer

TODAY = date(2026, 3, 2)
TOMORROW = TODAY + timedelta(days=1)


def body(**values: Any) -> dict[str, Any]:
    return {
        "code": "connect",
        "holder_role": "principal",
        "remind_days": [5, 1, 0],
        "effective_on": TODAY.isoformat(),
        **values,
    }


def rules(client_as: ClientAs, user: User, **args: Any) -> list[dict[str, Any]]:
    response = client_as(user).get("/api/duty-rules", query_string=args)
    assert response.status_code == 200, response.json
    found: list[dict[str, Any]] = response.get_json()
    return found


def effective(client_as: ClientAs, user: User, code: str, **args: Any) -> list[dict[str, Any]]:
    return [row for row in rules(client_as, user, **args) if row["code"] == code and row["is_effective"]]


def test_the_defaults_are_those_of_the_reference(world: World, client_as: ClientAs) -> None:
    found = {row["code"]: row for row in rules(client_as, world.officer)}
    assert set(found) == {code.value for code in DutyCode}
    assert found["connect"]["parameters"] == {"working_days": 10}
    licence = found["licence_renewal"]
    assert licence["remind_days"] == [180, 90, 60, 30, 15, 7, 0]
    assert licence["parameters"] == {
        "valid_years": 5,
        "window_opens_working_days": 90,
        "window_closes_working_days": 15,
    }
    assert found["health_renewal"]["remind_days"] == [60, 30, 15, 7, 0]
    assert found["health_renewal"]["parameters"] == {"valid_years": 1}


@pytest.mark.requirement("J019")
def test_each_rule_names_who_owns_and_interprets_it(world: World, client_as: ClientAs) -> None:
    found = {row["code"]: row for row in rules(client_as, world.kitchen.people[Role.PRINCIPAL])}
    assert "三局负责解释" in found["connect"]["source"]
    assert found["connect"]["effective_on"] == "2020-12-09"


@pytest.mark.requirement("J020")
def test_a_version_dated_tomorrow_waits_for_its_day(world: World, client_as: ClientAs) -> None:
    put = body(effective_on=TOMORROW.isoformat(), parameters={"working_days": 3})
    assert client_as(world.admin).put("/api/duty-rules", json=put).status_code == 200
    place = world.kitchen.establishment
    today, tomorrow = (effective_rule(DutyCode.CONNECT, place, day) for day in (TODAY, TOMORROW))
    assert today is not None
    assert tomorrow is not None
    assert (today.parameters, tomorrow.parameters) == ({"working_days": 10}, {"working_days": 3})
    shown = effective(client_as, world.officer, "connect", establishment_id=place.id)
    assert [row["parameters"] for row in shown] == [{"working_days": 10}]


def test_nobody_rewrites_the_past(world: World, client_as: ClientAs) -> None:
    yesterday = (TODAY - timedelta(days=1)).isoformat()
    response = client_as(world.admin).put("/api/duty-rules", json=body(effective_on=yesterday))
    assert (response.status_code, response.get_json()["code"]) == (422, "rule_in_the_past")


def test_a_county_sets_its_own_and_the_defaults_stay(world: World, client_as: ClientAs) -> None:
    county = make_officer(Role.COUNTY_OFFICER, world.county)
    db.session.commit()
    put = body(jurisdiction_id=world.county.id, parameters={"working_days": 7})
    response = client_as(county).put("/api/duty-rules", json=put)
    assert (response.status_code, response.get_json()["scope_name"]) == (200, "示例区")
    rule = effective_rule(DutyCode.CONNECT, world.kitchen.establishment, TODAY)
    assert rule is not None
    assert rule.parameters == {"working_days": 7}
    assert client_as(county).put("/api/duty-rules", json=body()).status_code == 403
    elsewhere = body(jurisdiction_id=world.city.id)
    assert client_as(county).put("/api/duty-rules", json=elsewhere).status_code == 404
    [default] = [row for row in rules(client_as, world.admin) if row["code"] == "connect"]
    assert default["parameters"] == {"working_days": 10}


def test_a_unit_chooses_its_reminders_but_not_its_term(world: World, client_as: ClientAs) -> None:
    head, place = world.kitchen.people[Role.PRINCIPAL], world.kitchen.establishment.id
    client = client_as(head)
    own = body(establishment_id=place, holder_role="safety_head", remind_days=[2])
    assert client.put("/api/duty-rules", json=own).status_code == 200
    for change in ({"parameters": {"working_days": 200}}, {"is_active": False}, {"kinds": ["kindergarten"]}):
        response = client.put("/api/duty-rules", json=own | change)
        assert (response.status_code, response.get_json()["code"]) == (403, "rule_of_the_authority")
    [counts] = effective(client_as, head, "connect", establishment_id=place)
    assert (counts["remind_days"], counts["holder_role"], counts["parameters"]) == (
        [2],
        "safety_head",
        {"working_days": 10},
    )
    foreign = body(establishment_id=world.other.establishment.id)
    assert client.put("/api/duty-rules", json=foreign).status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"parameters": {}},
        {"parameters": {"working_days": 0}},
        {"parameters": {"working_days": 10, "more": 1}},
        {"remind_days": [-1]},
        {"remind_days": [999]},
        {"holder_role": "office_officer"},
        {"code": "nonsense"},
    ],
)
def test_what_no_rule_can_be_is_refused(world: World, client_as: ClientAs, wrong: dict[str, Any]) -> None:
    assert client_as(world.admin).put("/api/duty-rules", json=body(**wrong)).status_code == 422


def test_a_new_version_makes_the_notifier_look_again(world: World, client_as: ClientAs) -> None:
    duty = owe(world.kitchen, TODAY + timedelta(days=300))
    db.session.get_one(Duty, duty.id).next_at = None
    db.session.commit()
    put = body(code="licence_renewal", holder_role="safety_officer")
    assert client_as(world.admin).put("/api/duty-rules", json=put).status_code == 200
    db.session.expire_all()
    assert db.session.get_one(Duty, duty.id).next_at == wall.now()


def test_the_same_day_again_replaces_the_version(world: World, client_as: ClientAs) -> None:
    client = client_as(world.admin)
    for days in ([3], [2]):
        assert client.put("/api/duty-rules", json=body(remind_days=days)).status_code == 200
    own = [row for row in rules(client_as, world.admin) if row["code"] == "connect"]
    assert [row["remind_days"] for row in own] == [[7, 3, 1, 0], [2]]
