"""What the sender of a report may read with its code: their own words, how far it is, and the answer."""

from __future__ import annotations

from typing import Any

from backend.cases.models import Case
from backend.catalog.disclosure import TOPIC_NAMES
from backend.core.errors import NotFoundError
from backend.disclosure.policy import without_names
from backend.disclosure.service import facts
from backend.establishments.models import Establishment
from backend.extensions import db
from backend.hotline import service as hotline
from backend.hotline.policy import stage_of


def followed(place: Establishment, code: str, address: str, lang: str) -> dict[str, Any] | None:
    """None for a wrong code. Raises TooManyError."""
    try:
        report = hotline.follow(place.id, code, address)
    except NotFoundError:
        return None
    case = db.session.get(Case, report.case_id) if report.case_id else None
    names = facts.names_of(place) if facts.settings_of(place).masks_names else frozenset[str]()
    return {
        "topic": TOPIC_NAMES[report.topic][lang == "en"],
        "text": report.text,
        "created_at": report.created_at,
        "stage": stage_of(case.state if case else None, is_answered=report.answered_at is not None),
        "answer": without_names(report.answer, names),
        "answered_at": report.answered_at,
    }
