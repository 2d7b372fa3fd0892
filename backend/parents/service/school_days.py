"""The days on which a school cooks, from its terms and the holidays of the country."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from backend.calendars import service as calendars
from backend.core import clock
from backend.establishments.models import Establishment, Semester
from backend.extensions import db
from backend.parents.policy.hours import LOOK_AHEAD, SchoolDays


def school_days_of(place: Establishment) -> SchoolDays:
    """From two days ago, which is still today somewhere, as far ahead as anybody asks for the next opening."""
    today = clock.now().date()
    special = calendars.special_days(today - timedelta(days=2), today + LOOK_AHEAD)
    terms = db.session.execute(
        select(Semester.starts_on, Semester.ends_on).where(Semester.establishment_id == place.id)
    ).all()
    return SchoolDays([(row.starts_on, row.ends_on) for row in terms], special, frozenset(place.closed_on))
