"""Finding one's kitchen before one belongs anywhere: few facts, few rows, and not without end."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, select

from backend.accounts.models import User
from backend.catalog.establishments import EstablishmentState
from backend.core import throttle
from backend.core.database import write_transaction
from backend.credentials.models import Licence
from backend.establishments.models import Establishment
from backend.extensions import db
from backend.joining.policy import (
    FOUND_AT_ONCE,
    MIN_NAME,
    SEARCH_WINDOW,
    SEARCHES,
    looks_like_credit_code,
    looks_like_licence,
)
from backend.jurisdictions.models import Jurisdiction


def find(user: User, q: str) -> list[Establishment]:
    """Establishments in operation by licence number, credit code or part of the name. Raises TooManyError."""
    with write_transaction():
        throttle.hit(f"joining-search:{user.id}", limit=SEARCHES, window=SEARCH_WINDOW)
    condition = _condition("".join(q.split()), q.strip())
    if condition is None:
        return []
    rows = select(Establishment).where(condition, Establishment.state == EstablishmentState.ACTIVE)
    return list(db.session.scalars(rows.order_by(Establishment.name, Establishment.id).limit(FOUND_AT_ONCE)))


def _condition(plain: str, name: str) -> ColumnElement[bool] | None:
    if looks_like_licence(plain.upper()):
        current = select(Licence.establishment_id).where(
            Licence.number == plain.upper(), Licence.superseded_at.is_(None)
        )
        return Establishment.id.in_(current)
    if looks_like_credit_code(plain.upper()):
        return Establishment.credit_code == plain.upper()
    return Establishment.name.contains(name, autoescape=True) if len(name) >= MIN_NAME else None


def jurisdictions(parent_id: int | None) -> Select[Any]:
    """The nodes below one, or the roots: where the new establishment's office is chosen."""
    return select(Jurisdiction).where(Jurisdiction.parent_id == parent_id).order_by(Jurisdiction.name, Jurisdiction.id)
