"""Waste bins marked on the picture, and the still that shows each of them covered."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from backend.accounts.access import Access
from backend.audit.service import record
from backend.cameras.models import Bin, Camera, Device
from backend.cameras.policy.zones import check_polygon
from backend.cameras.service.device import get_own, still_key
from backend.cameras.service.lookup import get_camera, tell
from backend.catalog.roles import Permission
from backend.core import clock, storage
from backend.core.errors import DomainError, InvalidError, NotFoundError
from backend.evidence.models import StoredFile
from backend.evidence.service import store_picture
from backend.extensions import db

MANAGE = Permission.CAMERA_MANAGE
MOST = 8
_FRESH = timedelta(seconds=30)  # an older still may show the lid as it was before somebody closed it


def of_camera(access: Access, camera_id: int) -> list[Bin]:
    return get_camera(access, camera_id).bins


def set_bins(access: Access, camera_id: int, wanted: list[dict[str, Any]]) -> list[Bin]:
    """Replace the bins; one with an id stays the same bin with its covered still.

    Raises InvalidError for an id of another camera and DomainError for too many.
    """
    camera = get_camera(access, camera_id, MANAGE)
    if len(wanted) > MOST:
        raise DomainError("too_many_bins")
    known = {row.id: row for row in camera.bins}
    kept: list[Bin] = []
    for values in wanted:
        check_polygon(values["polygon"])
        bin_id = values.get("id")
        if bin_id is not None and bin_id not in known:
            raise InvalidError(id=["There is no such bin here."])
        row = known.pop(bin_id) if bin_id is not None else Bin(camera_id=camera.id)
        row.name, row.polygon = values["name"], values["polygon"]
        kept.append(row)
    changes = {"bins": [len(camera.bins), len(kept)]}
    camera.bins = kept
    db.session.flush()
    record("camera.bins_changed", "camera", camera.id, establishment_id=camera.establishment_id, changes=changes)
    tell(camera)
    return kept


def get_bin(access: Access, bin_id: int, *permissions: Permission) -> tuple[Bin, Camera]:
    row = db.session.get(Bin, bin_id)
    if row is None:
        raise NotFoundError
    return row, get_camera(access, row.camera_id, *permissions)


def offer_still(access: Access, bin_id: int) -> Bin:
    """Keep the camera's newest picture, for a person to say whether the bin is covered on it.

    Raises DomainError when the camera has sent none lately.
    """
    row, camera = get_bin(access, bin_id, MANAGE)
    if camera.still_at is None or clock.now() - camera.still_at > _FRESH:
        raise DomainError("no_fresh_still")
    try:
        picture = storage.get(still_key(camera.id))
    except FileNotFoundError as error:
        raise DomainError("no_fresh_still") from error
    row.offered_file_id, row.offered_at = store_picture(picture).id, camera.still_at
    return row


def confirm_still(access: Access, bin_id: int) -> Bin:
    """The person has looked: on the offered still the bin is covered. Raises DomainError when there is none."""
    row, camera = get_bin(access, bin_id, MANAGE)
    if row.offered_file_id is None:
        raise DomainError("no_offered_still")
    row.covered_file_id, row.covered_at, row.covered_by_id = row.offered_file_id, row.offered_at, access.user.id
    row.offered_file_id = row.offered_at = None
    changes = {"bin": row.name, "covered_at": row.covered_at}
    record("camera.bin_covered", "camera", camera.id, establishment_id=camera.establishment_id, changes=changes)
    tell(camera)
    return row


def still_of(access: Access, bin_id: int, *, is_offered: bool) -> StoredFile:
    row, _ = get_bin(access, bin_id)
    return _file(row.offered_file_id if is_offered else row.covered_file_id)


def covered_still(device: Device, camera_id: int, bin_id: int) -> StoredFile:
    """For the box that judges the lid."""
    row = db.session.get(Bin, bin_id)
    if row is None or row.camera_id != get_own(device, camera_id).id:
        raise NotFoundError
    return _file(row.covered_file_id)


def _file(file_id: int | None) -> StoredFile:
    file = db.session.get(StoredFile, file_id) if file_id is not None else None
    if file is None:
        raise NotFoundError
    return file
