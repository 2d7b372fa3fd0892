"""Who may watch which camera now (seed 001 art. 3 and 10): staff and officers, parents by group, guests, customers.

Implements `backend.cameras.viewing.ViewingRules`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, or_, select

from backend.accounts.access import Access
from backend.accounts.models import Membership
from backend.cameras.models import Camera
from backend.cameras.viewing import CLEAR, HIDDEN, Viewing
from backend.catalog.disclosure import GroupKind
from backend.catalog.roles import Permission, Role, ScopeKind
from backend.core import clock
from backend.establishments.access import can_in
from backend.establishments.models import Establishment, SupplyLink
from backend.extensions import db
from backend.jurisdictions.models import Jurisdiction
from backend.parents.models import GroupMember, ViewingGroup
from backend.parents.policy.hours import Opening, opening
from backend.parents.policy.viewing import of_opening, union
from backend.parents.service.school_days import school_days_of


@dataclass(frozen=True)
class PublicOpening:
    """What an establishment lets anybody watch: cameras and hours."""

    camera_ids: Sequence[int]
    hours: Sequence[dict[str, Any]]


PublicOpenings = Callable[[Collection[int]], dict[int, PublicOpening]]
"""Establishment ids to what each has opened to the public."""


class Rules:
    def __init__(self, public_openings: PublicOpenings) -> None:
        self._public_openings = public_openings

    def of_person(self, access: Access, camera: Camera) -> Viewing:
        place = camera.establishment
        if can_in(access, Permission.CAMERA_LIVE, place):
            return CLEAR
        answers = [*_of_groups(access, camera), *_of_guest(access, place), *_of_customer(access, camera)]
        return union(answers)

    def of_public(self, camera: Camera) -> Viewing:
        """Always blurred, for recordings never."""
        place = camera.establishment
        opened = self._public_openings([place.id]).get(place.id)
        if opened is None or camera.id not in opened.camera_ids or camera.removed_at is not None:
            return HIDDEN
        return of_opening(opening(opened.hours, clock.now(), place.timezone), is_blurred=True)

    def wants_blurred_stills(self, cameras: Sequence[Camera]) -> set[int]:
        """Those that somebody may watch at this hour; outside the hours nothing is computed."""
        places = {camera.establishment_id: camera.establishment for camera in cameras}
        wanted: set[int] = set()
        for group in db.session.scalars(_running_groups(places)):
            if group_opening(group, places[group.establishment_id]).is_open:
                wanted.update(group.camera_ids)
        for place_id, opened in self._public_openings(list(places)).items():
            if opening(opened.hours, clock.now(), places[place_id].timezone).is_open:
                wanted.update(opened.camera_ids)
        return wanted & {camera.id for camera in cameras}


def today_at(place: Establishment) -> date:
    return clock.now().astimezone(ZoneInfo(place.timezone)).date()


def group_opening(group: ViewingGroup, place: Establishment, last_day: date | None = None) -> Opening:
    """Whether the group may look now. `last_day`: the member's own end, where that is earlier."""
    days = school_days_of(place) if group.is_school_days_only else None
    ends = [day for day in (group.ends_on, last_day) if day is not None]
    return opening(group.hours, clock.now(), place.timezone, days, min(ends, default=None))


def _running_groups(establishment_ids: Collection[int]) -> Select[ViewingGroup]:
    """Not ended by hand; the last day is looked at with the hours."""
    return select(ViewingGroup).where(
        ViewingGroup.establishment_id.in_(establishment_ids), ViewingGroup.ended_at.is_(None)
    )


def memberships_of(user_id: int) -> Select[GroupMember]:
    """The groups a person is in now; a group or a stay past its last day is left out by its hours."""
    return (
        select(GroupMember)
        .join(ViewingGroup, GroupMember.group_id == ViewingGroup.id)
        .where(GroupMember.user_id == user_id, GroupMember.ended_at.is_(None), ViewingGroup.ended_at.is_(None))
        .order_by(GroupMember.id)
    )


def _of_groups(access: Access, camera: Camera) -> Iterator[Viewing]:
    place = camera.establishment
    # The group says what, the membership says whether: an account that has been ended sees nothing.
    if not access.can(Permission.CAMERA_BLURRED, place.id):
        return
    statement = memberships_of(access.user.id).where(
        ViewingGroup.establishment_id == place.id, GroupMember.suspended_at.is_(None)
    )
    for member in db.session.scalars(statement):
        group = member.group
        if camera.id in group.camera_ids:
            found = group_opening(group, place, member.ends_on)
            if found.is_open or found.opens_at:
                yield of_opening(found, is_blurred=group.is_blurred, allows_playback=group.allows_playback)
            elif not _is_over(group, member, place):
                yield of_opening(found, is_blurred=group.is_blurred)


def _is_over(group: ViewingGroup, member: GroupMember, place: Establishment) -> bool:
    today = today_at(place)
    return any(day is not None and day < today for day in (group.ends_on, member.ends_on))


def _of_guest(access: Access, place: Establishment) -> Iterator[Viewing]:
    """A guest looks for as long as the invitation lasts, always blurred; one without an end looks at nothing."""
    if Role.GUEST not in access.roles:
        return
    now, m = clock.now(), Membership
    statement = (
        select(m.ends_at, m.scope, m.establishment_id, Jurisdiction.path)
        .outerjoin(Jurisdiction, m.jurisdiction_id == Jurisdiction.id)
        .where(m.user_id == access.user.id, m.role == Role.GUEST, m.starts_at <= now, m.ends_at > now)
    )
    for row in db.session.execute(statement):
        is_here = row.scope is ScopeKind.ESTABLISHMENT and row.establishment_id == place.id
        if is_here or (row.path and place.jurisdiction.path.startswith(row.path)):
            yield Viewing(True, is_blurred=True, until=row.ends_at)


def _of_customer(access: Access, camera: Camera) -> Iterator[Viewing]:
    """Who watches the kitchen of a school may watch what its supplier has opened to the schools it feeds."""
    if not access.having(Permission.CAMERA_LIVE):
        return
    place = camera.establishment
    today = today_at(place)
    links = select(SupplyLink).where(
        SupplyLink.supplier_id == place.id,
        SupplyLink.starts_on <= today,
        or_(SupplyLink.ends_on.is_(None), SupplyLink.ends_on >= today),
    )
    if not any(can_in(access, Permission.CAMERA_LIVE, link.customer) for link in db.session.scalars(links)):
        return
    for group in db.session.scalars(_running_groups([place.id]).where(ViewingGroup.kind == GroupKind.CUSTOMERS)):
        if camera.id in group.camera_ids:
            found = group_opening(group, place)
            yield of_opening(found, is_blurred=group.is_blurred, allows_playback=group.allows_playback)
