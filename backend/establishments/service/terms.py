"""A school's terms (学期), and what its calendar comes to."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Select, select

from backend.accounts.access import Access
from backend.audit.service import record
from backend.catalog.roles import Permission
from backend.core import clock
from backend.core.errors import InvalidError, NotFoundError
from backend.establishments.access import get_establishment
from backend.establishments.models import Establishment, Semester
from backend.establishments.policy.opening import are_terms
from backend.establishments.service.opening import calendar, hours_of
from backend.establishments.service.profile import tell
from backend.extensions import db


def terms(access: Access, establishment_id: int) -> Select[Any]:
    row = get_establishment(access, establishment_id, Permission.ESTABLISHMENT_VIEW)
    return _terms_of(row.id).order_by(Semester.starts_on.desc(), Semester.id)


def add_term(access: Access, establishment_id: int, values: dict[str, Any]) -> Semester:
    row = get_establishment(access, establishment_id, Permission.ESTABLISHMENT_MANAGE)
    term = Semester(establishment_id=row.id, **values)
    _check(row, [term, *db.session.scalars(_terms_of(row.id))])
    db.session.add(term)
    db.session.flush()
    _note("added", term, row, {"days": [str(term.starts_on), str(term.ends_on)]})
    return term


def change_term(access: Access, term_id: int, values: dict[str, Any]) -> Semester:
    term, row = _get(access, term_id)
    before = [str(term.starts_on), str(term.ends_on)]
    for name, value in values.items():
        setattr(term, name, value)
    _check(row, list(db.session.scalars(_terms_of(row.id))))
    _note("changed", term, row, {"days": [before, [str(term.starts_on), str(term.ends_on)]]})
    return term


def remove_term(access: Access, term_id: int) -> None:
    term, row = _get(access, term_id)
    _note("removed", term, row, {"days": [str(term.starts_on), str(term.ends_on)]})
    db.session.delete(term)


def opening(access: Access, establishment_id: int, from_day: date, to_day: date) -> dict[str, Any]:
    """Whether it is open now, when it opens next, and each of the days."""
    row = get_establishment(access, establishment_id, Permission.ESTABLISHMENT_VIEW)
    now, hours = clock.now(), hours_of(row)
    return {
        "is_open": hours.is_open(now),
        "opens_at": hours.opens_next(now),
        "days": calendar(row, from_day, to_day),
    }


def _get(access: Access, term_id: int) -> tuple[Semester, Establishment]:
    term = db.session.get(Semester, term_id)
    if term is None:
        raise NotFoundError
    return term, get_establishment(access, term.establishment_id, Permission.ESTABLISHMENT_MANAGE)


def _terms_of(establishment_id: int) -> Select[Any]:
    return select(Semester).where(Semester.establishment_id == establishment_id)


def _check(row: Establishment, terms: list[Semester]) -> None:
    if not are_terms((term.starts_on, term.ends_on) for term in terms):
        raise InvalidError(ends_on=["A term must end after it begins, and terms must not overlap."])


def _note(deed: str, term: Semester, row: Establishment, changes: dict[str, Any]) -> None:
    record(f"term.{deed}", "term", term.id, establishment_id=row.id, changes=changes)
    tell(row)
