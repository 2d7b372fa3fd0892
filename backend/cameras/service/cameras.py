"""Adding, changing, accepting and removing cameras."""

from __future__ import annotations

from typing import Any

from sqlalchemy import or_, select

from backend.accounts.access import Access
from backend.audit.service import record
from backend.cameras.models import Camera, Device, Rule, Zone
from backend.cameras.policy.acceptance import Check, Measured, check_form, check_parameters
from backend.cameras.policy.urls import check_url, is_masked, mask
from backend.cameras.policy.zones import check_polygon
from backend.cameras.service.lookup import get_camera, settings, tell
from backend.catalog.cameras import Acceptance, CameraState, PictureState
from backend.catalog.roles import Permission
from backend.core import clock
from backend.core.encryption import decrypt, encrypt
from backend.core.errors import DomainError, InvalidError
from backend.establishments.access import get_establishment
from backend.establishments.models import Area
from backend.extensions import db

MANAGE = Permission.CAMERA_MANAGE


def add(access: Access, values: dict[str, Any]) -> Camera:
    """Raises InvalidError: an area of another kitchen, a refused address, no box that could serve the camera."""
    place = get_establishment(access, values["establishment_id"], MANAGE)
    _check_area(values["area_id"], place.id)
    for field in ("main_url", "sub_url"):
        if values[field] is not None:
            _check_address(values[field], field)
    camera = Camera(
        establishment_id=place.id,
        area_id=values["area_id"],
        device_id=choose_device(place.id, values["device_id"]).id,
        name=values["name"],
        main_url=encrypt(values["main_url"]),
        sub_url=encrypt(values["sub_url"]) if values["sub_url"] else None,
        transport=values["transport"],
        is_ai_enabled=values["is_ai_enabled"],
        created_at=clock.now(),
    )
    db.session.add(camera)
    db.session.flush()
    facts = {name: values[name] for name in ("name", "area_id", "transport", "is_ai_enabled")}
    record("camera.added", "camera", camera.id, establishment_id=place.id, changes=facts)
    tell(camera)
    return camera


def _check_area(area_id: int, establishment_id: int) -> None:
    area = db.session.get(Area, area_id)
    if area is None or area.establishment_id != establishment_id:
        raise InvalidError(area_id=["There is no such area here."])


def _check_address(url: str, field: str) -> None:
    if is_masked(url):
        raise InvalidError("masked_address", **{field: ["Enter the whole address with its password."]})
    check_url(url, settings().camera_networks, allow_loopback=settings().allow_loopback_cameras, field=field)


def choose_device(establishment_id: int, wanted: int | None) -> Device:
    """The box that will serve a camera: the one asked for, else the kitchen's own, else one for all."""
    usable = (
        select(Device)
        .where(Device.revoked_at.is_(None))
        .where(or_(Device.establishment_id == establishment_id, Device.establishment_id.is_(None)))
        .order_by(Device.establishment_id.is_(None), Device.id)
    )
    if wanted is not None:
        usable = usable.where(Device.id == wanted)
    device = db.session.scalar(usable.limit(1))
    if device is None:
        raise InvalidError("no_device", device_id=["There is no such box for this kitchen."])
    return device


def change(access: Access, camera_id: int, values: dict[str, Any]) -> Camera:
    """An address that comes back masked is left as it is; a new one must be accepted anew."""
    camera = get_camera(access, camera_id, MANAGE)
    if "area_id" in values:
        _check_area(values["area_id"], camera.establishment_id)
    if "device_id" in values:
        choose_device(camera.establishment_id, values["device_id"])
    differences = _apply(camera, values)
    if not differences:
        return camera
    if not differences.keys().isdisjoint(("main_url", "transport", "device_id")):
        _start_anew(camera)
    record("camera.changed", "camera", camera.id, establishment_id=camera.establishment_id, changes=differences)
    tell(camera)
    db.session.flush()
    db.session.refresh(camera, ["area"])
    return camera


def _apply(camera: Camera, values: dict[str, Any]) -> dict[str, Any]:
    """Set what differs; returns it as [old, new], addresses left out of it."""
    differences: dict[str, Any] = {}
    for name, value in values.items():
        if name in ("main_url", "sub_url"):
            if _set_address(camera, name, value):
                differences[name] = ["(secret)", "(secret)"]
        elif getattr(camera, name) != value:
            differences[name] = [getattr(camera, name), value]
            setattr(camera, name, value)
    return differences


