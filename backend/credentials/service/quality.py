"""HACCP and ISO 22000 certificates, most often a supplier's (江门规定第13条)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, select

from backend.accounts.access import Access
from backend.accounts.models import User
from backend.audit.service import record
from backend.catalog.credentials import QUALITY_SCHEME_NAMES, DutyCode, DutySubject
from backend.catalog.roles import Permission
from backend.core import clock
from backend.core.errors import DomainError, ForbiddenError, NotFoundError
from backend.core.realtime import announce
from backend.credentials.models import QualityCertificate
from backend.credentials.policy import check_term
from backend.duties.service import cancel, carry_over, fulfil, local_day, open_duty
from backend.establishments.access import can_in, get_establishment, rooms_of, within
from backend.establishments.models import Establishment
from backend.evidence.models import StoredFile
from backend.extensions import db

_CODE, _SUBJECT = DutyCode.QUALITY_RENEWAL, DutySubject.QUALITY_CERTIFICATE


def current_certificates(establishment_id: int) -> list[QualityCertificate]:
    statement = select(QualityCertificate).where(
        QualityCertificate.establishment_id == establishment_id, QualityCertificate.superseded_at.is_(None)
    )
    return list(db.session.scalars(statement.order_by(QualityCertificate.id)))


def add_certificate(
    access: Access, establishment_id: int, values: Mapping[str, Any], photo: StoredFile | None
) -> QualityCertificate:
    """A new one, which takes the place of the current one of the same scheme and number."""
    establishment = get_establishment(access, establishment_id, Permission.CREDENTIAL_VIEW)
    if not can_in(access, Permission.CREDENTIAL_MANAGE, establishment):
        raise ForbiddenError("forbidden")
    check_term(values["issued_on"], values["expires_on"], local_day(establishment), None)
    old = next((each for each in current_certificates(establishment.id) if _is_same(each, values)), None)
    row = QualityCertificate(
        establishment_id=establishment.id,
        file=photo or (old.file if old else None),
        added_by_id=access.user.id,
        added_at=clock.now(),
        **{name: values[name] for name in ("scheme", "number", "body", "scope", "issued_on", "expires_on")},
    )
    db.session.add(row)
    if old is not None:
        old.superseded_at = clock.now()
    db.session.flush()
    _owe(establishment, row, old, access.user)
    changes = {"scheme": row.scheme.value, "expires_on": [old.expires_on if old else None, row.expires_on]}
    record("quality.added", "quality_certificate", row.id, establishment_id=establishment.id, changes=changes)
    announce("credential", row.id, rooms_of(establishment))
    return row


def _is_same(row: QualityCertificate, values: Mapping[str, Any]) -> bool:
    return row.scheme is values["scheme"] and row.number == values["number"]


def _owe(establishment: Establishment, row: QualityCertificate, old: QualityCertificate | None, by: User) -> None:
    if old is not None and row.expires_on > old.expires_on:
        fulfil(_CODE, _SUBJECT, old.id, by, row.number)
    elif old is not None:
        carry_over(_CODE, _SUBJECT, old.id, row.id)
    zh, en = QUALITY_SCHEME_NAMES[row.scheme]
    open_duty(
        _CODE,
        establishment,
        _SUBJECT,
        row.id,
        row.expires_on,
        f"{zh} 认证证书到期前换证",
        f"Renew the {en} certificate",
        f"/credentials/{establishment.id}/quality",
    )


def withdraw(access: Access, quality_certificate_id: int) -> QualityCertificate:
    """The unit holds it no longer; it stays readable and nothing is owed about it."""
    row = get_certificate(access, quality_certificate_id)
    establishment = db.session.get_one(Establishment, row.establishment_id)
    if not can_in(access, Permission.CREDENTIAL_MANAGE, establishment):
        raise ForbiddenError("forbidden")
    if row.superseded_at is not None:
        raise DomainError("already_superseded")
    row.superseded_at = clock.now()
    cancel(_CODE, _SUBJECT, row.id, access.user, "withdrawn")
    record("quality.withdrawn", "quality_certificate", row.id, establishment_id=establishment.id)
    announce("credential", row.id, rooms_of(establishment))
    return row


def list_certificates(access: Access, establishment_id: int) -> Select[Any]:
    establishment = get_establishment(access, establishment_id, Permission.CREDENTIAL_VIEW)
    own = QualityCertificate.establishment_id == establishment.id
    return select(QualityCertificate).where(own).order_by(QualityCertificate.id.desc())


def get_certificate(access: Access, quality_certificate_id: int) -> QualityCertificate:
    visible = within(access, QualityCertificate.establishment_id, Permission.CREDENTIAL_VIEW)
    statement = select(QualityCertificate).where(QualityCertificate.id == quality_certificate_id, visible)
    found: QualityCertificate | None = db.session.scalar(statement)
    if found is None:
        raise NotFoundError
    return found
