"""Health certificates: a renewal is a new row, the newest one counts."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import select

from backend.accounts.access import Access
from backend.accounts.models import User
from backend.audit.service import record
from backend.catalog.posts import Post
from backend.catalog.roles import Permission
from backend.core import clock
from backend.core.errors import DomainError, ForbiddenError
from backend.establishments.access import can_in
from backend.establishments.models import Establishment
from backend.evidence.models import StoredFile
from backend.evidence.pictures import Picture
from backend.evidence.service import store_picture
from backend.extensions import db
from backend.staff.models import Employment, HealthCertificate
from backend.staff.policy import HealthState, add_years, check_examined, check_may_touch_food, health_state
from backend.staff.service import renewals
from backend.staff.service.lookup import announce_staff, get_file, held_posts, today_at
from backend.staff.service.morning import unfit_on


def current_certificates(establishment_id: int, user_ids: Collection[int]) -> dict[int, HealthCertificate]:
    """The certificate that counts, by person."""
    statement = select(HealthCertificate).where(
        HealthCertificate.establishment_id == establishment_id,
        HealthCertificate.user_id.in_(user_ids),
        HealthCertificate.superseded_at.is_(None),
    )
    return {row.user_id: row for row in db.session.scalars(statement.order_by(HealthCertificate.id))}


def state_of(employment: Employment, certificate: HealthCertificate | None, today: date, due_days: int) -> HealthState:
    return health_state(certificate.expires_on if certificate else None, held_posts(employment), today, due_days)


def check_post(employment: Employment, establishment: Establishment, post: Post) -> None:
    """Raises DomainError where the post touches ready-to-eat food and the person may not (Q113)."""
    today = today_at(establishment)
    certificate = current_certificates(establishment.id, [employment.user_id]).get(employment.user_id)
    was_unfit = employment.user_id in unfit_on(establishment.id, today)
    check_may_touch_food(post, certificate.expires_on if certificate else None, today, was_unfit=was_unfit)


def add_certificate(access: Access, employment_id: int, values: dict[str, Any], photo: Picture) -> Employment:
    """By those who keep the files, or by the person. Raises DomainError, ForbiddenError or InvalidError."""
    employment = get_file(access, employment_id, Permission.STAFF_VIEW)
    establishment = db.session.get_one(Establishment, employment.establishment_id)
    is_own = employment.user_id == access.user.id
    if not is_own and not can_in(access, Permission.STAFF_MANAGE, establishment):
        raise ForbiddenError("forbidden")
    if employment.ended_at is not None:
        raise DomainError("has_left")
    keep_certificate(employment, values, store_picture(photo), access.user)
    return employment


def keep_certificate(employment: Employment, values: dict[str, Any], file: StoredFile, by: User) -> HealthCertificate:
    """The newest certificate, which takes over from the one before. Raises InvalidError or DomainError."""
    establishment = db.session.get_one(Establishment, employment.establishment_id)
    rule = renewals.rule_of(establishment)
    expires_on = values["expires_on"] or add_years(values["examined_on"], rule.years)
    check_examined(values["examined_on"], expires_on, today_at(establishment), rule)
    old = current_certificates(establishment.id, [employment.user_id]).get(employment.user_id)
    if old is not None and old.expires_on > expires_on:
        raise DomainError("older_certificate")
    row = HealthCertificate(
        establishment_id=establishment.id,
        user=employment.user,
        number=values["number"],
        examined_on=values["examined_on"],
        expires_on=expires_on,
        issuer=values["issuer"],
        file=file,
        added_by_id=by.id,
        added_at=clock.now(),
    )
    _take_over(row, old, employment, establishment)
    announce_staff(employment)
    return row


def _take_over(
    row: HealthCertificate, old: HealthCertificate | None, employment: Employment, establishment: Establishment
) -> None:
    db.session.add(row)
    if old is not None:
        old.superseded_at = clock.now()
    db.session.flush()
    changes = {"user_id": row.user_id, "expires_on": [old.expires_on if old else None, row.expires_on]}
    record("health_certificate.added", "health_certificate", row.id, establishment_id=establishment.id, changes=changes)
    if old is not None:
        renewals.fulfil_renewal(old, row)
    renewals.open_renewal(row, employment, establishment)


def bring_along(employment: Employment) -> None:
    """A certificate is the person's: one that is still valid counts at the next kitchen as well."""
    establishment = db.session.get_one(Establishment, employment.establishment_id)
    if current_certificates(establishment.id, [employment.user_id]):
        return
    statement = (
        select(HealthCertificate)
        .where(HealthCertificate.user_id == employment.user_id, HealthCertificate.expires_on >= today_at(establishment))
        .order_by(HealthCertificate.expires_on.desc(), HealthCertificate.id.desc())
    )
    known = db.session.scalars(statement.limit(1)).first()
    if known is None:
        return
    row = HealthCertificate(
        establishment_id=establishment.id,
        user=employment.user,
        number=known.number,
        examined_on=known.examined_on,
        expires_on=known.expires_on,
        issuer=known.issuer,
        file_id=known.file_id,
        added_by_id=known.added_by_id,
        added_at=clock.now(),
    )
    _take_over(row, None, employment, establishment)


def certificates_of(employment: Employment) -> list[HealthCertificate]:
    """All of them, the newest first."""
    statement = (
        select(HealthCertificate)
        .where(HealthCertificate.establishment_id == employment.establishment_id)
        .where(HealthCertificate.user_id == employment.user_id)
        .order_by(HealthCertificate.id.desc())
    )
    return list(db.session.scalars(statement))
