"""A person's file with one of each thing in it."""

from __future__ import annotations

from backend.catalog.posts import Post
from backend.catalog.roles import Role
from backend.catalog.staff import ConductKind, MorningFinding
from backend.core import clock
from backend.evidence.service import store_picture
from backend.extensions import Model
from backend.staff.models import ConductEntry, HealthCertificate, MorningCheck, MorningException
from backend.staff.service import employ
from tests.factories.world import Kitchen, make_user
from tests.fakes.pictures import jpeg


def make_staff(kitchen: Kitchen) -> dict[str, Model]:
    """Rows by the names that path parameters have; the caller adds them."""
    now, place, keeper = clock.now(), kitchen.establishment.id, kitchen.people[Role.SAFETY_OFFICER]
    person = make_user("张师傅")
    row = employ(person, place, [Post.COOK])
    return {
        "employment_id": row,
        "holding_id": row.holdings[0],
        "health_certificate_id": HealthCertificate(
            establishment_id=place, user_id=person.id, number="JK1", examined_on=now.date(), expires_on=now.date(),
            added_by_id=keeper.id, added_at=now, file=store_picture(jpeg()),
        ),
        "check_id": MorningCheck(
            establishment_id=place, day=now.date(), checked_by_id=keeper.id, submitted_at=now, fit_user_ids=[],
            absent_user_ids=[],
            exceptions=[MorningException(user_id=person.id, finding=MorningFinding.FEVER, action="回家")],
        ),
        "conduct_id": ConductEntry(
            establishment_id=place, user_id=person.id, kind=ConductKind.VIOLATION, text="x", recorded_by_id=keeper.id,
            recorded_at=now,
        ),
    }  # fmt: skip
