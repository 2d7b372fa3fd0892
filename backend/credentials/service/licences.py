"""Licences and their versions: each renewal or change is a new row, the newest one counts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Select, select

from backend.accounts.access import Access
from backend.accounts.models import User
from backend.audit.service import record
from backend.calendars.service import working_days_after
from backend.catalog.credentials import DutyCode, DutySubject
from backend.catalog.roles import Permission
from backend.core import clock
from backend.core.errors import DomainError, NotFoundError
from backend.core.realtime import announce
from backend.credentials.models import Licence
from backend.credentials.policy import Window, add_years, check_number, check_term
from backend.credentials.service import connection
from backend.credentials.watermark import watermarked
from backend.duties.service import carry_over, effective_rule, fulfil, local_day, open_duty
from backend.establishments.access import get_establishment, rooms_of, within
from backend.establishments.models import Establishment
from backend.establishments.policy import check_credit_code
from backend.evidence.models import StoredFile
from backend.evidence.pictures import Picture
from backend.evidence.service import read, store_picture
from backend.extensions import db

_CODE, _SUBJECT = DutyCode.LICENCE_RENEWAL, DutySubject.LICENCE
# What the rule says unless somebody edited it; also where it is switched off.
_DEFAULTS = {"valid_years": 5, "window_opens_working_days": 90, "window_closes_working_days": 15}


def current_licence(establishment_id: int) -> Licence | None:
    found: Licence | None = db.session.scalar(
        select(Licence)
        .where(Licence.establishment_id == establishment_id, Licence.superseded_at.is_(None))
        .order_by(Licence.id.desc())
        .limit(1)
    )
    return found


def licence_by_number(number: str) -> Licence | None:
    """The licence in force under this number, whoever's it is."""
    found: Licence | None = db.session.scalar(
        select(Licence)
        .where(Licence.number == "".join(number.split()).upper(), Licence.superseded_at.is_(None))
        .order_by(Licence.id.desc())
        .limit(1)
    )
    return found


def parameters_of(establishment: Establishment, on: date) -> dict[str, int]:
    rule = effective_rule(_CODE, establishment, on)
    return _DEFAULTS | (dict(rule.parameters) if rule is not None else {})


def window_of(establishment: Establishment, expires_on: date, today: date) -> Window:
    """Between which days renewal may be asked for (许可办法: 90 to 15 working days before the end)."""
    wanted = parameters_of(establishment, today)
    return Window(
        opens_on=working_days_after(expires_on, -wanted["window_opens_working_days"]),
        closes_on=working_days_after(expires_on, -wanted["window_closes_working_days"]),
        expires_on=expires_on,
    )


def add_licence(
    establishment: Establishment,
    values: Mapping[str, Any],
    by: User,
    photo: StoredFile | None = None,
    public_photo: StoredFile | None = None,
) -> Licence:
    """A first licence, a renewal or a change. Raises InvalidError, or DomainError where the number is another unit's.

    `values`: number, form, items and issued_on are needed; expires_on follows from the rule where it is missing.
    """
    today = local_day(establishment)
    years = parameters_of(establishment, today)["valid_years"]
    number = check_number(values["number"])
    issued_on: date = values["issued_on"]
    expires_on: date = values.get("expires_on") or add_years(issued_on, years)
    check_term(issued_on, expires_on, today, years)
    code = values.get("credit_code") or ""
    credit_code = check_credit_code(code) if code else establishment.credit_code or ""
    other = licence_by_number(number)
    if other is not None and other.establishment_id != establishment.id:
        raise DomainError("licence_number_taken")
    old = current_licence(establishment.id)
    row = Licence(
        establishment_id=establishment.id,
        previous_id=old.id if old else None,
        number=number,
        operator=values.get("operator") or establishment.name,
        credit_code=credit_code,
        legal_person=values.get("legal_person") or "",
        domicile=values.get("domicile") or "",
        premises=values.get("premises") or establishment.address,
        form=values["form"],
        items=[str(item.value) for item in values["items"]],
        issued_on=issued_on,
        expires_on=expires_on,
        issuer=values.get("issuer") or "",
        change_note=values.get("change_note") or "",
        # A change of words keeps the picture; it is the same paper until another one is photographed.
        file=photo or (old.file if old and old.number == number else None),
        public_file=public_photo or (old.public_file if old and old.number == number and photo is None else None),
        added_by_id=by.id,
        added_at=clock.now(),
    )
    db.session.add(row)
    if old is not None:
        old.superseded_at = clock.now()
    db.session.flush()
    _owe(establishment, row, old, by)
    facts = {"number": row.number, "expires_on": [old.expires_on if old else None, row.expires_on]}
    record("licence.added", "licence", row.id, establishment_id=establishment.id, changes=facts)
    announce("credential", row.id, rooms_of(establishment))
    return row


def _owe(establishment: Establishment, row: Licence, old: Licence | None, by: User) -> None:
    """The old term is settled by a longer one; a correction without a longer term takes the duty along."""
    if old is not None and row.expires_on > old.expires_on:
        fulfil(_CODE, _SUBJECT, old.id, by, row.number)
    elif old is not None:
        carry_over(_CODE, _SUBJECT, old.id, row.id)
    open_duty(
        _CODE,
        establishment,
        _SUBJECT,
        row.id,
        row.expires_on,
        "食品经营许可证到期前换证",
        "Renew the food business licence",
        f"/credentials/{establishment.id}/licence",
    )
    connection.owe(establishment, by)


def list_licences(access: Access, establishment_id: int) -> Select[Any]:
    """All versions, the newest first."""
    establishment = get_establishment(access, establishment_id, Permission.CREDENTIAL_VIEW)
    return select(Licence).where(Licence.establishment_id == establishment.id).order_by(Licence.id.desc())


def get_licence(access: Access, licence_id: int) -> Licence:
    visible = within(access, Licence.establishment_id, Permission.CREDENTIAL_VIEW)
    found: Licence | None = db.session.scalar(select(Licence).where(Licence.id == licence_id, visible))
    if found is None:
        raise NotFoundError
    return found


def public_copy(photo: StoredFile) -> StoredFile:
    """The copy with the watermark of a picture that is kept already."""
    return store_picture(watermarked(Picture(read(photo), photo.width or 0, photo.height or 0)))
