"""What the public page may say of reports and ratings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from backend.core import clock
from backend.extensions import db
from backend.hotline import policy
from backend.hotline.models import Rating, Report
from backend.hotline.service.ratings import summarize

SHOWN = 5


@dataclass(frozen=True)
class PublicVoices:
    """`reported`, `answered`: in the last 90 days, whether their words are shown or not."""

    ratings: dict[str, Any]
    newest_ratings: list[Rating]
    reported: int
    answered: int
    published: list[Report]


def public_voices(establishment_id: int, *, with_ratings: bool) -> PublicVoices:
    recent = Report.created_at > clock.now() - policy.RECENT
    counts = db.session.execute(
        select(func.count(), func.count(Report.answered_at)).where(Report.establishment_id == establishment_id, recent)
    ).one()
    published = db.session.scalars(
        select(Report)
        .where(Report.establishment_id == establishment_id, Report.is_published)
        .order_by(Report.created_at.desc(), Report.id.desc())
        .limit(SHOWN)
    ).all()
    newest = db.session.scalars(
        select(Rating)
        .where(Rating.establishment_id == establishment_id, Rating.hidden_at.is_(None))
        .order_by(Rating.created_at.desc(), Rating.id.desc())
        .limit(SHOWN)
    ).all()
    return PublicVoices(
        ratings=summarize(establishment_id),
        newest_ratings=list(newest) if with_ratings else [],
        reported=counts[0],
        answered=counts[1],
        published=list(published),
    )
