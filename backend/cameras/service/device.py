"""What a box is told, and what it reports about its cameras."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import selectinload

from backend.cameras.lookups import active_models, viewing_rules
from backend.cameras.models import Camera, Device, Rule
from backend.cameras.policy.rules import effective
from backend.cameras.service import camera_tests, phone_tasks, references
from backend.cameras.service.lookup import settings, tell
from backend.cameras.service.standing import doubted, spot_of
from backend.catalog.violations import ViolationType
from backend.core import clock, storage
from backend.core.encryption import decrypt
from backend.core.errors import NotFoundError
from backend.establishments.models import Establishment
from backend.establishments.service import as_configuration, hours_of_many
from backend.evidence.models import StoredFile
from backend.evidence.pictures import Picture
from backend.extensions import db

_CALENDAR_DAYS = 62
_PARTS = selectinload(Camera.zones), selectinload(Camera.bins)
_PLAIN = ("codec", "width", "height", "fps", "gop_s", "bitrate", "last_frame_at")


def configuration(device: Device) -> tuple[dict[str, Any], str]:
    """Everything the box needs to work, and an ETag over all of it but the time."""
    cameras = list(db.session.scalars(_cameras_of(device).options(*_PARTS).order_by(Camera.id)))
    rules = _rules_of({camera.establishment_id for camera in cameras})
    hashes = _hashes(cameras)
    tasks = phone_tasks.windows(cameras)
    lowered = doubted([camera.id for camera in cameras])
    models = active_models()
    calendars = _calendars_of({camera.establishment_id: camera.establishment for camera in cameras}.values())
    config = {
        "device_id": device.id,
        "live_public_key": settings().secrets.live_public,
        "cameras": [
            _camera(camera, hashes)
            | {"busy_tasks": tasks[camera.id]}
            | {"rules": _rules(camera, rules.get(camera.establishment_id, []), lowered.get(camera.id, set()))}
            | {"models": {kind: each["version"] for kind, each in models.items()}}
            | calendars[camera.establishment_id]
            for camera in cameras
        ],
        "tests": [
            {"id": test.id, "main_url": decrypt(test.main_url), "transport": test.transport}
            for test in camera_tests.waiting_for(device)
        ],
        "model_files": models,
        "references_wanted": references.wanted(cameras),
        "blurred_stills_wanted": sorted(viewing_rules().wants_blurred_stills(cameras)),
    }
    etag = hashlib.sha256(json.dumps(config, sort_keys=True, default=str).encode()).hexdigest()[:32]
    return {**config, "server_time": clock.now().isoformat().replace("+00:00", "Z")}, etag


def _cameras_of(device: Device) -> Any:
    return select(Camera).where(Camera.device_id == device.id, Camera.removed_at.is_(None))


def _rules_of(establishment_ids: Iterable[int]) -> dict[int, list[Rule]]:
    found: dict[int, list[Rule]] = {}
    for rule in db.session.scalars(select(Rule).where(Rule.establishment_id.in_(list(establishment_ids)))):
        found.setdefault(rule.establishment_id, []).append(rule)
    return found


def _calendars_of(places: Collection[Establishment]) -> dict[int, dict[str, Any]]:
    """A box that loses its line knows the calendar of the next weeks; a longer one would change its ETag as often."""
    hours = hours_of_many(places, _CALENDAR_DAYS)
    return {key: as_configuration(value) for key, value in hours.items()}


def _hashes(cameras: Iterable[Camera]) -> dict[int | None, str]:
    """By file: the hash of every still that something is compared with."""
    ids = {camera.reference_file_id for camera in cameras}
    ids |= {row.covered_file_id for camera in cameras for row in camera.bins}
    rows = db.session.execute(select(StoredFile.id, StoredFile.sha256).where(StoredFile.id.in_(ids - {None})))
    return {row.id: row.sha256 for row in rows}


def _camera(camera: Camera, hashes: dict[int | None, str]) -> dict[str, Any]:
    place = camera.establishment
    return {
        "id": camera.id,
        "name": camera.name,
        "establishment_id": place.id,
        "establishment_name": place.name,
        "area_id": camera.area_id,
        "area_kind": camera.area.kind,
        "main_url": decrypt(camera.main_url),
        "sub_url": decrypt(camera.sub_url) if camera.sub_url else None,
        "transport": camera.transport,
        "is_ai_enabled": camera.is_ai_enabled,
        "reference_sha256": hashes.get(camera.reference_file_id),
        "timezone": place.timezone,
        "uniform_colours": place.uniform_colours,
        "zones": [
            {"id": zone.id, "name": zone.name, "kind": zone.kind, "polygon": zone.polygon} for zone in camera.zones
        ],
        "bins": [
            {
                "id": row.id,
                "name": row.name,
                "polygon": row.polygon,
                "covered_sha256": hashes.get(row.covered_file_id),
            }
            for row in camera.bins
        ],
        "floor": camera.floor,
    }


def _rules(camera: Camera, rules: list[Rule], lowered: Collection[ViolationType]) -> list[dict[str, Any]]:
    watching = effective(rules, spot_of(camera, lowered))
    return [{name: value for name, value in rule.items() if name != "source"} for rule in watching]


def take_states(device: Device, states: list[dict[str, Any]]) -> None:
    """Keep what the box says; people are told when the state or the picture changed. Foreign cameras are left out."""
    wanted = {state["camera_id"]: state for state in states}
    statement = _cameras_of(device).where(Camera.id.in_(wanted)).order_by(Camera.id).with_for_update(of=Camera)
    for camera in db.session.scalars(statement):
        before = camera.state, camera.picture
        _take_state(camera, wanted[camera.id])
        if (camera.state, camera.picture) != before:
            tell(camera)


def _take_state(camera: Camera, state: dict[str, Any]) -> None:
    if "state" in state:
        if camera.state is not state["state"] or state.get("since"):
            camera.state_since = state.get("since") or clock.now()
        camera.state = state["state"]
        camera.state_detail = state.get("detail", "")[:200]
        for name in _PLAIN:
            if state.get(name) is not None:
                setattr(camera, name, state[name])
    if "picture" in state:
        camera.picture = state["picture"]


def take_disk(device: Device, free: int, total: int) -> None:
    """What is left on the box's disk; the notifier watches it."""
    statement = update(Device).where(Device.id == device.id).values(disk_free=free, disk_total=total)
    db.session.execute(statement)


