"""From when on the facts of an establishment count as unconfirmed, by the rule that holds there."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, case, literal, select

from backend.catalog.credentials import DutyCode
from backend.catalog.establishments import EstablishmentKind
from backend.core.columns import UtcDateTime
from backend.duties.models import DutyRule
from backend.establishments.models import Establishment
from backend.extensions import db
from backend.jurisdictions.models import Jurisdiction
from backend.overview.policy import STALE_AFTER


def stale_before(now: datetime, today: date) -> ColumnElement[datetime]:
    """Facts confirmed before this instant are stale. As `duties.policy.choose`, for the database to filter by."""

    def limit(rule: DutyRule | None) -> ColumnElement[datetime]:
        is_kept = rule is not None and rule.is_active
        after = timedelta(days=int(rule.parameters["stale_days"])) if rule is not None and is_kept else STALE_AFTER
        return literal(now - after, UtcDateTime())

    rules = _in_force(today)
    default = next((rule for rule in rules if _is_default(rule)), None)
    whens = [(_holds(rule, path), limit(rule)) for rule, path in _nearest_first(rules)]
    return case(*whens, else_=limit(default)) if whens else limit(default)


def _is_default(rule: DutyRule) -> bool:
    return rule.establishment_id is None and rule.jurisdiction_id is None and not rule.kinds


def _in_force(today: date) -> list[DutyRule]:
    """Newest first."""
    statement = select(DutyRule).where(DutyRule.code == DutyCode.FACTS, DutyRule.effective_on <= today)
    return list(db.session.scalars(statement.order_by(DutyRule.effective_on.desc(), DutyRule.id.desc())))


def _nearest_first(rules: list[DutyRule]) -> list[tuple[DutyRule, str]]:
    """Each rule with its jurisdiction's path: of one establishment, of the lowest jurisdiction, up to the default."""
    wanted = {rule.jurisdiction_id for rule in rules if rule.jurisdiction_id is not None}
    if not wanted and all(_is_default(rule) for rule in rules):
        return []
    found = db.session.execute(select(Jurisdiction.id, Jurisdiction.path).where(Jurisdiction.id.in_(wanted)))
    paths = {row.id: row.path for row in found}

    def depth(rule: DutyRule) -> int:
        if rule.establishment_id is not None:
            return 1_000
        return len(paths[rule.jurisdiction_id].split("/")) if rule.jurisdiction_id is not None else 0

    ranked = sorted(rules, key=depth, reverse=True)
    return [(rule, paths[rule.jurisdiction_id] if rule.jurisdiction_id else "") for rule in ranked]


def _holds(rule: DutyRule, path: str) -> ColumnElement[bool]:
    conditions: list[ColumnElement[bool]] = [literal(True)]
    if rule.establishment_id is not None:
        conditions.append(Establishment.id == rule.establishment_id)
    elif rule.jurisdiction_id is not None:
        below = select(Jurisdiction.id).where(Jurisdiction.path.startswith(path, autoescape=True))
        conditions.append(Establishment.jurisdiction_id.in_(below))
    if rule.kinds:
        conditions.append(Establishment.kind.in_([EstablishmentKind(kind) for kind in rule.kinds]))
    return and_(*conditions)
