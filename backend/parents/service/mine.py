"""What a parent, a guest or a supplier's customer has before them: own groups and the cameras to watch."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select

from backend.accounts.access import Access
from backend.cameras.lookups import viewing_rules
from backend.cameras.models import Camera
from backend.cameras.service.device import blurred_still
from backend.cameras.service.live import checked
from backend.cameras.service.lookup import is_online
from backend.catalog.disclosure import GroupKind
from backend.catalog.roles import Permission, Role
from backend.core.errors import NotFoundError
from backend.establishments.access import within
from backend.establishments.models import SupplyLink
from backend.extensions import db
from backend.parents.models import GroupMember, ViewingGroup
from backend.parents.service.viewing import group_opening, memberships_of, today_at


def groups(access: Access) -> Select[GroupMember]:
    return memberships_of(access.user.id)


def present_group(member: GroupMember) -> dict[str, Any]:
    group, place = member.group, member.group.establishment
    found = group_opening(group, place, member.ends_on)
    ends = [day for day in (group.ends_on, member.ends_on) if day is not None]
    return {
        "id": group.id,
        "kind": group.kind,
        "name": group.name,
        "establishment_id": place.id,
        "establishment_name": place.name,
        "public_code": place.public_code,
        "hours": group.hours,
        "is_school_days_only": group.is_school_days_only,
        "is_blurred": group.is_blurred,
        "allows_playback": group.allows_playback,
        "camera_count": len(group.camera_ids),
        "ends_on": min(ends, default=None),
        "is_over": bool(ends) and min(ends) < today_at(place),
        "is_suspended": member.suspended_at is not None,
        "is_open_now": found.is_open and member.suspended_at is None,
        "opens_at": found.opens_at,
    }


def cameras(access: Access) -> Select[Any]:
    """Those that somebody has opened to this person, now or at other hours; own kitchens are under the cameras."""
    opened = [camera_id for member in db.session.scalars(groups(access)) for camera_id in member.group.camera_ids]
    conditions: list[ColumnElement[bool]] = [Camera.id.in_([*opened, *_of_suppliers(access)])]
    guest = Access(access.user, tuple(grant for grant in access.grants if grant.role is Role.GUEST))
    if guest.grants:
        conditions.append(within(guest, Camera.establishment_id, Permission.CAMERA_BLURRED))
    return (
        select(Camera)
        .where(or_(*conditions), Camera.removed_at.is_(None))
        .order_by(Camera.establishment_id, Camera.area_id, Camera.id)
    )


def present_camera(access: Access, camera: Camera) -> dict[str, Any] | None:
    """None for one that may not even be known."""
    viewing = viewing_rules().of_person(access, camera)
    if not viewing.is_known:
        return None
    return {
        "id": camera.id,
        "name": camera.name,
        "area": camera.area,
        "establishment_id": camera.establishment_id,
        "establishment_name": camera.establishment.name,
        "is_online": is_online(camera),
        "last_frame_at": camera.last_frame_at,
        "is_allowed": viewing.is_allowed,
        "is_blurred": viewing.is_blurred,
        "allows_playback": viewing.allows_playback,
        "reason_code": viewing.reason_code,
        "until": viewing.until,
        "opens_at": viewing.opens_at,
        "still_at": camera.blurred_still_at if viewing.is_allowed else None,
    }


def still(access: Access, camera_id: int) -> tuple[Camera, bytes]:
    """The newest blurred still, in the hours in which the picture itself may be watched."""
    camera = db.session.get(Camera, camera_id)
    if camera is None or camera.removed_at is not None:
        raise NotFoundError
    checked(viewing_rules().of_person(access, camera))
    return camera, blurred_still(camera)


def _of_suppliers(access: Access) -> list[int]:
    if not access.having(Permission.CAMERA_LIVE):
        return []
    customers = within(access, SupplyLink.customer_id, Permission.CAMERA_LIVE)
    suppliers = select(SupplyLink.supplier_id).where(customers)
    statement = select(ViewingGroup).where(
        ViewingGroup.kind == GroupKind.CUSTOMERS,
        ViewingGroup.ended_at.is_(None),
        ViewingGroup.establishment_id.in_(suppliers),
    )
    return [camera_id for group in db.session.scalars(statement) for camera_id in group.camera_ids]
