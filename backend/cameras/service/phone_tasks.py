"""When people fill in our own tasks with the phone: a phone in the hand is then no case (Q140)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select

from backend.accounts.access import Access
from backend.accounts.models import User
from backend.cameras.models import Camera, PhoneTask
from backend.catalog.roles import Permission
from backend.core import clock
from backend.core.errors import InvalidError
from backend.establishments.access import get_establishment
from backend.establishments.models import Area, Responsibility
from backend.extensions import db

# Domain reference 2.5: the five minutes in which somebody fills in a task.
SPAN = timedelta(minutes=5)
_KEPT = timedelta(days=1)


def begin(access: Access, establishment_id: int, area_id: int | None, *permissions: Permission) -> None:
    """The person has opened a form or the camera of a task. Raises InvalidError for an area of another kitchen."""
    place = get_establishment(access, establishment_id, *permissions)
    if area_id is not None:
        area = db.session.get(Area, area_id)
        if area is None or area.establishment_id != place.id:
            raise InvalidError(area_id=["There is no such area here."])
    now = clock.now()
    _note(access.user, place.id, area_id, now, now + SPAN)


def submitted(user: User, establishment_id: int, area_id: int | None = None) -> None:
    """The person has handed in a task: the minutes before it went into filling it in."""
    now = clock.now()
    _note(user, establishment_id, area_id, now - SPAN, now + timedelta(seconds=30))


def _note(user: User, establishment_id: int, area_id: int | None, since: datetime, until: datetime) -> None:
    """Where the person is posted; somebody without a place of work may be in any area."""
    db.session.execute(delete(PhoneTask).where(PhoneTask.until_at < clock.now() - _KEPT))
    for area in _areas_of(user, establishment_id) if area_id is None else [area_id]:
        db.session.add(
            PhoneTask(establishment_id=establishment_id, area_id=area, user_id=user.id, since_at=since, until_at=until)
        )


def _areas_of(user: User, establishment_id: int) -> list[int | None]:
    mine = Responsibility.user_id == user.id, Responsibility.establishment_id == establishment_id
    areas = set(db.session.scalars(select(Responsibility.area_id).where(*mine)))
    return [None] if None in areas or not areas else list(areas)


def windows(cameras: Collection[Camera]) -> dict[int, list[list[str]]]:
    """By camera: [since, until] of each window of its area that is not long over, as ISO instants."""
    places = {camera.establishment_id for camera in cameras}
    since = clock.now() - SPAN
    found = select(PhoneTask).where(PhoneTask.establishment_id.in_(places), PhoneTask.until_at > since)
    rows = list(db.session.scalars(found.order_by(PhoneTask.since_at, PhoneTask.id)))
    return {camera.id: [_span(row) for row in rows if _concerns(row, camera)] for camera in cameras}


def _span(row: PhoneTask) -> list[str]:
    return [at.isoformat().replace("+00:00", "Z") for at in (row.since_at, row.until_at)]


def _concerns(row: PhoneTask, camera: Camera) -> bool:
    return row.establishment_id == camera.establishment_id and row.area_id in (None, camera.area_id)


def is_busy(camera: Camera, since: datetime, until: datetime) -> bool:
    """Whether somebody of the camera's area was filling in a task at that time."""
    statement = select(PhoneTask.id).where(
        PhoneTask.establishment_id == camera.establishment_id,
        or_(PhoneTask.area_id.is_(None), PhoneTask.area_id == camera.area_id),
        PhoneTask.since_at <= until,
        PhoneTask.until_at >= since,
    )
    return db.session.scalar(statement.limit(1)) is not None
