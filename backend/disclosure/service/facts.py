"""Loads what a public page is made of: a fixed number of queries, whatever the establishment's size."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, lazyload

from backend.accounts.models import Membership, User
from backend.cameras.models import Camera
from backend.catalog.disclosure import DisclosureItem
from backend.catalog.establishments import EstablishmentState
from backend.catalog.roles import Role, ScopeKind
from backend.core import clock
from backend.core.errors import NotFoundError
from backend.credentials.models import Licence, Pledge
from backend.disclosure.models import DisclosureEntry, PublicSettings
from backend.establishments.models import Area, Establishment
from backend.extensions import db
from backend.staff.models import Employment, HealthCertificate

OFFICER_ROLES = (Role.SAFETY_HEAD, Role.SAFETY_OFFICER)
_CODE = re.compile(r"[A-Za-z0-9_-]{1,32}")
_KEPT = timedelta(days=400)  # entries older than a school year say nothing about today
_MOST_ENTRIES = 500


@dataclass(frozen=True)
class Officer:
    name: str
    role: Role
    since: datetime


@dataclass(frozen=True)
class Facts:
    """`staff`: who works there now, by id. `names`: of these and of all other members, to be kept out of free text."""

    place: Establishment
    now: datetime
    today: date
    settings: PublicSettings
    licence: Licence | None
    pledge: Pledge | None
    officers: Sequence[Officer]
    staff: dict[int, User]
    staff_since: datetime | None
    certificates: Sequence[HealthCertificate]
    entries: dict[DisclosureItem, list[DisclosureEntry]]
    cameras: Sequence[Camera]
    areas: Sequence[Area]
    names: frozenset[str]

    def of(self, item: DisclosureItem) -> list[DisclosureEntry]:
        """Newest first."""
        return self.entries.get(item, [])


def find_public(code: str) -> Establishment:
    """The establishment behind a code. One that is unknown, waits for review or has closed is equally missing."""
    # What could not be a code is not looked up: PostgreSQL refuses some of it.
    if not _CODE.fullmatch(code):
        raise NotFoundError
    found: Establishment | None = db.session.scalar(
        select(Establishment).where(Establishment.public_code == code, Establishment.state == EstablishmentState.ACTIVE)
    )
    if found is None:
        raise NotFoundError
    return found


def settings_of(place: Establishment) -> PublicSettings:
    """The row, or what holds until somebody sets something: nothing to watch, names masked."""
    return db.session.get(PublicSettings, place.id) or PublicSettings(
        establishment_id=place.id,
        camera_ids=[],
        hours=[],
        shows_ratings=True,
        masks_names=True,
        statement={},
        updated_at=clock.now(),
    )


def load(place: Establishment) -> Facts:
    now = clock.now()
    today = now.astimezone(ZoneInfo(place.timezone)).date()
    officers, member_names = _members(place.id, now)
    staff, since = _staff(place.id)
    return Facts(
        place=place,
        now=now,
        today=today,
        settings=settings_of(place),
        licence=licence_of(place.id),
        pledge=_pledge(place.id),
        officers=officers,
        staff=staff,
        staff_since=since,
        certificates=_certificates(place.id, staff),
        entries=_entries(place.id, today),
        cameras=_cameras(place.id),
        areas=db.session.scalars(select(Area).where(Area.establishment_id == place.id).order_by(Area.id)).all(),
        names=frozenset(member_names) | {user.name for user in staff.values()},
    )


def names_of(place: Establishment) -> frozenset[str]:
    """Of everybody who belongs to the establishment now."""
    _, members = _members(place.id, clock.now())
    staff, _ = _staff(place.id)
    return frozenset(members) | {user.name for user in staff.values()}


def licence_of(place_id: int) -> Licence | None:
    found: Licence | None = db.session.scalar(
        select(Licence)
        .where(Licence.establishment_id == place_id, Licence.superseded_at.is_(None))
        .order_by(Licence.issued_on.desc(), Licence.id.desc())
        .limit(1)
    )
    return found


def _pledge(place_id: int) -> Pledge | None:
    found: Pledge | None = db.session.scalar(
        select(Pledge).where(Pledge.establishment_id == place_id).order_by(Pledge.id.desc()).limit(1)
    )
    return found


def _members(place_id: int, now: datetime) -> tuple[list[Officer], set[str]]:
    m = Membership
    rows = db.session.execute(
        select(User.name, m.role, m.starts_at)
        .join(User, m.user_id == User.id)
        .where(m.scope == ScopeKind.ESTABLISHMENT, m.establishment_id == place_id, m.starts_at <= now, User.is_active)
        .where(or_(m.ends_at.is_(None), m.ends_at > now))
        .order_by(m.id)
    ).all()
    officers = {(row.name, row.role): Officer(*row) for row in rows if row.role in OFFICER_ROLES}
    return sorted(officers.values(), key=lambda one: OFFICER_ROLES.index(one.role)), {row.name for row in rows}


def _staff(place_id: int) -> tuple[dict[int, User], datetime | None]:
    rows = db.session.scalars(
        select(Employment)
        .where(Employment.establishment_id == place_id, Employment.ended_at.is_(None))
        .options(lazyload(Employment.holdings))
    ).all()
    return {row.user_id: row.user for row in rows}, max((row.started_at for row in rows), default=None)


def _certificates(place_id: int, staff: dict[int, User]) -> list[HealthCertificate]:
    """The one in force of each person who works there now."""
    rows = db.session.scalars(
        select(HealthCertificate)
        .where(HealthCertificate.establishment_id == place_id, HealthCertificate.superseded_at.is_(None))
        .options(lazyload(HealthCertificate.user))
        .order_by(HealthCertificate.expires_on, HealthCertificate.id)
    )
    return list({row.user_id: row for row in rows if row.user_id in staff}.values())


def _entries(place_id: int, today: date) -> dict[DisclosureItem, list[DisclosureEntry]]:
    found: dict[DisclosureItem, list[DisclosureEntry]] = {}
    for entry in db.session.scalars(
        select(DisclosureEntry)
        .where(DisclosureEntry.establishment_id == place_id, DisclosureEntry.replaced_at.is_(None))
        .where(DisclosureEntry.happened_on >= today - _KEPT)
        .order_by(DisclosureEntry.happened_on.desc(), DisclosureEntry.id.desc())
        .limit(_MOST_ENTRIES)
    ):
        found.setdefault(entry.item, []).append(entry)
    return found


def _cameras(place_id: int) -> list[Camera]:
    statement = (
        select(Camera)
        .where(Camera.establishment_id == place_id, Camera.removed_at.is_(None))
        .options(joinedload(Camera.area))
        .order_by(Camera.area_id, Camera.id)
    )
    return list(db.session.scalars(statement))
