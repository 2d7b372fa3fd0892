"""Finding cameras that a person may see, and showing them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, cast

from flask import current_app
from sqlalchemy import Select, select

from backend.accounts.access import Access
from backend.cameras.lookups import open_cases_of
from backend.cameras.models import Camera
from backend.cameras.policy.coverage import Seen, matrix
from backend.cameras.policy.urls import mask
from backend.catalog.cameras import CameraState
from backend.catalog.roles import Permission
from backend.core import clock
from backend.core.encryption import decrypt
from backend.core.errors import NotFoundError
from backend.core.realtime import announce
from backend.establishments.access import can_in, get_establishment, rooms_of, scoped
from backend.establishments.models import Area
from backend.extensions import db
from backend.settings import Settings

FRESH = timedelta(seconds=10)


def settings() -> Settings:
    return cast(Settings, current_app.extensions["settings"])


def visible(access: Access, establishment_id: int | None, *permissions: Permission) -> Select[Any]:
    statement = select(Camera).where(Camera.removed_at.is_(None))
    if establishment_id is not None:
        statement = statement.where(Camera.establishment_id == establishment_id)
    ordered = statement.order_by(Camera.establishment_id, Camera.area_id, Camera.id)
    return scoped(ordered, access, Camera.establishment_id, *(permissions or (Permission.CAMERA_VIEW,)))


def get_camera(access: Access, camera_id: int, *permissions: Permission) -> Camera:
    """The camera, or NotFoundError when it is missing, removed or outside the person's scope."""
    found: Camera | None = db.session.scalar(visible(access, None, *permissions).where(Camera.id == camera_id))
    if found is None:
        raise NotFoundError
    return found


def tell(camera: Camera) -> None:
    announce("camera", camera.id, rooms_of(camera.establishment))


def is_online(camera: Camera) -> bool:
    """A camera is online while its pictures are: packets that stopped coming do not count."""
    last = camera.last_frame_at
    return camera.state is CameraState.ONLINE and last is not None and clock.now() - last < FRESH


def present(access: Access, cameras: Sequence[Camera]) -> list[dict[str, Any]]:
    """As people see them; the address, masked, only for those who may change it."""
    cases = open_cases_of([camera.id for camera in cameras])
    return [_present(access, camera, cases.get(camera.id, [])) for camera in cameras]


_COLUMNS = (
    "id",
    "name",
    "establishment_id",
    "area",
    "state",
    "state_detail",
    "picture",
    "state_since",
    "last_frame_at",
    "width",
    "height",
    "codec",
    "fps",
    "gop_s",
    "bitrate",
    "transport",
    "is_ai_enabled",
    "acceptance",
    "accepted_at",
    "installed_by",
    "still_at",
)


def _present(access: Access, camera: Camera, open_case_ids: list[int]) -> dict[str, Any]:
    may_manage = can_in(access, Permission.CAMERA_MANAGE, camera.establishment)
    return {
        **{name: getattr(camera, name) for name in _COLUMNS},
        "establishment_name": camera.establishment.name,
        "is_online": is_online(camera),
        "url_masked": mask(decrypt(camera.main_url)) if may_manage else None,
        "has_sub_stream": camera.sub_url is not None,
        "has_reference": camera.reference_file_id is not None,
        "open_case_ids": open_case_ids,
    }


def coverage(access: Access, establishment_id: int) -> dict[str, Any]:
    row = get_establishment(access, establishment_id, Permission.ESTABLISHMENT_VIEW)
    statement = select(Camera).where(Camera.establishment_id == row.id, Camera.removed_at.is_(None))
    seen = [
        Seen(camera.area_id, is_online(camera), camera.is_ai_enabled, camera.acceptance)
        for camera in db.session.scalars(statement)
    ]
    areas = db.session.execute(select(Area.id, Area.kind).where(Area.establishment_id == row.id).order_by(Area.id))
    return matrix([(area.id, area.kind) for area in areas], seen)
