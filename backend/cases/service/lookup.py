"""Which cases a person sees; everything else answers like what does not exist."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import joinedload, lazyload, load_only

from backend.accounts.access import Access
from backend.cameras.models import Camera
from backend.cases.models import Case, Delivery, Evidence
from backend.cases.policy.actions import Action, CaseFacts, allowed, check, permission_for
from backend.catalog.cases import RUNNING_STATES, CaseState, DeliveryChannel, EvidenceKind
from backend.catalog.roles import Permission
from backend.catalog.violations import CAMERA_FAULTS, SPECS, Severity, ViolationType
from backend.core.errors import ForbiddenError, NotFoundError
from backend.core.pagination import paginate
from backend.establishments.access import can_in, within
from backend.establishments.models import Area, Establishment
from backend.extensions import db

SEEING = (Permission.CASE_VIEW, Permission.CASE_VIEW_OWN, Permission.CAMERA_FAULT_VIEW)


def visible(access: Access) -> ColumnElement[bool]:
    """All cases, only those the person holds, or only camera faults: as the roles say, where they count."""
    place = Case.establishment_id
    return or_(
        within(access, place, Permission.CASE_VIEW),
        and_(within(access, place, Permission.CASE_VIEW_OWN), Case.holder_id == access.user.id),
        and_(within(access, place, Permission.CAMERA_FAULT_VIEW), Case.type.in_(CAMERA_FAULTS)),
    )


def is_mine(access: Access) -> ColumnElement[bool]:
    """The person holds the case, or the chain has reached them: then it is theirs to do something about."""
    told = select(Delivery.case_id).where(
        Delivery.user_id == access.user.id, Delivery.channel == DeliveryChannel.IN_APP, Delivery.case_id.is_not(None)
    )
    return or_(Case.holder_id == access.user.id, Case.id.in_(told))


def get_case(access: Access, case_id: int) -> Case:
    return _one(select(Case).where(Case.id == case_id, visible(access)))


def lock_case(access: Access, case_id: int, action: Action) -> Case:
    """The case, locked until the transaction ends, once the person may do this and the case is in a state for it."""
    statement = select(Case).where(Case.id == case_id, visible(access)).with_for_update(of=Case)
    found = _one(statement.execution_options(populate_existing=True))
    if not can_in(access, permission_for(action), found.establishment):
        raise ForbiddenError("forbidden")
    check(action, facts_of(found))
    return found


def _one(statement: Select[Any]) -> Case:
    found: Case | None = db.session.scalar(statement)
    if found is None:
        raise NotFoundError
    return found


def facts_of(case: Case) -> CaseFacts:
    return CaseFacts(case.state, case.type, case.is_overdue, case.chain)


def allowed_to(access: Access, case: Case) -> list[Action]:
    held = frozenset(p for p in Permission if can_in(access, p, case.establishment))
    return allowed(facts_of(case), held)


@dataclass(frozen=True)
class CaseFilter:
    states: Collection[CaseState] = ()
    is_mine: bool = False
    establishment_id: int | None = None
    camera_id: int | None = None
    severity: Severity | None = None
    type: ViolationType | None = None
    q: str = ""


def list_cases(access: Access, wanted: CaseFilter, page: int, page_size: int) -> dict[str, Any]:
    """One page of rows: four queries, whatever the number of cases. Work to do comes mine first, then red first."""
    camera = joinedload(Case.camera).options(
        load_only(Camera.id, Camera.name), lazyload(Camera.establishment), lazyload(Camera.area)
    )
    statement = select(Case).where(visible(access), *_conditions(access, wanted)).options(camera)
    return paginate(statement.order_by(*_order(access, wanted)), page, page_size)


def _conditions(access: Access, wanted: CaseFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.states:
        found.append(Case.state.in_(wanted.states))
    if wanted.is_mine:
        found.append(is_mine(access))
    if wanted.establishment_id is not None:
        found.append(Case.establishment_id == wanted.establishment_id)
    if wanted.camera_id is not None:
        found.append(Case.camera_id == wanted.camera_id)
    if wanted.severity is not None:
        found.append(Case.severity == wanted.severity)
    if wanted.type is not None:
        found.append(Case.type == wanted.type)
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


def told_to(user_id: int, case_ids: Collection[int]) -> set[int]:
    """Those of the cases about which the person was told."""
    statement = select(Delivery.case_id).where(Delivery.user_id == user_id, Delivery.case_id.in_(case_ids))
    return {found for found in db.session.scalars(statement) if found is not None}


def snapshots_of(case_ids: Collection[int]) -> dict[int, int]:
    """Id of the newest picture with its box drawn, by case."""
    statement = (
        select(Evidence.case_id, func.max(Evidence.id))
        .where(Evidence.case_id.in_(case_ids), Evidence.kind == EvidenceKind.BOXED)
        .group_by(Evidence.case_id)
    )
    return {row[0]: row[1] for row in db.session.execute(statement)}


def summarize(access: Access) -> dict[str, int]:
    """Counts for the first screen, in one query."""
    running = Case.state.in_(RUNNING_STATES)
    columns = {
        "open": Case.state == CaseState.OPEN,
        "acknowledged": Case.state == CaseState.ACKNOWLEDGED,
        "rectified": Case.state == CaseState.RECTIFIED,
        "mine": and_(running, is_mine(access)),
        "overdue": and_(running, Case.is_overdue),
        "critical": and_(running, Case.severity == Severity.CRITICAL),
    }
    live = Case.state.in_(RUNNING_STATES | {CaseState.RECTIFIED})
    counts = (func.coalesce(func.sum(case((condition, 1), else_=0)), 0) for condition in columns.values())
    row = db.session.execute(select(*counts).where(visible(access), live)).one()
    return dict(zip(columns, map(int, row), strict=True))


def get_evidence(access: Access, case_id: int, evidence_id: int) -> Evidence:
    get_case(access, case_id)
    found = db.session.get(Evidence, evidence_id)
    if found is None or found.case_id != case_id:
        raise NotFoundError
    return found
