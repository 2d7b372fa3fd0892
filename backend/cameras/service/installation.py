"""What the installer tells about a camera, and what it can judge with that."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from backend.accounts.access import Access
from backend.audit.service import record
from backend.cameras.models import Camera, Rule
from backend.cameras.policy.floors import check_floor
from backend.cameras.policy.reach import Optics, reach_of
from backend.cameras.policy.rules import Watch, watches
from backend.cameras.service.lookup import get_camera, tell
from backend.cameras.service.standing import doubted, spot_of
from backend.catalog.cameras import Lack
from backend.catalog.roles import Permission
from backend.catalog.violations import ViolationType
from backend.catalog.vision_limits import ASSUMED_MOUNT_CM, ASSUMED_VIEW_DEGREES
from backend.extensions import db

MANAGE = Permission.CAMERA_MANAGE
_ASSUMED_WIDTH = 1920


def of_camera(access: Access, camera_id: int) -> dict[str, Any]:
    return present(get_camera(access, camera_id))


def present(camera: Camera) -> dict[str, Any]:
    optics = Optics(
        camera.width or _ASSUMED_WIDTH,
        camera.view_degrees or ASSUMED_VIEW_DEGREES,
        camera.mount_cm or ASSUMED_MOUNT_CM,
    )
    return {
        "width": camera.width,
        "height": camera.height,
        "view_degrees": camera.view_degrees,
        "mount_cm": camera.mount_cm,
        "floor": camera.floor,
        "assumed": {
            "width": optics.width_px,
            "view_degrees": optics.view_degrees,
            "mount_cm": optics.mount_cm,
        },
        "kinds": [_kind(watch, camera, optics) for watch in _watches(camera)],
    }


def _watches(camera: Camera) -> list[Watch]:
    rows = list(db.session.scalars(select(Rule).where(Rule.establishment_id == camera.establishment_id)))
    return watches(rows, spot_of(camera, doubted([camera.id]).get(camera.id, set())))


def _kind(watch: Watch, camera: Camera, optics: Optics) -> dict[str, Any]:
    reach = reach_of(watch.type, optics)
    return {
        "type": watch.type,
        "source": watch.source,
        "quiet": watch.quiet,
        "standing": watch.parameters["standing"],
        "part": reach.part if reach else None,
        "min_px": reach.min_px if reach else None,
        "metres": reach.metres if reach else None,
        "lack": _lack(watch.type, camera),
    }


def _lack(type: ViolationType, camera: Camera) -> Lack | None:
    """What somebody must still enter before this kind can be judged at all."""
    if type is ViolationType.BIN:
        if not camera.bins:
            return Lack.BINS
        return None if all(row.covered_file_id for row in camera.bins) else Lack.COVERED
    if type is ViolationType.PEST and camera.floor is None:
        return Lack.FLOOR
    if type is ViolationType.CLOTHES and not camera.establishment.uniform_colours:
        return Lack.COLOURS
    if type is ViolationType.CAM_MOVE and camera.reference_file_id is None:
        return Lack.REFERENCE
    return None


def change(access: Access, camera_id: int, values: dict[str, Any]) -> dict[str, Any]:
    """Lens, height and floor; null forgets one. Raises InvalidError for a floor that is none."""
    camera = get_camera(access, camera_id, MANAGE)
    if values.get("floor"):
        check_floor(values["floor"]["points"])
    differences = {
        name: [getattr(camera, name), value] for name, value in values.items() if getattr(camera, name) != value
    }
    for name, value in values.items():
        setattr(camera, name, value)
    if differences:
        place = camera.establishment_id
        record("camera.installation_changed", "camera", camera.id, establishment_id=place, changes=differences)
        tell(camera)
    return present(camera)
