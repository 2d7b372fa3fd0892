"""Which duties a person sees, and which of them are theirs to settle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, false, or_, select

from backend.accounts.access import Access
from backend.accounts.models import User
from backend.catalog.credentials import DutyCode, DutyState
from backend.catalog.roles import Permission, Role, ScopeKind
from backend.core import clock
from backend.core.errors import ForbiddenError, NotFoundError
from backend.core.pagination import paginate
from backend.duties.models import Duty
from backend.duties.service.duties import OPEN_STATES, end_duty, local_day
from backend.establishments.access import within
from backend.extensions import db


@dataclass(frozen=True)
class DutyFilter:
    state: str = "open"
    is_mine: bool = False
    establishment_id: int | None = None
    code: DutyCode | None = None
    within_days: int | None = None


def visible(access: Access) -> ColumnElement[bool]:
    """What the person holds, and all duties where they may see duties."""
    return or_(Duty.holder_id == access.user.id, within(access, Duty.establishment_id, Permission.DUTY_VIEW))


def is_mine(access: Access) -> ColumnElement[bool]:
    """Held by name, or by a role that the person has in that establishment."""
    roles: dict[Role, list[int]] = {}
    for grant in access.grants:
        if grant.scope is ScopeKind.ESTABLISHMENT and grant.establishment_id is not None:
            roles.setdefault(grant.role, []).append(grant.establishment_id)
    by_role = [
        and_(Duty.holder_id.is_(None), Duty.holder_role == role, Duty.establishment_id.in_(places))
        for role, places in roles.items()
    ]
    return or_(Duty.holder_id == access.user.id, *by_role) if by_role else Duty.holder_id == access.user.id


def list_duties(access: Access, wanted: DutyFilter, page: int, page_size: int) -> dict[str, Any]:
    """One page, red first, then what is due soonest."""
    is_red = case((Duty.state == DutyState.OVERDUE, 0), else_=1)
    statement = select(Duty).where(or_(visible(access), is_mine(access)), *_conditions(access, wanted))
    found = paginate(statement.order_by(is_red, Duty.due_on, Duty.id), page, page_size)
    return found | {"items": present(access, found["items"])}


def _conditions(access: Access, wanted: DutyFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.state == "open":
        found.append(Duty.state.in_(OPEN_STATES))
    elif wanted.state != "all":
        found.append(Duty.state == DutyState(wanted.state))
    if wanted.is_mine:
        found.append(is_mine(access))
    if wanted.establishment_id is not None:
        found.append(Duty.establishment_id == wanted.establishment_id)
    if wanted.code is not None:
        found.append(Duty.code == wanted.code)
    if wanted.within_days is not None:
        found.append(Duty.due_on <= (clock.now() + timedelta(days=wanted.within_days)).date())
    return found


_COLUMNS = "id code title_zh title_en url due_on state establishment holder holder_role case_id fulfilled_at proof"


def present(access: Access, duties: Sequence[Duty]) -> list[dict[str, Any]]:
    own = {(grant.role, grant.establishment_id) for grant in access.grants}
    ending = _may_end(access, duties)
    return [
        {name: getattr(duty, name) for name in _COLUMNS.split()}
        | {
            "days_left": (duty.due_on - local_day(duty.establishment)).days,
            "is_mine": duty.holder_id == access.user.id
            or (duty.holder_id is None and (duty.holder_role, duty.establishment_id) in own),
            "may_cancel": duty.id in ending and duty.state in OPEN_STATES,
            "source": duty.rule.source,
        }
        for duty in duties
    ]


def _may_end(access: Access, duties: Sequence[Duty]) -> set[int]:
    """One query for all of them."""
    ids = [duty.id for duty in duties]
    return set(db.session.scalars(select(Duty.id).where(Duty.id.in_(ids), _ending(access)))) if ids else set()


def _ending(access: Access) -> ColumnElement[bool]:
    """Only somebody above the unit lets it off: else an overdue licence would end with a tap of its owner."""
    grants = tuple(grant for grant in access.grants if grant.scope is not ScopeKind.ESTABLISHMENT)
    above = Access(access.user, grants)
    return within(above, Duty.establishment_id, Permission.DUTY_MANAGE) if grants else false()


def cancel_duty(access: Access, duty_id: int, by: User, reason: str) -> Duty:
    statement = select(Duty).where(Duty.id == duty_id, or_(visible(access), is_mine(access)))
    duty: Duty | None = db.session.scalar(statement.with_for_update(of=Duty).execution_options(populate_existing=True))
    if duty is None:
        raise NotFoundError
    if not _may_end(access, [duty]):
        raise ForbiddenError("forbidden")
    if duty.state in OPEN_STATES:
        end_duty(duty, DutyState.CANCELLED, by, reason)
    return duty
