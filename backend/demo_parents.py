"""Demo groups: parents who may watch at any hour, and a committee that has spoken. Repeating it adds nothing."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from backend.accounts.models import Membership, User
from backend.cameras.models import Camera
from backend.catalog.disclosure import GroupKind
from backend.catalog.roles import Role
from backend.core import clock
from backend.establishments.models import Establishment
from backend.extensions import db
from backend.parents.models import GroupMember, Opinion, ViewingGroup
from backend.parents.service import join_group
from backend.parents.service.viewing import today_at

_TERM = timedelta(days=120)
# The whole day every day, so that the demo shows the same at any hour.
_ALWAYS = [{"weekday": day, "from": "00:00", "to": "24:00"} for day in range(7)]


def build(school: Establishment, parent: User, principal: User, guest: User) -> None:
    if db.session.scalar(select(ViewingGroup.id).where(ViewingGroup.establishment_id == school.id).limit(1)):
        return
    cameras = list(db.session.scalars(select(Camera.id).where(Camera.establishment_id == school.id)))
    parents = _group(school, GroupKind.PARENTS, "三年级家长代表", cameras)
    committee = _group(school, GroupKind.MEAL_COMMITTEE, "膳食委员会", cameras)
    _take_in(parents, parent)
    join_group(parent, committee.id)  # with a role of its own: leaving one group leaves the other
    now = clock.now()
    db.session.add(
        Opinion(
            group=committee,
            establishment_id=school.id,
            author=parent,
            title="汤偏咸",
            text="上周三、周四的汤偏咸，建议少放盐，并公示每天的用盐量。",
            created_at=now - timedelta(days=3),
            answer="已要求厨师长按标准减盐，用盐量从本周起公示在食堂门口。",
            answered_by=principal,
            answered_at=now - timedelta(days=2),
        )
    )
    guest_roles = select(Membership).where(Membership.user_id == guest.id, Membership.role == Role.GUEST)
    for membership in db.session.scalars(guest_roles):
        membership.ends_at = membership.ends_at or now + _TERM


def _group(school: Establishment, kind: GroupKind, name: str, cameras: list[int]) -> ViewingGroup:
    group = ViewingGroup(
        establishment=school,
        kind=kind,
        name=name,
        camera_ids=cameras,
        hours=_ALWAYS,
        ends_on=today_at(school) + _TERM,
        created_at=clock.now(),
    )
    db.session.add(group)
    db.session.flush()
    return group


def _take_in(group: ViewingGroup, person: User) -> None:
    """With the role that the demo account has from the start."""
    role = select(Membership.id).where(
        Membership.user_id == person.id,
        Membership.role == Role.PARENT,
        Membership.establishment_id == group.establishment_id,
    )
    membership_id = db.session.scalar(role.limit(1))
    db.session.add(GroupMember(group=group, user=person, membership_id=membership_id, started_at=clock.now()))
    db.session.flush()
