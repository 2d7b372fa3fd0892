"""Which cases a person sees; everything else answers like what does not exist."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select

from backend.accounts.access import Access
from backend.accounts.models import User
from backend.cases.models import Case, Delivery, Evidence
from backend.cases.policy.actions import Action, CaseFacts, allowed, check, permission_for
from backend.catalog.cases import RUNNING_STATES, CaseState, DeliveryChannel
from backend.catalog.roles import Permission
from backend.catalog.violations import TECHNICAL_FAULTS, Severity
from backend.core.errors import ForbiddenError, NotFoundError
from backend.establishments.access import can_in, within
from backend.extensions import db

SEEING = (Permission.CASE_VIEW, Permission.CASE_VIEW_OWN, Permission.CAMERA_FAULT_VIEW)


def visible(access: Access) -> ColumnElement[bool]:
    """All cases, only those the person holds, or only camera faults: as the roles say, where they count."""
    place = Case.establishment_id
    return or_(
        within(access, place, Permission.CASE_VIEW),
        and_(within(access, place, Permission.CASE_VIEW_OWN), Case.holder_id == access.user.id),
        and_(within(access, place, Permission.CAMERA_FAULT_VIEW), Case.type.in_(TECHNICAL_FAULTS)),
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


def for_whom(access: Access, case: Case, action: Action) -> dict[str, Any]:
    """For the record of an act: whom the person stands in for, where only a handed-over role allows it."""
    place = case.establishment
    absent = access.stands_in_for(permission_for(action), place.id, place.jurisdiction.path, place.competent_body)
    return {"for_id": absent} if absent is not None else {}


def people_named_in(case: Case) -> dict[int, User]:
    """Who confirmed receipt of opinions, and whom deputies stood in for: by user id, in one query."""
    ids = {each.received_by_id for each in case.opinions} | {each.data.get("for_id") for each in case.timeline}
    wanted = {id for id in ids if id}
    return {user.id: user for user in db.session.scalars(select(User).where(User.id.in_(wanted)))} if wanted else {}


def _one(statement: Select[Any]) -> Case:
    found: Case | None = db.session.scalar(statement)
    if found is None:
        raise NotFoundError
    return found


def facts_of(case: Case) -> CaseFacts:
    return CaseFacts(
        case.state,
        case.type,
        case.is_overdue,
        case.chain,
        is_duty="duty_id" in case.why,
        is_suspected=case.is_suspected,
    )


def allowed_to(access: Access, case: Case) -> list[Action]:
    held = frozenset(p for p in Permission if can_in(access, p, case.establishment))
    return allowed(facts_of(case), held)


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
