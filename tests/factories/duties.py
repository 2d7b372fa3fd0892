"""Duties of the kitchen in the world."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

from backend.accounts.models import User
from backend.catalog.credentials import BusinessForm, DutyCode, DutySubject, QualityScheme
from backend.catalog.establishments import CompetentBody
from backend.catalog.roles import Role
from backend.core import clock
from backend.core.database import write_transaction
from backend.credentials.models import ConnectNotice, Licence, Pledge, QualityCertificate
from backend.duties.models import Duty
from backend.duties.service import open_duty
from backend.evidence.service import store_picture
from backend.extensions import Model
from tests.factories.world import Kitchen
from tests.fakes.pictures import jpeg

_subjects = count(1000)


def owe(kitchen: Kitchen, due_on: date, holder: User | None = None, **values: Any) -> Duty:
    """A duty about a licence that nobody has entered."""
    with write_transaction():
        duty = open_duty(
            values.pop("code", DutyCode.LICENCE_RENEWAL),
            kitchen.establishment,
            values.pop("subject", DutySubject.LICENCE),
            values.pop("subject_id", None) or next(_subjects),
            due_on,
            "食品经营许可证到期换证",
            "Renew the food business licence",
            values.pop("url", "/credentials/licence"),
            holder,
        )
        assert duty is not None
        return duty


def make_belongings(kitchen: Kitchen) -> dict[str, Model]:
    """What paths of duties and credentials name."""
    by, place = kitchen.people[Role.SAFETY_OFFICER], kitchen.establishment.id
    now, day = clock.now(), date(2025, 1, 1)
    duty = owe(kitchen, date(2026, 1, 1), code=DutyCode.CONNECT, subject=DutySubject.ESTABLISHMENT, subject_id=place)
    with write_transaction():
        file = store_picture(jpeg())
    return {
        "duty_id": duty,
        "licence_id": Licence(
            establishment_id=place, number=f"JY{place:014d}", operator="x", form=BusinessForm.UNIT_CANTEEN, items=[],
            issued_on=day, expires_on=date(2030, 1, 1), file=file, public_file=file, added_by_id=by.id, added_at=now,
        ),
        "pledge_id": Pledge(
            establishment_id=place, text="x", file=file, signed_by_id=by.id, signer_name="x", signed_at=now
        ),
        "quality_certificate_id": QualityCertificate(
            establishment_id=place, scheme=QualityScheme.HACCP, number="1", body="x", issued_on=day,
            expires_on=date(2030, 1, 1), file=file, added_by_id=by.id, added_at=now,
        ),
        "notice_id": ConnectNotice(
            duty_id=duty.id, establishment_id=place, number=f"n{place}", body=CompetentBody.EDUCATION, addressee="x",
            sent_at=now, sent_by_id=by.id, file=file,
        ),
    }  # fmt: skip
