"""What a school lets its groups see."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import Select, func, select

from backend.accounts.access import Access
from backend.audit.service import record
from backend.cameras.models import Camera
from backend.catalog.disclosure import GroupKind
from backend.catalog.roles import Permission
from backend.core import clock
from backend.core.errors import DomainError, InvalidError, NotFoundError
from backend.core.realtime import announce
from backend.establishments.access import get_establishment, rooms_of, scoped
from backend.extensions import db
from backend.parents.models import GroupMember, ViewingGroup
from backend.parents.policy.hours import check_hours
from backend.parents.service.members import end_members, let_in_until
from backend.parents.service.viewing import group_opening, today_at

MANAGE = Permission.PARENT_MANAGE
_MOST_GROUPS = 100
_LONGEST = timedelta(days=400)  # a school year; parents move on with their children


def visible(access: Access, establishment_id: int | None = None) -> Select[Any]:
    statement = select(ViewingGroup).order_by(
        ViewingGroup.ended_at.is_not(None), ViewingGroup.establishment_id, ViewingGroup.id
    )
    if establishment_id is not None:
        statement = statement.where(ViewingGroup.establishment_id == establishment_id)
    return scoped(statement, access, ViewingGroup.establishment_id, MANAGE)


def get_group(access: Access, group_id: int) -> ViewingGroup:
    found: ViewingGroup | None = db.session.scalar(visible(access).where(ViewingGroup.id == group_id))
    if found is None:
        raise NotFoundError
    return found


def create(access: Access, values: dict[str, Any]) -> ViewingGroup:
    place = get_establishment(access, values.pop("establishment_id"), MANAGE)
    count = db.session.scalar(
        select(func.count())
        .select_from(ViewingGroup)
        .where(ViewingGroup.establishment_id == place.id, ViewingGroup.ended_at.is_(None))
    )
    if (count or 0) >= _MOST_GROUPS:
        raise DomainError("too_many_groups")
    group = ViewingGroup(establishment=place, created_at=clock.now(), **values)
    _check(group)
    db.session.add(group)
    db.session.flush()
    record("viewing_group.created", "viewing_group", group.id, establishment_id=place.id, changes=_facts(group))
    _tell(group)
    return group


def change(access: Access, group_id: int, values: dict[str, Any]) -> ViewingGroup:
    """Counts at once: running views are asked about again within seconds. Raises DomainError for an ended group."""
    group = get_group(access, group_id)
    if group.ended_at is not None:
        raise DomainError("group_ended")
    before = _facts(group)
    for name, value in values.items():
        setattr(group, name, value)
    _check(group)
    after = _facts(group)
    changes = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    if "ends_on" in changes:
        for member in _present(group):
            let_in_until(member)
    if changes:
        place = group.establishment_id
        record("viewing_group.changed", "viewing_group", group.id, establishment_id=place, changes=changes)
        _tell(group)
    return group


def end(access: Access, group_id: int) -> ViewingGroup:
    """For good: every member loses this way in, and who has no other is signed out."""
    group = get_group(access, group_id)
    if group.ended_at is None:
        group.ended_at = clock.now()
        members = _present(group)
        changes = {"members": [len(members), 0]}
        place = group.establishment_id
        record("viewing_group.ended", "viewing_group", group.id, establishment_id=place, changes=changes)
        _tell(group)
        end_members(members)
    return group


def present(group: ViewingGroup) -> dict[str, Any]:
    """As the school sees it."""
    place, found = group.establishment, group_opening(group, group.establishment)
    is_over = group.ended_at is not None or (group.ends_on is not None and group.ends_on < today_at(place))
    return {
        **_facts(group),
        "id": group.id,
        "kind": group.kind,
        "ends_on": group.ends_on,
        "establishment_id": place.id,
        "establishment_name": place.name,
        "ended_at": group.ended_at,
        "is_over": is_over,
        "is_open_now": found.is_open and not is_over,
        "opens_at": None if is_over else found.opens_at,
        "member_count": _count(group),
    }


def _facts(group: ViewingGroup) -> dict[str, Any]:
    return {
        "kind": GroupKind(group.kind or GroupKind.PARENTS).value,
        "name": group.name,
        "camera_ids": list(group.camera_ids),
        "hours": list(group.hours),
        "is_school_days_only": bool(group.is_school_days_only),
        "is_blurred": group.is_blurred is not False,
        "allows_playback": bool(group.allows_playback),
        "ends_on": group.ends_on.isoformat() if group.ends_on else None,
    }


def _check(group: ViewingGroup) -> None:
    check_hours(group.hours)
    today = today_at(group.establishment)
    if group.ends_on is not None and not today <= group.ends_on <= today + _LONGEST:
        raise InvalidError(ends_on=["From today to at most a year ahead."])
    statement = select(Camera.id).where(
        Camera.id.in_(group.camera_ids),
        Camera.establishment_id == group.establishment.id,
        Camera.removed_at.is_(None),
    )
    unknown = set(group.camera_ids) - set(db.session.scalars(statement))
    if unknown:
        raise InvalidError(camera_ids=["There is no such camera here."])


def _present(group: ViewingGroup) -> list[GroupMember]:
    statement = select(GroupMember).where(GroupMember.group_id == group.id, GroupMember.ended_at.is_(None))
    return list(db.session.scalars(statement))


def _count(group: ViewingGroup) -> int:
    statement = select(func.count()).where(GroupMember.group_id == group.id, GroupMember.ended_at.is_(None))
    return db.session.scalar(statement) or 0


def _tell(group: ViewingGroup) -> None:
    people = select(GroupMember.user_id).where(GroupMember.group_id == group.id, GroupMember.ended_at.is_(None))
    rooms = [*rooms_of(group.establishment), *(f"user:{user_id}" for user_id in db.session.scalars(people))]
    announce("viewing", group.id, rooms)
