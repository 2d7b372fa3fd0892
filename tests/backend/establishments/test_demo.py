"""The demo's places are complete enough to look at, and making them twice makes them once."""

from __future__ import annotations

from sqlalchemy import func, select

from backend import demo_places
from backend.catalog.establishments import EstablishmentKind
from backend.establishments.models import Establishment, Semester, SupplyLink
from backend.extensions import db
from tests.factories.world import World


def _counts() -> list[int | None]:
    return [
        db.session.scalar(select(func.count()).select_from(model)) for model in (Establishment, Semester, SupplyLink)
    ]


def test_the_demo_places_are_made_once(world: World) -> None:
    places = {"first": world.kitchen.establishment.id, "second": world.other.establishment.id}
    made = demo_places.build(places, world.office.id)
    demo_places.certify(made["supplier"], world.admin)
    db.session.commit()
    before = _counts()

    assert demo_places.build(places, world.office.id) == made
    demo_places.certify(made["supplier"], world.admin)
    assert _counts() == before
    branch = db.session.scalar(select(Establishment).where(Establishment.headquarters_id == made["headquarters"]))
    assert branch is not None
    assert branch.kind is EstablishmentKind.RESTAURANT
    assert world.kitchen.establishment.diners > 0
