"""What the establishment decides about its page: cameras and hours for everybody, its word, its code."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from backend.accounts.access import Access
from backend.audit.service import record
from backend.cameras.models import Camera
from backend.catalog.areas import AreaKind
from backend.catalog.disclosure import DisclosureItem
from backend.catalog.roles import Permission
from backend.core import clock
from backend.core.errors import InvalidError
from backend.core.realtime import announce
from backend.disclosure.models import PublicSettings
from backend.disclosure.policy import ItemState
from backend.disclosure.service import facts, items
from backend.disclosure.service.page import count_shown
from backend.establishments.access import can_in, get_establishment, rooms_of
from backend.establishments.models import Area, Establishment, new_public_code
from backend.establishments.policy import check_opening_hours
from backend.extensions import db

MANAGE = Permission.DISCLOSURE_MANAGE
# People eat there: they have not agreed to be filmed for everybody (reference 4.1, no. 4).
_NEVER_PUBLIC = frozenset({AreaKind.DINING, AreaKind.ACCOMP})


def public_url(host_url: str, place: Establishment) -> str:
    return f"{host_url.rstrip('/')}/p/{place.public_code}"


def code_version(place: Establishment) -> str:
    """Printed on the poster: tells an old one from the one that is valid."""
    return place.public_code[:4].upper()


def overview(access: Access, establishment_id: int, host_url: str) -> dict[str, Any]:
    """How complete and fresh the page is."""
    place = get_establishment(access, establishment_id, Permission.ESTABLISHMENT_VIEW)
    rows = items.states(facts.load(place))
    return {
        "items": rows,
        "shown": count_shown(rows),
        "of": len(DisclosureItem),
        "missing": [row["item"] for row in rows if row["state"] is ItemState.MISSING],
        "updated_at": max((row["updated_at"] for row in rows if row["updated_at"]), default=None),
        "public_url": public_url(host_url, place),
        "code_version": code_version(place),
        "may_manage": can_in(access, MANAGE, place),
        "may_inspect": can_in(access, Permission.INSPECTION_RECORD, place),
    }


def get_settings(access: Access, establishment_id: int) -> dict[str, Any]:
    row = facts.settings_of(get_establishment(access, establishment_id, MANAGE))
    return _shown(row, is_set=row in db.session)


def _shown(row: PublicSettings, *, is_set: bool) -> dict[str, Any]:
    columns = ("camera_ids", "hours", "shows_ratings", "masks_names")
    return {name: getattr(row, name) for name in columns} | {
        "statement": row.statement or None,
        "updated_at": row.updated_at if is_set else None,
    }


def change_settings(access: Access, establishment_id: int, values: dict[str, Any]) -> dict[str, Any]:
    """Only what is named changes. Raises InvalidError for foreign cameras, dining rooms, and crossed hours."""
    place = get_establishment(access, establishment_id, MANAGE)
    row = facts.settings_of(place)
    if row not in db.session:
        db.session.add(row)
    if "camera_ids" in values:
        values["camera_ids"] = _checked_cameras(place.id, values["camera_ids"])
    if "hours" in values:
        values["hours"] = [
            {"weekday": span["weekday"], "from": span["from_time"], "to": span["to_time"]} for span in values["hours"]
        ]
        check_opening_hours(values["hours"])
    if "statement" in values:
        text = values.pop("statement")
        said = {"text": text, "at": clock.now().isoformat(), "by": access.user.id} if text else {}
        if said.get("text") != row.statement.get("text"):
            row.statement = said
            record("disclosure.statement", "establishment", place.id, establishment_id=place.id)
    changes = {name: [getattr(row, name), value] for name, value in values.items() if getattr(row, name) != value}
    for name, (_, value) in changes.items():
        setattr(row, name, value)
    row.updated_at = clock.now()
    if changes:
        record("disclosure.settings", "establishment", place.id, establishment_id=place.id, changes=changes)
    announce("disclosure", place.id, rooms_of(place))
    db.session.flush()
    return _shown(row, is_set=True)


def _checked_cameras(place_id: int, wanted: list[int]) -> list[int]:
    rows = db.session.execute(
        select(Camera.id, Area.kind)
        .join(Area, Camera.area_id == Area.id)
        .where(Camera.id.in_(wanted), Camera.establishment_id == place_id, Camera.removed_at.is_(None))
    ).all()
    if {row.id for row in rows} != set(wanted):
        raise InvalidError(camera_ids=["There is no such camera here."])
    if any(row.kind in _NEVER_PUBLIC for row in rows):
        raise InvalidError("dining_room_not_public", camera_ids=["People eat there."])
    return sorted(set(wanted))


def renew_code(access: Access, establishment_id: int) -> Establishment:
    """A new code; posters with the old one lead nowhere from now on."""
    place = get_establishment(access, establishment_id, MANAGE)
    before = code_version(place)
    place.public_code = new_public_code()
    # The codes themselves stay out of the record: the new one would be readable there.
    changes = {"code_version": [before, code_version(place)]}
    record("establishment.code_renewed", "establishment", place.id, establishment_id=place.id, changes=changes)
    announce("disclosure", place.id, rooms_of(place))
    db.session.flush()
    return place
