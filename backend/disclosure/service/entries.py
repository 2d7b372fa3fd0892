"""Entering, correcting and withdrawing lines of the nine items. A correction is a new row; nothing is overwritten."""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from marshmallow import ValidationError
from sqlalchemy import Select, select

from backend.accounts.access import Access
from backend.audit.service import record
from backend.catalog.disclosure import DisclosureItem
from backend.catalog.roles import Permission, ScopeKind
from backend.core import clock
from backend.core.errors import DomainError, ForbiddenError, InvalidError, NotFoundError
from backend.core.realtime import announce
from backend.disclosure.entry_data import ITEM_DATA
from backend.disclosure.models import DisclosureEntry
from backend.disclosure.policy import ENTERED_BY, check_day
from backend.establishments.access import can_in, get_establishment, rooms_of, within
from backend.establishments.models import Establishment
from backend.extensions import db
from backend.jurisdictions.models import Jurisdiction

_AUTHORITY = "authority"


def list_entries(
    access: Access, establishment_id: int, item: str | None, *, with_history: bool
) -> Select[DisclosureEntry]:
    place = get_establishment(access, establishment_id, Permission.ESTABLISHMENT_VIEW)
    statement = select(DisclosureEntry).where(DisclosureEntry.establishment_id == place.id)
    if item is not None:
        statement = statement.where(DisclosureEntry.item == DisclosureItem(item))
    if not with_history:
        statement = statement.where(DisclosureEntry.replaced_at.is_(None))
    return statement.order_by(DisclosureEntry.happened_on.desc(), DisclosureEntry.id.desc())


def add(access: Access, establishment_id: int, item: DisclosureItem, happened_on: date, data: Any) -> DisclosureEntry:
    """Raises InvalidError for data that does not fit the item, ForbiddenError for an item that others enter."""
    place = get_establishment(access, establishment_id, Permission.ESTABLISHMENT_VIEW)
    return _write(access, place, item, happened_on, data, previous=None)


def correct(access: Access, entry_id: int, happened_on: date, data: Any) -> DisclosureEntry:
    """A new row that takes the place of the old one, which stays as history."""
    old, place = _current(access, entry_id)
    entry = _write(access, place, old.item, happened_on, data, previous=old)
    old.replaced_at = entry.added_at
    return entry


def withdraw(access: Access, entry_id: int) -> None:
    old, place = _current(access, entry_id)
    _check_may(access, place, old.item)
    old.replaced_at = clock.now()
    changes = {"item": old.item.value, "happened_on": old.happened_on.isoformat()}
    record("disclosure.withdrawn", "disclosure_entry", old.id, establishment_id=place.id, changes=changes)
    announce("disclosure", place.id, rooms_of(place))


def _current(access: Access, entry_id: int) -> tuple[DisclosureEntry, Establishment]:
    found: DisclosureEntry | None = db.session.scalar(
        select(DisclosureEntry)
        .where(DisclosureEntry.id == entry_id)
        .where(within(access, DisclosureEntry.establishment_id, Permission.ESTABLISHMENT_VIEW))
        .with_for_update()
    )
    if found is None:
        raise NotFoundError
    if found.replaced_at is not None:
        raise DomainError("already_replaced")
    return found, db.session.get_one(Establishment, found.establishment_id)


def _check_may(access: Access, place: Establishment, item: DisclosureItem) -> None:
    permission = ENTERED_BY.get(item)
    if permission is None or not can_in(access, permission, place):
        raise ForbiddenError("forbidden")


def _write(
    access: Access,
    place: Establishment,
    item: DisclosureItem,
    happened_on: date,
    data: Any,
    previous: DisclosureEntry | None,
) -> DisclosureEntry:
    _check_may(access, place, item)
    check_day(happened_on, clock.now().astimezone(ZoneInfo(place.timezone)).date())
    entry = DisclosureEntry(
        establishment_id=place.id,
        item=item,
        happened_on=happened_on,
        data=_checked(item, data) | _signed(access, place, item),
        added_by_id=access.user.id,
        added_at=clock.now(),
        previous_id=previous.id if previous else None,
    )
    db.session.add(entry)
    db.session.flush()
    action = "disclosure.corrected" if previous else "disclosure.added"
    changes = {"item": item.value, "happened_on": happened_on.isoformat()}
    record(action, "disclosure_entry", entry.id, establishment_id=place.id, changes=changes)
    announce("disclosure", place.id, rooms_of(place))
    return entry


def _checked(item: DisclosureItem, data: Any) -> dict[str, Any]:
    """The item's fields as they are kept: plain JSON with all defaults filled in."""
    schema = ITEM_DATA[item]()
    try:
        loaded = schema.load({name: value for name, value in data.items() if name != _AUTHORITY})
    except ValidationError as error:
        raise InvalidError("invalid", data=error.messages) from error
    kept: dict[str, Any] = schema.dump(loaded)
    return kept


def _signed(access: Access, place: Establishment, item: DisclosureItem) -> dict[str, str]:
    """What an officer enters bears the name of the office, never the officer's."""
    if ENTERED_BY[item] is not Permission.INSPECTION_RECORD:
        return {}
    path = place.jurisdiction.path
    paths = [
        grant.path
        for grant in access.having(Permission.INSPECTION_RECORD)
        if grant.scope is ScopeKind.JURISDICTION and grant.path and path.startswith(grant.path)
    ]
    nearest = select(Jurisdiction.name).where(Jurisdiction.path == max(paths, key=len, default=""))
    return {_AUTHORITY: db.session.scalar(nearest) or place.jurisdiction.name}
