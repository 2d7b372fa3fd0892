"""Who holds which area at this minute."""

from __future__ import annotations

from typing import Any

from backend.accounts.models import User
from backend.catalog.areas import AreaKind
from backend.catalog.roles import Role
from backend.catalog.violations import ViolationType
from backend.extensions import db
from tests.factories.cases import ClientAs, make_duty
from tests.factories.world import World
from tests.fakes.clock import FrozenClock


def _held(world: World, client_as: ClientAs) -> dict[str, tuple[int | None, list[int]]]:
    client = client_as(world.kitchen.people[Role.PRINCIPAL])
    answer: Any = client.get(f"/api/establishments/{world.kitchen.establishment.id}/on-duty").json
    return {
        one["area"]["kind"]: ((one["holder"] or {}).get("id"), [person["id"] for person in one["behind"]])
        for one in answer["areas"]
    }


def test_shifts_areas_and_deputies_decide_who_is_on(world: World, client_as: ClientAs, clock: FrozenClock) -> None:
    """The clock stands at noon of a Monday in Shanghai."""
    kitchen, people = world.kitchen, world.kitchen.people
    officer, chef, head = (people[role].id for role in (Role.SAFETY_OFFICER, Role.CANTEEN_HEAD, Role.SAFETY_HEAD))
    cooking = kitchen.areas[AreaKind.COOK]
    make_duty(kitchen, _user(officer), from_time="06:00", to_time="14:00")
    make_duty(kitchen, _user(chef), is_deputy=True)
    make_duty(kitchen, _user(head), cooking, violation_type=ViolationType.CLOTHES)

    assert _held(world, client_as) == {
        "COOK": (officer, [chef, head]), "STORE": (officer, [chef]), "SERVE": (officer, [chef]),
    }  # fmt: skip
    clock.advance(hours=3)
    assert _held(world, client_as)["STORE"] == (chef, [])
    people[Role.CANTEEN_HEAD].is_active = False
    db.session.commit()
    assert _held(world, client_as)["STORE"] == (None, [])


def _user(user_id: int) -> User:
    return db.session.get_one(User, user_id)