def _set_address(camera: Camera, field: str, url: str | None) -> bool:
    stored = getattr(camera, field)
    old = decrypt(stored) if stored else None
    if url == old or (url and old and url == mask(old)):
        return False
    if url is not None:
        _check_address(url, field)
    setattr(camera, field, encrypt(url) if url else None)
    return True


def _start_anew(camera: Camera) -> None:
    """What was measured and accepted belonged to the stream before."""
    camera.state, camera.picture, camera.state_detail = CameraState.UNKNOWN, PictureState.UNKNOWN, ""
    camera.state_since, camera.last_frame_at = clock.now(), None
    camera.codec = camera.width = camera.height = camera.fps = camera.gop_s = camera.bitrate = None
    camera.acceptance, camera.accepted_at, camera.accepted_by_id = Acceptance.PENDING, None, None


def remove(access: Access, camera_id: int) -> None:
    """The row stays for the cases that name it; the address and its password do not."""
    camera = get_camera(access, camera_id, MANAGE)
    camera.removed_at, camera.main_url, camera.sub_url = clock.now(), encrypt(""), None
    place = camera.establishment_id
    record("camera.removed", "camera", camera.id, establishment_id=place, changes={"name": [camera.name, None]})
    tell(camera)


def accept(access: Access, camera_id: int, values: dict[str, Any]) -> tuple[Camera, list[Check]]:
    """Accept the camera, or mark it to be replaced and say what fails. Raises InvalidError or DomainError."""
    camera = get_camera(access, camera_id, MANAGE)
    check_form(values["checked"])
    checks = check_parameters(
        Measured(camera.state, camera.codec, camera.width, camera.height, camera.fps, camera.gop_s)
    )
    before = camera.acceptance
    is_good = all(check.is_passed for check in checks)
    camera.acceptance = Acceptance.ACCEPTED if is_good else Acceptance.TO_REPLACE
    camera.accepted_at = clock.now() if is_good else None
    camera.accepted_by_id = access.user.id if is_good else None
    camera.installed_by, camera.acceptance_note = values["installed_by"], values["note"]
    facts = {
        "acceptance": [before, camera.acceptance],
        "checked": sorted(values["checked"]),
        "failed": [check.name for check in checks if not check.is_passed],
    }
    record("camera.judged", "camera", camera.id, establishment_id=camera.establishment_id, changes=facts)
    tell(camera)
    return camera, checks


def want_reference(access: Access, camera_id: int) -> None:
    """Ask the box for a still that shows how the camera should look."""
    camera = get_camera(access, camera_id, MANAGE)
    camera.is_reference_wanted = True
    record("camera.reference_wanted", "camera", camera.id, establishment_id=camera.establishment_id)


def set_zones(access: Access, camera_id: int, wanted: list[dict[str, Any]]) -> list[Zone]:
    """Replace the zones; one with an id stays the same zone. Raises InvalidError for an id of another camera."""
    camera = get_camera(access, camera_id, MANAGE)
    known = {zone.id: zone for zone in camera.zones}
    if len(wanted) > 20:
        raise DomainError("too_many_zones")
    kept: list[Zone] = []
    for values in wanted:
        check_polygon(values["polygon"])
        zone_id = values.pop("id", None)
        if zone_id is not None and zone_id not in known:
            raise InvalidError(id=["There is no such zone here."])
        zone = known.pop(zone_id) if zone_id is not None else Zone(camera_id=camera.id)
        for name, value in values.items():
            setattr(zone, name, value)
        kept.append(zone)
    changes = {"zones": [len(camera.zones), len(kept)]}
    camera.zones = kept
    db.session.flush()
    _forget_zones(camera, set(known))
    record("camera.zones_changed", "camera", camera.id, establishment_id=camera.establishment_id, changes=changes)
    tell(camera)
    return kept


def _forget_zones(camera: Camera, gone: set[int]) -> None:
    if gone:
        for rule in db.session.scalars(select(Rule).where(Rule.camera_id == camera.id)):
            rule.zone_ids = [zone_id for zone_id in rule.zone_ids if zone_id not in gone]
