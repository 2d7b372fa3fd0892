"""What a person did badly or well, confirmed by a human; the person is told and may contest."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select

from backend.accounts.access import Access
from backend.accounts.models import Membership, User
from backend.audit.service import record
from backend.cases.service.notices import notify
from backend.catalog.roles import Permission, Role, ScopeKind
from backend.catalog.staff import ConductKind, ContestState
from backend.core import clock
from backend.core.errors import DomainError, ForbiddenError
from backend.core.realtime import announce
from backend.establishments.access import can_in, get_establishment, rooms_of
from backend.establishments.models import Establishment
from backend.extensions import db
from backend.staff.models import ConductEntry, Employment
from backend.staff.service.lookup import get_conduct, get_file

_NEEDS = {ConductKind.PRAISE: Permission.STAFF_MANAGE, ConductKind.VIOLATION: Permission.CASE_ATTRIBUTE}
_DECIDERS = (Role.SAFETY_HEAD, Role.PRINCIPAL)


def add_entry(access: Access, employment_id: int, kind: ConductKind, text: str) -> ConductEntry:
    """By a human who stands for it. Raises ForbiddenError; nobody writes into their own file."""
    employment = get_file(access, employment_id, Permission.STAFF_VIEW)
    establishment = db.session.get_one(Establishment, employment.establishment_id)
    if employment.user_id == access.user.id:
        raise ForbiddenError("own_file")
    # Whoever confirms violations may also say what was good.
    allowed = {_NEEDS[kind], Permission.CASE_ATTRIBUTE}
    if not any(can_in(access, permission, establishment) for permission in allowed):
        raise ForbiddenError("forbidden")
    return write_entry(establishment, employment.user, access.user, kind, text, None)


def note_attribution(establishment: Establishment, user: User, by: User, text: str, case_id: int) -> None:
    """A human put a case on somebody's record: it stands in the person's file (Q110)."""
    write_entry(establishment, user, by, ConductKind.VIOLATION, text, case_id)


def write_entry(
    establishment: Establishment, user: User, by: User, kind: ConductKind, text: str, case_id: int | None
) -> ConductEntry:
    """Into the file, and tell the person."""
    row = ConductEntry(
        establishment_id=establishment.id,
        user=user,
        kind=kind,
        case_id=case_id,
        text=text,
        recorded_by=by,
        recorded_at=clock.now(),
    )
    db.session.add(row)
    db.session.flush()
    changes = {"user_id": user.id, "kind": kind.value, "case_id": case_id}
    record("conduct.recorded", "conduct", row.id, establishment_id=establishment.id, changes=changes)
    is_praise = kind is ConductKind.PRAISE
    title = ("您受到表扬", "You were praised") if is_praise else ("您有一条违规记录", "A violation is on your record")
    then = ("", "") if is_praise else ("，如有异议请申诉", ". You may contest it")
    body = (f"{establishment.name}{then[0]}", f"{establishment.name}{then[1]}")
    notify([user], key=f"conduct-{row.id}", title=title, body=body, url="/my-file")
    _announce(row, establishment)
    return row


def contest(access: Access, conduct_id: int, text: str) -> ConductEntry:
    """By the person alone and once. Raises ForbiddenError or DomainError."""
    row = get_conduct(access, conduct_id)
    if row.user_id != access.user.id:
        raise ForbiddenError("not_yours")
    if row.kind is not ConductKind.VIOLATION or row.contest is not ContestState.NONE:
        raise DomainError("not_contestable")
    row.contest, row.contest_text, row.contested_at = ContestState.OPEN, text, clock.now()
    establishment = db.session.get_one(Establishment, row.establishment_id)
    changes = {"contest": [ContestState.NONE.value, ContestState.OPEN.value]}
    record("conduct.contested", "conduct", row.id, establishment_id=establishment.id, changes=changes)
    notify(
        _deciders(row),
        key=f"contest-{row.id}",
        title=("有一条违规记录被申诉", "A violation is contested"),
        body=(f"{establishment.name}，请复核后答复", f"{establishment.name}. Please review and answer"),
        url=f"/staff/conduct/{row.id}",
    )
    _announce(row, establishment)
    return row


def _deciders(row: ConductEntry) -> list[User]:
    now = clock.now()
    statement = (
        select(User)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.scope == ScopeKind.ESTABLISHMENT, Membership.establishment_id == row.establishment_id)
        .where(Membership.role.in_(_DECIDERS), Membership.starts_at <= now)
        .where(Membership.ends_at.is_(None) | (Membership.ends_at > now))
        .where(User.id.not_in({row.recorded_by_id, row.user_id}))
    )
    return list(db.session.scalars(statement).unique())


def may_decide(access: Access, row: ConductEntry, establishment: Establishment) -> bool:
    """Somebody else than the recorder and the person, and still open."""
    is_outsider = access.user.id not in (row.recorded_by_id, row.user_id)
    is_open = row.contest is ContestState.OPEN
    return is_open and is_outsider and can_in(access, Permission.CASE_ATTRIBUTE, establishment)


def decide(access: Access, conduct_id: int, *, is_upheld: bool, answer: str) -> ConductEntry:
    """The entry stands (upheld) or counts no longer (withdrawn); either way it stays readable. Raises DomainError."""
    row = get_conduct(access, conduct_id)
    establishment = db.session.get_one(Establishment, row.establishment_id)
    if access.user.id in (row.recorded_by_id, row.user_id):
        raise ForbiddenError("decided_by_another")
    if not can_in(access, Permission.CASE_ATTRIBUTE, establishment):
        raise ForbiddenError("forbidden")
    if row.contest is not ContestState.OPEN:
        raise DomainError("not_contested")
    row.contest = ContestState.UPHELD if is_upheld else ContestState.WITHDRAWN
    row.contest_answer, row.decided_by_id, row.decided_at = answer, access.user.id, clock.now()
    changes = {"contest": [ContestState.OPEN.value, row.contest.value]}
    record("conduct.decided", "conduct", row.id, establishment_id=establishment.id, changes=changes)
    title = ("申诉结果：记录维持", "Your contest: the entry stands")
    if not is_upheld:
        title = ("申诉结果：记录已撤销", "Your contest: the entry was withdrawn")
    body = (establishment.name, establishment.name)
    notify([row.user], key=f"contest-{row.id}-decided", title=title, body=body, url="/my-file")
    _announce(row, establishment)
    return row


def list_entries(access: Access, establishment_id: int, contest: ContestState | None) -> Select[Any]:
    """All of a kitchen, the newest first."""
    establishment = get_establishment(access, establishment_id, Permission.STAFF_VIEW)
    statement = select(ConductEntry).where(ConductEntry.establishment_id == establishment.id)
    if contest is not None:
        statement = statement.where(ConductEntry.contest == contest)
    return statement.order_by(ConductEntry.id.desc())


def entries_of(employment: Employment) -> list[ConductEntry]:
    """The newest first."""
    statement = (
        select(ConductEntry)
        .where(ConductEntry.establishment_id == employment.establishment_id)
        .where(ConductEntry.user_id == employment.user_id)
        .order_by(ConductEntry.id.desc())
    )
    return list(db.session.scalars(statement))


def _announce(row: ConductEntry, establishment: Establishment) -> None:
    announce("conduct", row.id, [*rooms_of(establishment), f"user:{row.user_id}"])
