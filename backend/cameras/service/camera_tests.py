"""Trying an address from the camera form. The box that would serve the camera does the trying."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from backend.accounts.access import Access
from backend.audit.service import record
from backend.cameras.models import CameraTest, Device
from backend.cameras.policy.urls import check_url
from backend.cameras.service.cameras import choose_device
from backend.cameras.service.lookup import get_camera, settings
from backend.catalog.roles import Permission
from backend.core import clock, throttle
from backend.core.encryption import decrypt, encrypt
from backend.core.errors import InvalidError, NotFoundError
from backend.establishments.access import get_establishment, scoped
from backend.evidence.models import StoredFile
from backend.evidence.pictures import Picture
from backend.evidence.service import store_picture
from backend.extensions import db

PATIENCE = timedelta(seconds=60)
NO_ANSWER = "device_silent"
# A form that tries addresses could be used to look around in a network.
TRIES, TRIES_WINDOW = 60, timedelta(minutes=10)
MANAGE = Permission.CAMERA_MANAGE


def request_test(access: Access, values: dict[str, Any]) -> CameraTest:
    place = get_establishment(access, values["establishment_id"], MANAGE)
    throttle.hit(f"camera-test:{access.user.id}", limit=TRIES, window=TRIES_WINDOW)
    test = CameraTest(
        establishment_id=place.id,
        device_id=choose_device(place.id, None).id,
        requested_by_id=access.user.id,
        requested_at=clock.now(),
        main_url=encrypt(_address(access, place.id, values)),
        transport=values["transport"],
        result={},
    )
    db.session.add(test)
    db.session.flush()
    record("camera.tested", "camera_test", test.id, establishment_id=place.id)
    return test


def _address(access: Access, establishment_id: int, values: dict[str, Any]) -> str:
    url = values.get("main_url")
    if url is None:
        camera = get_camera(access, values["camera_id"], MANAGE) if "camera_id" in values else None
        if camera is None or camera.establishment_id != establishment_id:
            raise InvalidError(main_url=["Missing data for required field."])
        return decrypt(camera.main_url)
    check_url(str(url), settings().camera_networks, allow_loopback=settings().allow_loopback_cameras)
    return str(url)


def get_test(access: Access, test_id: int) -> CameraTest:
    statement = scoped(select(CameraTest).where(CameraTest.id == test_id), access, CameraTest.establishment_id, MANAGE)
    found: CameraTest | None = db.session.scalar(statement)
    if found is None:
        raise NotFoundError
    return found


def present(test: CameraTest) -> dict[str, Any]:
    """A box that does not answer for a minute is an outcome too."""
    is_late = test.done_at is None and clock.now() - test.requested_at > PATIENCE
    names = ("detail", "width", "height", "codec", "fps", "gop_s", "has_b_frames", "bitrate", "checks")
    empty = {"detail": "", "has_b_frames": False, "checks": []}
    return {
        "id": test.id,
        "state": "done" if test.done_at or is_late else "pending",
        "requested_at": test.requested_at,
        "outcome": NO_ANSWER if is_late else test.outcome,
        "has_picture": test.picture_file_id is not None,
        **{name: test.result.get(name, empty.get(name)) for name in names},
    }


def picture_of(access: Access, test_id: int) -> StoredFile:
    test = get_test(access, test_id)
    file = db.session.get(StoredFile, test.picture_file_id) if test.picture_file_id else None
    if file is None:
        raise NotFoundError
    return file


def finish(device: Device, test_id: int, result: dict[str, Any], picture: Picture | None) -> None:
    """Take a box's answer. The address is emptied: what was only tried leaves no password behind."""
    test = db.session.get(CameraTest, test_id)
    if test is None or test.device_id != device.id:
        raise NotFoundError
    if test.done_at is not None:
        return
    test.done_at, test.outcome = clock.now(), result["outcome"]
    test.result, test.main_url = result, encrypt("")
    if picture is not None:
        test.picture_file_id = store_picture(picture).id


def waiting_for(device: Device) -> list[CameraTest]:
    statement = (
        select(CameraTest)
        .where(CameraTest.device_id == device.id, CameraTest.done_at.is_(None))
        .where(CameraTest.requested_at > clock.now() - PATIENCE)
        .order_by(CameraTest.id)
    )
    return list(db.session.scalars(statement))
