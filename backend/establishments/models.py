from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from backend.accounts.models import User
from backend.catalog.areas import AreaKind
from backend.catalog.violations import ViolationType
from backend.core.columns import EnumText, UtcDateTime
from backend.extensions import Model
from backend.jurisdictions.models import Jurisdiction


class Establishment(Model):
    """A kitchen that serves food (餐饮单位).

    `opening_hours`: [{"weekday": 0..6 (Monday 0), "from": "06:00", "to": "20:00"}], local time of `timezone`.
    `closed_on`: ISO days without work. `uniform_colours`: ["#ffffff"].
    """

    __tablename__ = "establishment"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), index=True)
    kind: Mapped[str] = mapped_column(String(32), default="school_canteen")
    address: Mapped[str] = mapped_column(String(200), default="")
    jurisdiction_id: Mapped[int] = mapped_column(ForeignKey("jurisdiction.id"), index=True)
    timezone: Mapped[str] = mapped_column(String(40), default="Asia/Shanghai")
    opening_hours: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    closed_on: Mapped[list[str]] = mapped_column(JSON, default=list)
    uniform_colours: Mapped[list[str]] = mapped_column(JSON, default=list)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    jurisdiction: Mapped[Jurisdiction] = relationship(lazy="select")
    areas: Mapped[list[Area]] = relationship(back_populates="establishment", order_by="Area.id", lazy="select")


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
