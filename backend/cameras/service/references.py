"""The still that shows how a camera should look: taken by hand, looked at again every week, old ones kept."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select

from backend.accounts.access import Access
from backend.audit.service import record
from backend.cameras.models import Camera, ReferenceStill
from backend.cameras.policy.likeness import MUCH, difference
from backend.cameras.service.lookup import get_camera, tell
from backend.catalog.cameras import CameraState, PictureState, ReferenceState
from backend.catalog.roles import Permission
from backend.core import clock
from backend.core.errors import DomainError, NotFoundError
from backend.evidence.models import StoredFile
from backend.evidence.pictures import Picture
from backend.evidence.service import read, store_picture
from backend.extensions import db

MANAGE = Permission.CAMERA_MANAGE
WEEK = timedelta(days=7)


def wanted(cameras: Collection[Camera]) -> list[int]:
    """Cameras that a box should send a reference still of: asked for by a person, or the week is over."""
    candidates = [camera for camera in cameras if not camera.is_reference_wanted and _is_healthy(camera)]
    weekly = _due_again([camera.id for camera in candidates])
    return sorted({camera.id for camera in cameras if camera.is_reference_wanted} | weekly)


def _is_healthy(camera: Camera) -> bool:
    """A covered or turned camera must not teach what is right; the first still is a person's to ask for."""
    is_well = camera.state is CameraState.ONLINE and camera.picture is PictureState.OK
    return is_well and camera.reference_file_id is not None


def _due_again(camera_ids: list[int]) -> set[int]:
    newest = select(ReferenceStill.camera_id, func.max(ReferenceStill.taken_at).label("at"))
    rows = db.session.execute(
        newest.where(ReferenceStill.camera_id.in_(camera_ids)).group_by(ReferenceStill.camera_id)
    ).all()
    fresh = {row.camera_id for row in rows if clock.now() - row.at < WEEK}
    return set(camera_ids) - fresh


def take(camera: Camera, picture: Picture, taken_at: datetime) -> bool:
    """Keep a still that the box sent as a reference; False when nobody had asked for one.

    One that a person wanted counts at once. One of the week counts when it looks like the one before; else a person
    decides, and until then the old one counts.
    """
    if camera.id not in wanted([camera]):
        return False
    current = db.session.get(StoredFile, camera.reference_file_id) if camera.reference_file_id else None
    differs = difference(read(current), picture.data) if current else None
    still = ReferenceStill(camera_id=camera.id, file_id=store_picture(picture).id, taken_at=taken_at)
    still.difference, still.state = differs, ReferenceState.PROPOSED
    db.session.add(still)
    _retire(camera, ReferenceState.PROPOSED)
    if camera.is_reference_wanted or differs is None or differs <= MUCH:
        _adopt(camera, still)
    camera.is_reference_wanted = False
    changes = {"state": still.state, "difference": differs}
    record("camera.reference_taken", "camera", camera.id, establishment_id=camera.establishment_id, changes=changes)
    return True


def _adopt(camera: Camera, still: ReferenceStill) -> None:
    _retire(camera, ReferenceState.CURRENT)
    still.state = ReferenceState.CURRENT
    camera.reference_file_id = still.file_id


def _retire(camera: Camera, state: ReferenceState) -> None:
    rows = select(ReferenceStill).where(ReferenceStill.camera_id == camera.id, ReferenceStill.state == state)
    with db.session.no_autoflush:  # the new one is no past one
        for row in db.session.scalars(rows):
            row.state = ReferenceState.PAST


def of_camera(access: Access, camera_id: int) -> Select[Any]:
    camera = get_camera(access, camera_id, MANAGE)
    newest_first = (ReferenceStill.taken_at.desc(), ReferenceStill.id.desc())
    return select(ReferenceStill).where(ReferenceStill.camera_id == camera.id).order_by(*newest_first)


def _get(access: Access, reference_id: int) -> tuple[ReferenceStill, Camera]:
    still = db.session.get(ReferenceStill, reference_id)
    if still is None:
        raise NotFoundError
    return still, get_camera(access, still.camera_id, MANAGE)


def picture_of(access: Access, reference_id: int) -> StoredFile:
    file = db.session.get(StoredFile, _get(access, reference_id)[0].file_id)
    assert file is not None
    return file


def decide(access: Access, reference_id: int, *, is_accepted: bool) -> ReferenceStill:
    """A person says whether the camera should look like this from now on. Raises DomainError when that is settled."""
    still, camera = _get(access, reference_id)
    if still.state is not ReferenceState.PROPOSED:
        raise DomainError("reference_decided")
    if is_accepted:
        _adopt(camera, still)
    else:
        still.state = ReferenceState.REFUSED
    still.decided_at, still.decided_by_id = clock.now(), access.user.id
    changes = {"state": still.state, "difference": still.difference}
    record("camera.reference_decided", "camera", camera.id, establishment_id=camera.establishment_id, changes=changes)
    tell(camera)
    return still
