"""Handing a role to a colleague while one is away (代理). A delegation is a membership that names its giver."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, or_, select

from backend.accounts.lookups import lookups
from backend.accounts.models import Membership, User
from backend.accounts.service import add_membership, end_membership
from backend.audit.service import record
from backend.cases.service.notices import notify
from backend.catalog.roles import ROLE_NAMES, ScopeKind
from backend.core import clock
from backend.core.errors import DomainError, InvalidError, NotFoundError
from backend.delegations.policy import DELEGABLE, check_span, eligible
from backend.extensions import db
from backend.jurisdictions.models import Jurisdiction

_LOCAL = ZoneInfo("Asia/Shanghai")  # the notices' words; the instants themselves travel in UTC
_URL = "/me/delegations"


def own_roles(user: User) -> Select[Membership]:
    """What the person may hand on: held in their own right, in one place, and of a kind that can be handed on."""
    return (
        select(Membership)
        .where(
            Membership.user_id == user.id,
            Membership.delegated_by_id.is_(None),
            Membership.role.in_(DELEGABLE),
            Membership.scope != ScopeKind.PLATFORM,
            *_running(clock.now()),
        )
        .order_by(Membership.id)
    )


def colleagues(user: User, membership_id: int, q: str) -> Select[User]:
    """Who could stand in for this role of the person's, by name. Raises NotFoundError."""
    statement = _colleagues(_own(user, membership_id))
    return statement.where(User.name.contains(q, autoescape=True)) if q else statement


def mine(user: User) -> Select[Membership]:
    """Given and received, the latest first."""
    is_part = or_(Membership.delegated_by_id == user.id, Membership.user_id == user.id)
    return (
        select(Membership)
        .where(Membership.delegated_by_id.is_not(None), is_part)
        .order_by(Membership.ends_at.desc(), Membership.id.desc())
    )


def delegate(
    user: User, membership_id: int, deputy_id: int, starts_at: datetime | None, ends_at: datetime
) -> Membership:
    """Raises InvalidError or DomainError; NotFoundError for a role that is not one's own to give."""
    own, now = _own(user, membership_id), clock.now()
    check_span(starts_at or now, ends_at, now=now, held_until=own.ends_at)
    deputy = db.session.scalar(_colleagues(own).where(User.id == deputy_id))
    if deputy is None:
        raise InvalidError("not_a_colleague", user_id=["nobody who could stand in"])
    if _holds_already(deputy, own, starts_at or now, ends_at):
        raise DomainError("holds_role_already")
    row = add_membership(
        deputy,
        own.role,
        establishment_id=own.establishment_id,
        jurisdiction_id=own.jurisdiction_id,
        agency_id=own.agency_id,
        starts_at=starts_at,
        ends_at=ends_at,
        delegated_by=user,
    )
    facts = {"role": own.role.value, "deputy_id": deputy.id, "from": row.starts_at, "until": ends_at}
    record("delegation.given", "membership", row.id, establishment_id=own.establishment_id, changes=facts)
    _tell(row, user, deputy, "given")
    return row


def end(user: User, delegation_id: int) -> None:
    """Before its time, by either of the two. Raises NotFoundError."""
    row = db.session.scalar(mine(user).where(Membership.id == delegation_id))
    if row is None or (row.ends_at is not None and row.ends_at <= clock.now()):
        raise NotFoundError
    giver = db.session.get_one(User, row.delegated_by_id)
    end_membership(row)
    facts = {"role": row.role.value, "deputy_id": row.user_id}
    record("delegation.ended", "membership", row.id, establishment_id=row.establishment_id, changes=facts)
    _tell(row, giver, row.user, "ended")


def described(rows: Sequence[Membership]) -> list[dict[str, Any]]:
    """Rows with the names of people and places: three queries, however many rows."""
    now = clock.now()
    kitchens = lookups().establishment_names({row.establishment_id for row in rows if row.establishment_id})
    areas = _names(Jurisdiction, {row.jurisdiction_id for row in rows if row.jurisdiction_id})
    people = _names(User, {row.user_id for row in rows} | {row.delegated_by_id for row in rows if row.delegated_by_id})
    return [
        {
            "id": row.id,
            "role": row.role,
            "scope": row.scope,
            "scope_name": kitchens.get(row.establishment_id or 0) or areas.get(row.jurisdiction_id or 0) or "",
            "giver": {"id": row.delegated_by_id, "name": people.get(row.delegated_by_id or 0, "")},
            "deputy": {"id": row.user_id, "name": people.get(row.user_id, "")},
            "starts_at": row.starts_at,
            "ends_at": row.ends_at,
            "state": _state(row, now),
        }
        for row in rows
    ]


def _state(row: Membership, now: datetime) -> str:
    if row.ends_at is not None and row.ends_at <= now:
        return "ended"
    return "planned" if row.starts_at > now else "running"


def _names(model: type[User] | type[Jurisdiction], ids: set[int]) -> dict[int, str]:
    if not ids:
        return {}
    return {row.id: row.name for row in db.session.execute(select(model.id, model.name).where(model.id.in_(ids)))}


def _running(now: datetime) -> list[Any]:
    return [Membership.starts_at <= now, or_(Membership.ends_at.is_(None), Membership.ends_at > now)]


def _own(user: User, membership_id: int) -> Membership:
    row: Membership | None = db.session.scalar(own_roles(user).where(Membership.id == membership_id))
    if row is None:
        raise NotFoundError
    return row


def _same_place(own: Membership) -> list[Any]:
    return [
        Membership.establishment_id.is_not_distinct_from(own.establishment_id),
        Membership.jurisdiction_id.is_not_distinct_from(own.jurisdiction_id),
    ]


def _colleagues(own: Membership) -> Select[User]:
    """People who themselves belong to the place, in their own right: nobody stands in for a deputy."""
    belongs = select(Membership.user_id).where(
        *_same_place(own),
        Membership.agency_id.is_not_distinct_from(own.agency_id) if own.agency_id else Membership.id > 0,
        Membership.delegated_by_id.is_(None),
        Membership.role.in_(eligible(own.role, own.scope)),
        *_running(clock.now()),
    )
    return select(User).where(User.id.in_(belongs), User.id != own.user_id, User.is_active).order_by(User.name, User.id)


def _holds_already(deputy: User, own: Membership, starts_at: datetime, ends_at: datetime) -> bool:
    statement = select(Membership.id).where(
        Membership.user_id == deputy.id,
        Membership.role == own.role,
        *_same_place(own),
        Membership.starts_at < ends_at,
        or_(Membership.ends_at.is_(None), Membership.ends_at > starts_at),
    )
    return db.session.scalar(statement.limit(1)) is not None


def _tell(row: Membership, giver: User, deputy: User, what: str) -> None:
    zh, en = ROLE_NAMES[row.role]
    place = described([row])[0]["scope_name"]
    start, end_ = (f"{at.astimezone(_LOCAL):%m-%d %H:%M}" if at else "" for at in (row.starts_at, row.ends_at))
    titles = {
        "given": (f"代理：{zh}", f"Standing in: {en}"),
        "ended": (f"代理已结束：{zh}", f"Standing in has ended: {en}"),
    }
    body = (
        f"{deputy.name} 代 {giver.name} · {place} · {start} 至 {end_}",
        f"{deputy.name} for {giver.name} · {place} · {start} to {end_}",
    )
    notify([giver, deputy], key=f"delegation-{row.id}-{what}", title=titles[what], body=body, url=_URL)
