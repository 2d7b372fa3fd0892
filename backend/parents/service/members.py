"""Parents in groups: letting in one by one, by list and by invitation; leaving, suspending and ending."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, or_, select

from backend.accounts.access import Access
from backend.accounts.models import Membership, Session, User
from backend.accounts.passwords import NO_PASSWORD
from backend.accounts.policy import mask_phone, mobile_number
from backend.accounts.service import add_membership, end_membership, revoke
from backend.audit.service import record
from backend.catalog.disclosure import GroupKind
from backend.catalog.roles import Permission, Role
from backend.core import clock
from backend.core.errors import DomainError, InvalidError, NotFoundError
from backend.core.realtime import announce
from backend.establishments.access import within
from backend.extensions import db
from backend.parents.models import GroupMember, ViewingGroup
from backend.parents.policy.lists import ListedParent, ParentList

_MOST_MEMBERS = 2000


def of_group(group: ViewingGroup) -> Select[Any]:
    """Those who are in it, newest first; who has left comes after them."""
    return (
        select(GroupMember)
        .where(GroupMember.group_id == group.id)
        .order_by(GroupMember.ended_at.is_not(None), GroupMember.id.desc())
    )


def get_member(access: Access, member_id: int) -> GroupMember:
    found = db.session.scalar(
        select(GroupMember)
        .join(ViewingGroup, GroupMember.group_id == ViewingGroup.id)
        .where(GroupMember.id == member_id, within(access, ViewingGroup.establishment_id, Permission.PARENT_MANAGE))
    )
    if found is None:
        raise NotFoundError
    return found


def add(group: ViewingGroup, phone: str, name: str, remark: str, ends_on: date | None = None) -> GroupMember:
    """Raises InvalidError (phone_invalid) or DomainError (already_member, group_ended)."""
    user = _account(mobile_number(phone), name)
    return _admit(group, user, remark, ends_on)


def join_group(user: User, group_id: int) -> GroupMember:
    """By an invitation, which has been checked. Raises NotFoundError or DomainError."""
    group = db.session.get(ViewingGroup, group_id)
    if group is None:
        raise NotFoundError
    return _admit(group, user, "", None)


def add_list(group: ViewingGroup, listed: ParentList, *, is_trial: bool) -> dict[str, Any]:
    """All of a list or nothing. Says what each number would be; with a mistake anywhere nothing is written."""
    numbers = [parent.phone for parent in listed.parents]
    accounts = {user.phone: user.id for user in db.session.scalars(select(User).where(User.phone.in_(numbers)))}
    inside = set(
        db.session.scalars(
            select(GroupMember.user_id).where(GroupMember.group_id == group.id, GroupMember.ended_at.is_(None))
        )
    )
    new = [parent for parent in listed.parents if accounts.get(parent.phone) not in inside]
    is_written = not is_trial and not listed.errors
    if is_written:
        _add_all(group, new)
    return {
        "is_written": is_written,
        "added": len(new),
        "already_in": len(listed.parents) - len(new),
        "errors": [{"row": error.row, "code": error.code, "value": error.value} for error in listed.errors],
    }


def _add_all(group: ViewingGroup, parents: Sequence[ListedParent]) -> None:
    for parent in parents:
        add(group, parent.phone, parent.name, parent.remark)


def suspend(access: Access, member_id: int, *, is_suspended: bool) -> GroupMember:
    """For a while: the account stays, the pictures do not. Raises DomainError for somebody who has left."""
    member = get_member(access, member_id)
    if member.ended_at is not None:
        raise DomainError("member_ended")
    if (member.suspended_at is not None) != is_suspended:
        member.suspended_at = clock.now() if is_suspended else None
        _record("group_member.suspended" if is_suspended else "group_member.resumed", member)
        announce("viewing", member.group_id, [f"user:{member.user_id}"])
    return member


def end(access: Access, member_id: int) -> GroupMember:
    member = get_member(access, member_id)
    if member.ended_at is None:
        end_members([member])
    return member


def end_members(members: Sequence[GroupMember]) -> None:
    """Ends the role that came with each place; who is left without any role is signed out everywhere, at once."""
    if not members:
        return
    for member in members:
        member.ended_at = clock.now()
        membership = db.session.get(Membership, member.membership_id) if member.membership_id else None
        if membership is not None:
            end_membership(membership)
        _record("group_member.ended", member)
    db.session.flush()
    people = {member.user_id for member in members}
    announce("viewing", members[0].group_id, [f"user:{user_id}" for user_id in people])
    _sign_out(people - _with_a_role(people))


def _with_a_role(user_ids: Collection[int]) -> set[int]:
    now, m = clock.now(), Membership
    statement = select(m.user_id).where(m.user_id.in_(user_ids), or_(m.ends_at.is_(None), m.ends_at > now))
    return set(db.session.scalars(statement))


def _sign_out(user_ids: Collection[int]) -> None:
    statement = select(Session).where(
        Session.user_id.in_(user_ids), Session.revoked_at.is_(None), Session.expires_at > clock.now()
    )
    for session in db.session.scalars(statement):
        revoke(session)


def let_in_until(member: GroupMember) -> None:
    """The role ends with the last day of the group or of the stay, whichever is earlier."""
    membership = db.session.get(Membership, member.membership_id) if member.membership_id else None
    if membership is not None:
        membership.ends_at = _end_of(member.group, member.ends_on)


def present(member: GroupMember) -> dict[str, Any]:
    return {
        "id": member.id,
        "user_id": member.user_id,
        "name": member.user.name,
        "phone": mask_phone(member.user.phone),
        "remark": member.remark,
        "has_signed_in": member.user.password_hash != NO_PASSWORD,
        "started_at": member.started_at,
        "ends_on": member.ends_on,
        "suspended_at": member.suspended_at,
        "ended_at": member.ended_at,
    }


def _account(phone: str, name: str) -> User:
    """The account of a number; a new one has no password, its owner comes in by a code."""
    user = db.session.scalar(select(User).where(User.phone == phone))
    if user is None:
        user = User(phone=phone, name=name, password_hash=NO_PASSWORD, created_at=clock.now())
        db.session.add(user)
        db.session.flush()
        record("user.created", "user", user.id)
    return user


def _admit(group: ViewingGroup, user: User, remark: str, ends_on: date | None) -> GroupMember:
    """Everybody but customers, who need no list: the supplier's links say who they are."""
    if group.ended_at is not None or _is_past(group):
        raise DomainError("group_ended")
    if group.kind is GroupKind.CUSTOMERS:
        raise InvalidError("group_has_no_members")
    inside = select(GroupMember.user_id).where(GroupMember.group_id == group.id, GroupMember.ended_at.is_(None))
    people = set(db.session.scalars(inside))
    if user.id in people:
        raise DomainError("already_member")
    if len(people) >= _MOST_MEMBERS:
        raise DomainError("too_many_members")
    ends_at = _end_of(group, ends_on)
    membership = add_membership(user, Role.PARENT, establishment_id=group.establishment_id, ends_at=ends_at)
    member = GroupMember(
        group=group,
        user=user,
        membership_id=membership.id,
        remark=remark,
        started_at=clock.now(),
        ends_on=ends_on,
    )
    db.session.add(member)
    db.session.flush()
    _record("group_member.added", member)
    return member


def _end_of(group: ViewingGroup, ends_on: date | None) -> datetime | None:
    """The instant at which the last day is over at the school."""
    days = [day for day in (group.ends_on, ends_on) if day is not None]
    if not days:
        return None
    zone = ZoneInfo(group.establishment.timezone)
    return datetime.combine(min(days) + timedelta(days=1), time(), zone).astimezone(UTC)


def _is_past(group: ViewingGroup) -> bool:
    end = _end_of(group, None)
    return end is not None and end <= clock.now()


def _record(action: str, member: GroupMember) -> None:
    place = member.group.establishment_id
    record(action, "group_member", member.id, establishment_id=place, changes={"group_id": member.group_id})