def get_own(device: Device, camera_id: int) -> Camera:
    camera: Camera | None = db.session.scalar(_cameras_of(device).where(Camera.id == camera_id))
    if camera is None:
        raise NotFoundError
    return camera


def still_key(camera_id: int) -> str:
    return f"stills/{camera_id}.jpg"


def take_still(device: Device, camera_id: int, picture: Picture, taken_at: datetime | None, is_reference: bool) -> None:
    """The newest picture of a camera; one that was asked for as a reference is kept for good."""
    camera = get_own(device, camera_id)
    had_none = camera.still_at is None
    storage.put(still_key(camera.id), picture.data)
    camera.still_at = min(taken_at or clock.now(), clock.now())
    is_kept = is_reference and references.take(camera, picture, camera.still_at)
    if had_none or is_kept:
        tell(camera)


def blurred_still_key(camera_id: int) -> str:
    return f"stills/{camera_id}.blurred.jpg"


def take_blurred_still(device: Device, camera_id: int, picture: Picture, taken_at: datetime | None) -> None:
    """A still that vision has blurred. The backend never blurs: where no detector ran, nothing is shown."""
    camera = get_own(device, camera_id)
    storage.put(blurred_still_key(camera.id), picture.data)
    camera.blurred_still_at = min(taken_at or clock.now(), clock.now())


def blurred_still(camera: Camera) -> bytes:
    """The newest still in which nobody can be recognised, as JPEG. Raises NotFoundError when there is none."""
    if camera.blurred_still_at is None:
        raise NotFoundError
    try:
        return storage.get(blurred_still_key(camera.id))
    except FileNotFoundError as error:
        raise NotFoundError from error


def reference_of(device: Device, camera_id: int) -> StoredFile:
    camera = get_own(device, camera_id)
    file = db.session.get(StoredFile, camera.reference_file_id) if camera.reference_file_id else None
    if file is None:
        raise NotFoundError
    return file
