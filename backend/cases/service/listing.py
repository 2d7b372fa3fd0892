"""Lists of cases: the most asked question, so it reads only the columns that a row shows, never a whole case."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, bindparam, case, exists, func, or_, select

from backend.accounts.access import Access
from backend.accounts.models import User
from backend.cameras.models import Camera
from backend.cases.models import Case, Delivery, Evidence
from backend.cases.service.lookup import is_mine, visible
from backend.catalog.cases import RUNNING_STATES, CaseState, EvidenceKind
from backend.catalog.violations import SPECS, Severity, ViolationType
from backend.establishments.models import Area, Establishment
from backend.extensions import db

COLUMNS = (
    Case.id, Case.number, Case.type, Case.severity, Case.source, Case.state, Case.opened_at, Case.first_seen_at,
    Case.last_seen_at, Case.due_at, Case.level, Case.is_overdue, Case.is_suspected, Case.occurrences, Case.version,
)  # fmt: skip
_NAMES: tuple[Any, ...] = (
    Case.holder_id,
    Case.establishment_id,
    Establishment.name.label("establishment_name"),
    Case.area_id,
    Area.name.label("area_name"),
    Area.kind.label("area_kind"),
    Case.camera_id,
    Camera.name.label("camera_name"),
    User.name.label("holder_name"),
)
_SNAPSHOT = (
    select(func.max(Evidence.id))
    .where(Evidence.case_id == Case.id, Evidence.kind == EvidenceKind.BOXED)
    .correlate(Case)
    .scalar_subquery()
    .label("snapshot_id")
)
_WAS_TOLD = (
    exists().where(Delivery.case_id == Case.id, Delivery.user_id == bindparam("reader_id")).correlate(Case)
).label("was_told")


# Built once: putting a statement together takes longer than the database needs for its answer.
_ROWS: Any = (
    select(*COLUMNS, *_NAMES, _SNAPSHOT, _WAS_TOLD)
    .join(Establishment, Case.establishment_id == Establishment.id)
    .outerjoin(Area, Case.area_id == Area.id)
    .outerjoin(Camera, Case.camera_id == Camera.id)
    .outerjoin(User, Case.holder_id == User.id)
    .where(Case.id.in_(bindparam("ids", expanding=True)))
)


@dataclass(frozen=True)
class CaseFilter:
    states: Collection[CaseState] = ()
    is_mine: bool = False
    establishment_id: int | None = None
    camera_id: int | None = None
    severity: Severity | None = None
    type: ViolationType | None = None
    q: str = ""


@dataclass(frozen=True)
class CaseRows:
    """One page. Each row has COLUMNS, the names, `snapshot_id` (newest picture with its box) and `was_told`."""

    rows: Sequence[Row[Any]]
    total: int


def list_cases(access: Access, wanted: CaseFilter, page: int, page_size: int) -> CaseRows:
    """Three queries, whatever the number of cases. Work to do comes mine first, then red first."""
    conditions = [visible(access), *_conditions(access, wanted)]
    chosen = select(Case.id).where(*conditions).order_by(*_order(access, wanted))
    ids = db.session.scalars(chosen.offset((page - 1) * page_size).limit(page_size)).all()
    if not ids and page == 1:
        return CaseRows([], 0)
    found = {row.id: row for row in db.session.execute(_ROWS, {"ids": ids, "reader_id": access.user.id})}
    is_whole = page == 1 and len(ids) < page_size
    total = len(ids) if is_whole else db.session.scalar(select(func.count(Case.id)).where(*conditions)) or 0
    return CaseRows([found[each] for each in ids], total)


def _conditions(access: Access, wanted: CaseFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.states:
        found.append(Case.state.in_(wanted.states))
    if wanted.is_mine:
        found.append(is_mine(access))
    exact = ("establishment_id", "camera_id", "severity", "type")
    found.extend(getattr(Case, name) == getattr(wanted, name) for name in exact if getattr(wanted, name) is not None)
    if wanted.q:
        found.append(_matching(wanted.q))
    return found


def _matching(q: str) -> ColumnElement[bool]:
    types = [type for type, spec in SPECS.items() if q in spec.zh or q.lower() in spec.en.lower()]
    return or_(
        Case.number.contains(q, autoescape=True),
        Case.type.in_(types),
        Case.establishment_id.in_(select(Establishment.id).where(Establishment.name.contains(q, autoescape=True))),
        Case.area_id.in_(select(Area.id).where(Area.name.contains(q, autoescape=True))),
    )


def _order(access: Access, wanted: CaseFilter) -> list[Any]:
    newest = [Case.opened_at.desc(), Case.id.desc()]
    if not wanted.states or not set(wanted.states) <= RUNNING_STATES | {CaseState.RECTIFIED}:
        return newest
    mine_first = case((is_mine(access), 0), else_=1)
    is_red = case((or_(Case.is_overdue, Case.severity == Severity.CRITICAL), 0), else_=1)
    return [mine_first, is_red, *newest]
