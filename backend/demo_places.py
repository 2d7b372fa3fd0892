"""Demo data: what the schools say of themselves, a supplier that feeds one of them, and a chain with a branch.

Repeating it adds nothing, and what people have changed in the meantime stays.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from backend.accounts.models import User
from backend.catalog.credentials import QualityScheme
from backend.catalog.establishments import EstablishmentKind, EstablishmentTag, SizeClass
from backend.core import clock
from backend.credentials.models import QualityCertificate
from backend.establishments import service
from backend.establishments.models import Establishment, Semester, SupplyLink
from backend.establishments.policy.credit_codes import check_character
from backend.extensions import db

_LUNCH = {"name": "午餐", "from": "11:40", "to": "12:40"}
_DINNER = {"name": "晚餐", "from": "17:30", "to": "18:30"}
_WEEKDAYS = [{"weekday": day, "from": "06:00", "to": "18:00"} for day in range(5)]


def build(places: Mapping[str, int], jurisdiction_id: int) -> dict[str, int]:
    """The further establishments by the words that people's places use. `places`: those that are there already."""
    _fill(
        places["first"],
        kind=EstablishmentKind.SECONDARY_SCHOOL,
        tags=[EstablishmentTag.BOARDING.value, EstablishmentTag.OFF_CAMPUS_MEALS.value],
        legal_person="刘建国",
        phone="023-4800 0001",
        diners=1850,
        meal_times=[{"name": "早餐", "from": "07:00", "to": "08:00"}, _LUNCH, _DINNER],
        credit_code=_code("12500110MB1000001"),
    )
    # The other one keeps the calendars, so that terms and holidays can be seen at work.
    _fill(
        places["second"],
        tags=[EstablishmentTag.NUTRITION_PROGRAMME.value],
        legal_person="杨秀英",
        phone="023-4800 0002",
        diners=620,
        meal_times=[_LUNCH],
        credit_code=_code("12500110MB1000002"),
        opening_hours=_WEEKDAYS,
        closes_on_holidays=True,
        follows_school_calendar=True,
    )
    _terms(places["second"])
    made = {
        "supplier": _supplier("示例营养餐配送中心", jurisdiction_id, "91500110MA5000003"),
        "headquarters": _headquarters(jurisdiction_id),
    }
    _supplier("示例快餐配送部", jurisdiction_id, "91500110MA5000004")
    _branch(made["headquarters"], jurisdiction_id)
    _link(made["supplier"], places["first"])
    return made


def certify(supplier_id: int, added_by: User) -> None:
    """The supplier holds an HACCP certificate, so that the ranking has something to rank."""
    if db.session.scalar(select(QualityCertificate.id).where(QualityCertificate.establishment_id == supplier_id)):
        return
    today = clock.now().date()
    db.session.add(
        QualityCertificate(
            establishment_id=supplier_id,
            scheme=QualityScheme.HACCP,
            number="DEMO-HACCP-0001",
            body="示例认证中心",
            scope="集体用餐配送膳食的加工和配送",
            issued_on=today - timedelta(days=200),
            expires_on=today + timedelta(days=895),
            added_by_id=added_by.id,
            added_at=clock.now(),
        )
    )


def _code(first_17: str) -> str:
    return first_17 + check_character(first_17)


def _fill(establishment_id: int, **facts: Any) -> None:
    row = db.session.get_one(Establishment, establishment_id)
    if row.credit_code is None:
        for name, value in facts.items():
            setattr(row, name, value)
        db.session.flush()


def _make(name: str, kind: EstablishmentKind, jurisdiction_id: int, code: str, **facts: Any) -> int:
    found = db.session.scalar(select(Establishment.id).where(Establishment.name == name))
    if found is not None:
        return found
    values = {"name": name, "kind": kind, "jurisdiction_id": jurisdiction_id, "credit_code": _code(code), **facts}
    return service.create(values).id


def _supplier(name: str, jurisdiction_id: int, code: str) -> int:
    facts = {"address": "示例市示例区工业园3号", "legal_person": "秦海", "phone": "023-4800 0003"}
    return _make(name, EstablishmentKind.COLLECTIVE_SUPPLIER, jurisdiction_id, code, **facts)


def _headquarters(jurisdiction_id: int) -> int:
    facts = {"address": "示例市示例区中山路100号", "brand": "示例火锅", "legal_person": "尤勇"}
    kind = EstablishmentKind.CHAIN_HEADQUARTERS
    return _make("示例火锅连锁总部", kind, jurisdiction_id, "91500110MA5000005", **facts)


def _branch(headquarters_id: int, jurisdiction_id: int) -> int:
    return _make(
        "示例火锅（学府路店）",
        EstablishmentKind.RESTAURANT,
        jurisdiction_id,
        "91500110MA5000006",
        address="示例市示例区学府路88号",
        brand="示例火锅",
        tags=[EstablishmentTag.CHAIN_BRANCH.value, EstablishmentTag.HOTPOT.value],
        size_class=SizeClass.MEDIUM,
        headquarters_id=headquarters_id,
        platforms=[{"platform": "美团", "shop_name": "示例火锅（学府路店）", "url": ""}],
    )


def _terms(establishment_id: int) -> None:
    """The two terms of the running school year; it begins in September."""
    if db.session.scalar(select(Semester.id).where(Semester.establishment_id == establishment_id).limit(1)):
        return
    today = clock.now().date()
    year = today.year if today.month >= 8 else today.year - 1
    for name, starts_on, ends_on in (
        (f"{year} 年秋季学期", date(year, 9, 1), date(year + 1, 1, 22)),
        (f"{year + 1} 年春季学期", date(year + 1, 2, 22), date(year + 1, 7, 5)),
    ):
        db.session.add(Semester(establishment_id=establishment_id, name=name, starts_on=starts_on, ends_on=ends_on))


def _link(supplier_id: int, customer_id: int) -> None:
    known = select(SupplyLink.id).where(SupplyLink.supplier_id == supplier_id, SupplyLink.customer_id == customer_id)
    if db.session.scalar(known) is None:
        starts_on = clock.now().date() - timedelta(days=80)
        db.session.add(SupplyLink(supplier_id=supplier_id, customer_id=customer_id, starts_on=starts_on))
