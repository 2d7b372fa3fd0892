"""Demo data of what is owed: a licence that ends next year, and a school that has yet to connect."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from backend.catalog.credentials import DutyCode, DutySubject
from backend.credentials.service import current_licence
from backend.duties.models import Duty
from backend.duties.service import local_day, open_duty
from backend.establishments.models import Establishment
from backend.extensions import db


def build(first: Establishment, second: Establishment) -> None:
    """Repeating it adds nothing. Nothing here is overdue: the demo's cases come from its cameras."""
    for school in (first, second):
        licence = current_licence(school.id)
        if licence is None or _has(DutyCode.LICENCE_RENEWAL, school.id):
            continue
        open_duty(
            DutyCode.LICENCE_RENEWAL,
            school,
            DutySubject.LICENCE,
            licence.id,
            licence.expires_on,
            "食品经营许可证到期前换证",
            "Renew the food business licence",
            f"/credentials/{school.id}/licence",
        )
    if not _has(DutyCode.CONNECT, second.id):
        open_duty(
            DutyCode.CONNECT,
            second,
            DutySubject.ESTABLISHMENT,
            second.id,
            local_day(second) + timedelta(days=12),
            "取得许可证后接入明厨亮灶",
            "Connect the kitchen after the licence",
            f"/credentials/{second.id}/connect",
        )


def _has(code: DutyCode, establishment_id: int) -> bool:
    statement = select(Duty.id).where(Duty.code == code, Duty.establishment_id == establishment_id)
    return db.session.scalar(statement.limit(1)) is not None
