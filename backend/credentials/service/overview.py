"""Everything that a unit must hold, at one look, with a light for each item and the worst of them for the whole."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import func, select

from backend.accounts.access import Access
from backend.accounts.models import User
from backend.catalog.credentials import QUALITY_SCHEME_NAMES, DutyCode
from backend.catalog.roles import Permission
from backend.credentials.models import Licence, Pledge, QualityCertificate
from backend.credentials.policy import Light, fits_check_digit, light_of, worst
from backend.credentials.service.licences import current_licence, window_of
from backend.credentials.service.pledges import DEFAULT_TEXT, current_pledge, may_sign
from backend.credentials.service.quality import current_certificates
from backend.duties.models import Duty
from backend.duties.service import OPEN_STATES, local_day
from backend.establishments.access import can_in, get_establishment
from backend.establishments.models import Establishment
from backend.extensions import db


def show(access: Access, establishment_id: int) -> dict[str, Any]:
    establishment = get_establishment(access, establishment_id, Permission.CREDENTIAL_VIEW)
    today = local_day(establishment)
    licence, pledge = current_licence(establishment.id), current_pledge(establishment.id)
    quality = current_certificates(establishment.id)
    items = lights(establishment, licence, pledge, quality, today)
    return {
        "establishment": {"id": establishment.id, "name": establishment.name},
        "kind": establishment.kind,
        "light": worst([item["light"] for item in items]),
        "items": items,
        "licence": show_licence(licence, establishment, today) if licence else None,
        "pledge": show_pledge(pledge) if pledge else None,
        "pledge_text": DEFAULT_TEXT,
        "quality": [show_certificate(each, today) for each in quality],
        "may_manage": can_in(access, Permission.CREDENTIAL_MANAGE, establishment),
        "may_sign": may_sign(access, establishment),
    }


def light_of_unit(establishment: Establishment) -> Light:
    """The one light of a unit, for other pages (Q116)."""
    today = local_day(establishment)
    items = lights(
        establishment,
        current_licence(establishment.id),
        current_pledge(establishment.id),
        current_certificates(establishment.id),
        today,
    )
    return worst([item["light"] for item in items])


def lights(
    establishment: Establishment,
    licence: Licence | None,
    pledge: Pledge | None,
    quality: list[QualityCertificate],
    today: date,
) -> list[dict[str, Any]]:
    """What is missing is red where the law asks for it, and yellow where it is good practice."""
    place = f"/credentials/{establishment.id}"
    items: list[dict[str, Any]] = [
        {
            "kind": "licence",
            "light": light_of(licence.expires_on, today, 180) if licence else Light.RED,
            "expires_on": licence.expires_on if licence else None,
            "name": licence.number if licence else "",
            "count": 1 if licence else 0,
            "url": f"{place}/licence",
        },
        {
            "kind": "pledge",
            "light": Light.GREEN if pledge else Light.YELLOW,
            "expires_on": None,
            "name": pledge.signer_name if pledge else "",
            "count": 1 if pledge else 0,
            "url": f"{place}/pledge",
        },
    ]
    items += [
        {
            "kind": "quality",
            "light": light_of(each.expires_on, today),
            "expires_on": each.expires_on,
            "name": QUALITY_SCHEME_NAMES[each.scheme][0],
            "count": 1,
            "url": f"{place}/quality",
        }
        for each in quality
    ]
    return [*items, _health(establishment, today)]


def _health(establishment: Establishment, today: date) -> dict[str, Any]:
    """Health certificates by their duties: how many have ended, and the day of the next that will."""
    open_ones = select(Duty.due_on).where(
        Duty.establishment_id == establishment.id, Duty.code == DutyCode.HEALTH_RENEWAL, Duty.state.in_(OPEN_STATES)
    )
    days = db.session.execute(select(func.min(open_ones.subquery().c.due_on))).scalar()
    ended = db.session.scalar(select(func.count()).select_from(open_ones.where(Duty.due_on < today).subquery())) or 0
    return {
        "kind": "health",
        "light": light_of(days, today) if days else Light.GREEN,
        "expires_on": days,
        "name": "",
        "count": ended,
        "url": "/staff?light=red",
    }


def show_licence(row: Licence, establishment: Establishment, today: date) -> dict[str, Any]:
    window = window_of(establishment, row.expires_on, today)
    columns = (
        "id previous_id number operator credit_code legal_person domicile premises form items issued_on expires_on "
        "issuer change_note added_at superseded_at"
    )
    return {name: getattr(row, name) for name in columns.split()} | {
        "is_current": row.superseded_at is None,
        "fits_check_digit": fits_check_digit(row.number),
        "days_left": (row.expires_on - today).days,
        "light": light_of(row.expires_on, today, 180),
        "renewal": window.state(today),
        "renewal_opens_on": window.opens_on,
        "renewal_closes_on": window.closes_on,
        "photo_url": f"/api/licences/{row.id}/photo" if row.file_id else None,
        "public_photo_url": f"/api/licences/{row.id}/public-photo" if row.public_file_id else None,
        "added_by": _name(row.added_by_id),
    }


def _name(user_id: int) -> str:
    return db.session.scalar(select(User.name).where(User.id == user_id)) or ""


def show_pledge(row: Pledge) -> dict[str, Any]:
    columns = ("id", "text", "signer_name", "signed_at")
    return {name: getattr(row, name) for name in columns} | {
        "photo_url": f"/api/pledges/{row.id}/photo" if row.file_id else None
    }


def show_certificate(row: QualityCertificate, today: date) -> dict[str, Any]:
    columns = "id scheme number body scope issued_on expires_on added_at superseded_at"
    return {name: getattr(row, name) for name in columns.split()} | {
        "is_current": row.superseded_at is None,
        "days_left": (row.expires_on - today).days,
        "light": light_of(row.expires_on, today),
        "photo_url": f"/api/quality-certificates/{row.id}/photo" if row.file_id else None,
    }
