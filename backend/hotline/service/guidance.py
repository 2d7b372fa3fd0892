"""An officer's word to establishments outside any case, and their receipt for it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Select, or_, select

from backend.accounts.access import Access
from backend.accounts.models import Membership, RoleGrant, User
from backend.audit.service import record
from backend.cases.service.notices import notify
from backend.catalog.roles import Permission, ScopeKind
from backend.core import clock
from backend.core.errors import DomainError, ForbiddenError, NotFoundError
from backend.core.realtime import announce
from backend.establishments.access import can_in, rooms_of, scoped, within
from backend.establishments.models import Establishment
from backend.extensions import db
from backend.hotline.models import Guidance

RECEIVING = Permission.ESTABLISHMENT_MANAGE
SEEING = (Permission.GUIDANCE_SEND, RECEIVING)
_BODY = 120


def send(access: Access, establishment_ids: Collection[int], text: str) -> list[Guidance]:
    """One guidance to each, and a notice to who manages it. Raises NotFoundError if one of them is out of scope."""
    wanted = set(establishment_ids)
    statement = select(Establishment).where(Establishment.id.in_(wanted)).order_by(Establishment.id)
    places = db.session.scalars(scoped(statement, access, Establishment.id, Permission.GUIDANCE_SEND)).all()
    if {place.id for place in places} != wanted:
        raise NotFoundError
    rows = [
        Guidance(establishment_id=place.id, author_id=access.user.id, text=text, created_at=clock.now())
        for place in places
    ]
    db.session.add_all(rows)
    db.session.flush()
    receivers = _receivers([place.id for place in places])
    for place, row in zip(places, rows, strict=True):
        record("guidance.sent", "guidance", row.id, establishment_id=place.id)
        notify(
            receivers.get(place.id, []),
            key=f"guidance-{row.id}",
            title=("监管指导意见", "Guidance from the authority"),
            body=(text[:_BODY], text[:_BODY]),
            url="/hotline/guidance",
        )
        announce("guidance", row.id, rooms_of(place))
    return rows


def _receivers(establishment_ids: Sequence[int]) -> dict[int, list[User]]:
    """Who may confirm receipt there now; one query for all."""
    now, m = clock.now(), Membership
    found: dict[int, list[User]] = {}
    for place, user in db.session.execute(
        select(m.establishment_id, User)
        .join(User, m.user_id == User.id)
        .join(RoleGrant, RoleGrant.role == m.role)
        .where(RoleGrant.permission == RECEIVING, m.scope == ScopeKind.ESTABLISHMENT)
        .where(m.establishment_id.in_(establishment_ids), m.starts_at <= now, User.is_active)
        .where(or_(m.ends_at.is_(None), m.ends_at > now))
        .order_by(m.id)
    ):
        if place is not None:
            found.setdefault(place, []).append(user)
    return found


def list_guidance(access: Access, establishment_id: int | None, *, is_open: bool | None) -> Select[Guidance]:
    statement = select(Guidance).where(within(access, Guidance.establishment_id, *SEEING))
    if establishment_id is not None:
        statement = statement.where(Guidance.establishment_id == establishment_id)
    if is_open is not None:
        statement = statement.where(Guidance.received_at.is_(None) if is_open else Guidance.received_at.is_not(None))
    return statement.order_by(Guidance.created_at.desc(), Guidance.id.desc())


def confirm_receipt(access: Access, guidance_id: int) -> Guidance:
    row: Guidance | None = db.session.scalar(
        select(Guidance).where(Guidance.id == guidance_id, within(access, Guidance.establishment_id, *SEEING))
    )
    if row is None:
        raise NotFoundError
    place = db.session.get_one(Establishment, row.establishment_id)
    if not can_in(access, RECEIVING, place):
        raise ForbiddenError("forbidden")
    if row.received_at is not None:
        raise DomainError("already_received")
    row.received_at, row.received_by_id = clock.now(), access.user.id
    record("guidance.received", "guidance", row.id, establishment_id=place.id)
    announce("guidance", row.id, [*rooms_of(place), f"user:{row.author_id}"])
    return row


def present(rows: Sequence[Guidance]) -> list[dict[str, Any]]:
    """With the names of author, receiver and establishment: two queries, however many rows."""
    people = {row.author_id for row in rows} | {row.received_by_id for row in rows if row.received_by_id}
    names = {user.id: user.name for user in db.session.scalars(select(User).where(User.id.in_(people)))}
    places = {row.establishment_id for row in rows}
    titles = {
        place.id: place.name for place in db.session.scalars(select(Establishment).where(Establishment.id.in_(places)))
    }
    return [
        {
            "id": row.id,
            "establishment": {"id": row.establishment_id, "name": titles.get(row.establishment_id, "")},
            "author": {"id": row.author_id, "name": names.get(row.author_id, "")},
            "text": row.text,
            "created_at": row.created_at,
            "received_at": row.received_at,
            "received_by": {"id": row.received_by_id, "name": names.get(row.received_by_id, "")}
            if row.received_by_id
            else None,
        }
        for row in rows
    ]
