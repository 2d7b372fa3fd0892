from __future__ import annotations

import secrets
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from backend.accounts.models import User
from backend.catalog.areas import AreaKind
from backend.catalog.establishments import CompetentBody, EstablishmentKind, EstablishmentState, SizeClass
from backend.catalog.violations import ViolationType
from backend.core.columns import EnumText, UtcDateTime
from backend.extensions import Model
from backend.jurisdictions.models import Jurisdiction


def new_public_code() -> str:
    """128 random bits: nobody finds an establishment's page by trying."""
    return secrets.token_urlsafe(16)


class Establishment(Model):
    """A kitchen that serves food (餐饮单位).

    `credit_code`: the unified social credit code. `public_code`: unguessable, behind the establishment's QR code.
    `meal_times`: [{"name", "from", "to"}]. `platforms`: [{"platform", "shop_name", "url"}], where meals are ordered.
    `confirmed_at`: when somebody last said that the facts still hold.
    `opening_hours`: [{"weekday": 0..6 (Monday 0), "from": "06:00", "to": "20:00"}], local time of `timezone`.
    `closed_on`: ISO days without work. `uniform_colours`: ["#ffffff"].
    """

    __tablename__ = "establishment"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), index=True)
    kind: Mapped[EstablishmentKind] = mapped_column(
        EnumText(EstablishmentKind), default=EstablishmentKind.PRIMARY_SCHOOL
    )
    state: Mapped[EstablishmentState] = mapped_column(
        EnumText(EstablishmentState), default=EstablishmentState.ACTIVE, index=True
    )
    competent_body: Mapped[CompetentBody] = mapped_column(EnumText(CompetentBody), default=CompetentBody.EDUCATION)
    tags: Mapped[list[str]] = mapped_column(JSON, default=list)
    size_class: Mapped[SizeClass | None] = mapped_column(EnumText(SizeClass))
    brand: Mapped[str] = mapped_column(String(60), default="")
    credit_code: Mapped[str | None] = mapped_column(String(18), index=True)
    public_code: Mapped[str] = mapped_column(String(32), unique=True, default=new_public_code)
    legal_person: Mapped[str] = mapped_column(String(60), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    diners: Mapped[int] = mapped_column(default=0)
    headquarters_id: Mapped[int | None] = mapped_column(ForeignKey("establishment.id"), index=True)
    meal_times: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    platforms: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    follows_school_calendar: Mapped[bool] = mapped_column(default=False)
    closes_on_holidays: Mapped[bool] = mapped_column(default=False)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    address: Mapped[str] = mapped_column(String(200), default="")
    jurisdiction_id: Mapped[int] = mapped_column(ForeignKey("jurisdiction.id"), index=True)
    timezone: Mapped[str] = mapped_column(String(40), default="Asia/Shanghai")
    opening_hours: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    closed_on: Mapped[list[str]] = mapped_column(JSON, default=list)
    uniform_colours: Mapped[list[str]] = mapped_column(JSON, default=list)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    jurisdiction: Mapped[Jurisdiction] = relationship(lazy="select")
    areas: Mapped[list[Area]] = relationship(back_populates="establishment", order_by="Area.id", lazy="select")


class Semester(Model):
    """A term of a school's calendar; outside all of them the school does not cook. Days are inclusive."""

    __tablename__ = "semester"

    id: Mapped[int] = mapped_column(primary_key=True)
    establishment_id: Mapped[int] = mapped_column(ForeignKey("establishment.id"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date] = mapped_column(Date)


class SupplyLink(Model):
    """A supplier feeds a school: the school's people may look at the supplier (seed 001 art. 13)."""

    __tablename__ = "supply_link"
    __table_args__ = (UniqueConstraint("supplier_id", "customer_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    supplier_id: Mapped[int] = mapped_column(ForeignKey("establishment.id"))
    customer_id: Mapped[int] = mapped_column(ForeignKey("establishment.id"), index=True)
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)

    supplier: Mapped[Establishment] = relationship(foreign_keys=[supplier_id], lazy="joined", innerjoin=True)
    customer: Mapped[Establishment] = relationship(foreign_keys=[customer_id], lazy="joined", innerjoin=True)


class Area(Model):
    __tablename__ = "area"

    id: Mapped[int] = mapped_column(primary_key=True)
    establishment_id: Mapped[int] = mapped_column(ForeignKey("establishment.id"), index=True)
    kind: Mapped[AreaKind] = mapped_column(EnumText(AreaKind))
    name: Mapped[str] = mapped_column(String(60))

    establishment: Mapped[Establishment] = relationship(back_populates="areas", lazy="select")


class Responsibility(Model):
    """Who holds an area, a violation type or everything, on which weekdays and hours; deputies stand behind.

    Source: seed 000 3(4), 定岗、定责、定人. A missing area or type means "all of them".
    """

    __tablename__ = "responsibility"

    id: Mapped[int] = mapped_column(primary_key=True)
    establishment_id: Mapped[int] = mapped_column(ForeignKey("establishment.id"), index=True)
    area_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    violation_type: Mapped[ViolationType | None] = mapped_column(EnumText(ViolationType))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    is_deputy: Mapped[bool] = mapped_column(default=False)
    weekdays: Mapped[list[int]] = mapped_column(JSON)
    from_time: Mapped[str] = mapped_column(String(5), default="00:00")
    to_time: Mapped[str] = mapped_column(String(5), default="24:00")

    user: Mapped[User] = relationship(lazy="joined", innerjoin=True)
