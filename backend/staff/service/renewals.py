"""The duty to renew a health certificate, and the rule that says how long one is valid and when to remind."""

from __future__ import annotations

from sqlalchemy import select

from backend.accounts.models import User
from backend.catalog.credentials import DutyCode, DutySubject
from backend.duties.service import cancel, effective_rule, fulfil, open_duty
from backend.establishments.models import Establishment
from backend.extensions import db
from backend.staff.models import Employment, HealthCertificate
from backend.staff.policy import HealthRule
from backend.staff.service.lookup import today_at

_CODE, _SUBJECT = DutyCode.HEALTH_RENEWAL, DutySubject.HEALTH_CERTIFICATE


def rule_of(establishment: Establishment) -> HealthRule:
    """What counts at this kitchen today; the shipped values where nobody has set any."""
    found = effective_rule(_CODE, establishment, today_at(establishment))
    if found is None:
        return HealthRule()
    years = found.parameters.get("valid_years", HealthRule.years)
    return HealthRule(int(years), tuple(found.remind_days))


def open_renewal(certificate: HealthCertificate, employment: Employment, establishment: Establishment) -> None:
    """Due on the last valid day, on the very page where the next photo is taken."""
    name = certificate.user.name
    open_duty(
        _CODE,
        establishment,
        _SUBJECT,
        certificate.id,
        certificate.expires_on,
        f"{name} 的健康证明到期前复检换证",
        f"Renew the health certificate of {name}",
        f"/staff/{employment.id}/certificate",
        holder=certificate.user,
    )


def fulfil_renewal(old: HealthCertificate, new: HealthCertificate) -> None:
    """Done when the next certificate is there, and by whoever brought it."""
    by = db.session.get(User, new.added_by_id)
    fulfil(_CODE, _SUBJECT, old.id, by, f"health_certificate:{new.id}")


def cancel_renewals(employment: Employment) -> None:
    """Whoever has left owes this kitchen nothing."""
    statement = select(HealthCertificate.id).where(
        HealthCertificate.establishment_id == employment.establishment_id,
        HealthCertificate.user_id == employment.user_id,
        HealthCertificate.superseded_at.is_(None),
    )
    for certificate_id in db.session.scalars(statement).all():
        cancel(_CODE, _SUBJECT, certificate_id, reason="left")
