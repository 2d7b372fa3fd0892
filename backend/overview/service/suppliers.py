"""Suppliers as a school should weigh them: certified ones first, then those whose kitchen can be seen (J158-J160)."""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, select

from backend.accounts.access import Access
from backend.cameras.models import Camera
from backend.cameras.service.lookup import FRESH
from backend.catalog.cameras import CameraState
from backend.catalog.credentials import QualityScheme
from backend.catalog.establishments import SUPPLIER_KINDS, EstablishmentState
from backend.catalog.roles import Permission
from backend.core import clock
from backend.core.pagination import paginate
from backend.credentials.models import Licence, QualityCertificate
from backend.establishments.access import get_establishment
from backend.establishments.models import Establishment, SupplyLink
from backend.establishments.service.links import runs_on
from backend.extensions import db

_ZONE = ZoneInfo("Asia/Shanghai")
_SCHEMES = (QualityScheme.HACCP, QualityScheme.ISO_22000)


def linked(access: Access, customer_id: int, page: int, page_size: int) -> dict[str, Any]:
    """Who feeds the kitchen, the running links first, and in each group by rank."""
    row = get_establishment(access, customer_id, Permission.ESTABLISHMENT_VIEW)
    statement = (
        select(Establishment)
        .join(SupplyLink, SupplyLink.supplier_id == Establishment.id)
        .where(SupplyLink.customer_id == row.id)
        .order_by(~runs_on(_today()), *_rank())
    )
    return _page(statement, row.id, page, page_size)


def candidates(access: Access, customer_id: int, q: str, page: int, page_size: int) -> dict[str, Any]:
    """All suppliers that could be linked, best first; `q` is a part of the name."""
    row = get_establishment(access, customer_id, Permission.ESTABLISHMENT_MANAGE)
    statement = select(Establishment).where(
        Establishment.kind.in_(SUPPLIER_KINDS),
        Establishment.state == EstablishmentState.ACTIVE,
        Establishment.id != row.id,
    )
    if q:
        statement = statement.where(Establishment.name.contains(q, autoescape=True))
    return _page(statement.order_by(*_rank()), row.id, page, page_size)


def _rank() -> list[Any]:
    """A valid HACCP certificate counts most, then ISO 22000, then cameras that are live now."""
    at_hand = Establishment.id
    certified = (_valid(scheme, QualityCertificate.establishment_id == at_hand).exists() for scheme in _SCHEMES)
    live = _live(Camera.establishment_id == at_hand).exists()
    return [*(sign.desc() for sign in (*certified, live)), Establishment.name, Establishment.id]


def _valid(scheme: QualityScheme, condition: ColumnElement[bool]) -> Any:
    certificate, today = QualityCertificate, _today()
    return select(certificate.establishment_id, certificate.expires_on).where(
        condition,
        certificate.scheme == scheme,
        certificate.superseded_at.is_(None),
        certificate.issued_on <= today,
        certificate.expires_on >= today,
    )


def _live(condition: ColumnElement[bool]) -> Any:
    seen = Camera.last_frame_at > clock.now() - FRESH
    return select(Camera.establishment_id).where(
        condition, Camera.state == CameraState.ONLINE, Camera.removed_at.is_(None), seen
    )


def _page(statement: Select[Any], customer_id: int, page: int, page_size: int) -> dict[str, Any]:
    found = paginate(statement, page, page_size)
    ids = [row.id for row in found["items"]]
    links = {
        link.supplier_id: link
        for link in db.session.scalars(
            select(SupplyLink).where(SupplyLink.customer_id == customer_id, SupplyLink.supplier_id.in_(ids))
        )
    }
    standing = _standing(ids)
    found["items"] = [
        {
            **{name: getattr(row, name) for name in ("id", "name", "address", "kind", "public_code")},
            **standing[row.id],
            "link": links.get(row.id),
        }
        for row in found["items"]
    ]
    return found


def _standing(ids: list[int]) -> dict[int, dict[str, Any]]:
    """What speaks for each of them, in four queries whatever the number."""
    found: dict[int, dict[str, Any]] = {
        key: {"haccp_until": None, "iso_22000_until": None, "licence_until": None, "cameras_live": 0} for key in ids
    }
    for scheme in _SCHEMES:
        for key, until in db.session.execute(_valid(scheme, QualityCertificate.establishment_id.in_(ids))):
            name = f"{scheme.value}_until"
            found[key][name] = max(until, found[key][name] or until)
    licences = select(Licence.establishment_id, Licence.expires_on).where(
        Licence.establishment_id.in_(ids), Licence.superseded_at.is_(None)
    )
    for key, until in db.session.execute(licences):
        found[key]["licence_until"] = until
    for key in db.session.scalars(_live(Camera.establishment_id.in_(ids))):
        found[key]["cameras_live"] += 1
    return found


def _today() -> date:
    """By the calendar of the country: a certificate ends there, wherever the server stands."""
    return clock.now().astimezone(_ZONE).date()
