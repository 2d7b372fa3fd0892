"""The public page as data, not yet dumped by its schema."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from backend.cameras.lookups import viewing_rules
from backend.cameras.models import Camera
from backend.cameras.service.lookup import is_online
from backend.cameras.viewing import Viewing
from backend.catalog.areas import REQUIRED_AREAS
from backend.catalog.cameras import CameraState, PictureState
from backend.disclosure.policy import ItemState, without_names
from backend.disclosure.service import facts as loading
from backend.disclosure.service import items
from backend.disclosure.service.facts import Facts
from backend.establishments.models import Establishment
from backend.hotline.service import PublicVoices, public_voices

Row = dict[str, Any]


def build(place: Establishment) -> Row:
    """What everybody may know; `backend.disclosure.present` dumps it."""
    facts = loading.load(place)
    voices = public_voices(place.id, with_ratings=facts.settings.shows_ratings)
    viewings = {camera.id: viewing_rules().of_public(camera) for camera in _offered(facts)}
    found = items.all_items(facts)
    times = [row["updated_at"] for row in found["items"]]
    return found | {
        "name": place.name,
        "kind": place.kind,
        "address": place.address,
        "connection": _connection(facts, viewings),
        "live": _live(list(viewings.values())),
        "shown": count_shown(found["items"]),
        "of": len(found["items"]),
        "ratings": _ratings(facts, voices) if facts.settings.shows_ratings else None,
        "reports": _reports(facts, voices),
        "statement": _statement(facts),
        "updated_at": _latest(times),
    }


def count_shown(states: Iterable[Row]) -> int:
    return sum(row["state"] is not ItemState.MISSING for row in states)


def _latest(times: Iterable[datetime | None]) -> datetime | None:
    return max((at for at in times if at is not None), default=None)


def _offered(facts: Facts) -> list[Camera]:
    return [camera for camera in facts.cameras if camera.id in facts.settings.camera_ids]


def _connection(facts: Facts, viewings: dict[int, Viewing]) -> Row:
    cameras = [_camera(camera, viewings.get(camera.id)) for camera in facts.cameras]
    online = sum(row["state"] in ("online", "abnormal") for row in cameras)
    covered = {camera.area.kind for camera in facts.cameras}
    state = "not_connected" if not cameras else "offline" if not online else "partly"
    if cameras and online == len(cameras):
        state = "online"
    return {
        "state": state,
        "online": online,
        "cameras": cameras,
        "missing_areas": [kind for kind in REQUIRED_AREAS if kind not in covered] if cameras else [],
    }


def _camera(camera: Camera, viewing: Viewing | None) -> Row:
    is_open = viewing is not None and viewing.is_allowed
    return {
        "id": camera.id if is_open else None,
        "area": camera.area.kind,
        "area_name": camera.area.name,
        "name": camera.name,
        "state": _camera_state(camera),
        "last_picture_at": camera.last_frame_at,
        "has_still": is_open and camera.blurred_still_at is not None,
    }


def _camera_state(camera: Camera) -> str:
    if is_online(camera):
        return "online" if camera.picture in (PictureState.OK, PictureState.UNKNOWN) else "abnormal"
    return "unknown" if camera.state is CameraState.UNKNOWN and camera.last_frame_at is None else "offline"


def _live(viewings: Sequence[Viewing]) -> Row:
    opened = [viewing for viewing in viewings if viewing.is_allowed]
    return {
        "is_offered": any(viewing.is_known for viewing in viewings),
        "is_open": bool(opened),
        "until": _latest(viewing.until for viewing in opened),
        "opens_at": min((v.opens_at for v in viewings if v.opens_at is not None), default=None) if not opened else None,
    }


def _hide(facts: Facts, text: str) -> str:
    return without_names(text, facts.names) if facts.settings.masks_names else text


def _ratings(facts: Facts, voices: PublicVoices) -> Row:
    newest = [
        {
            "stars": rating.stars,
            "text": _hide(facts, rating.text),
            "created_at": rating.created_at,
            "reply": _hide(facts, rating.reply),
        }
        for rating in voices.newest_ratings
    ]
    return voices.ratings | {"newest": newest}


def _reports(facts: Facts, voices: PublicVoices) -> Row:
    newest = [
        {
            "topic": report.topic,
            "text": _hide(facts, report.text),
            "created_at": report.created_at,
            "answer": _hide(facts, report.answer),
            "answered_at": report.answered_at,
        }
        for report in voices.published
    ]
    return {"received": voices.reported, "answered": voices.answered, "newest": newest}


def _statement(facts: Facts) -> Row | None:
    said = facts.settings.statement
    if not said.get("text"):
        return None
    return {"text": _hide(facts, said["text"]), "at": datetime.fromisoformat(said["at"])}
