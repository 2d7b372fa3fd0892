"""What must happen: the rules, and each single duty with its holder, its day and what fulfilled it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from backend.accounts.models import User
from backend.catalog.credentials import DutyCode, DutyState, DutySubject
from backend.catalog.roles import Role
from backend.catalog.violations import ViolationType
from backend.core.columns import EnumText, UtcDateTime
from backend.establishments.models import Establishment
from backend.extensions import Model


class DutyRule(Model):
    """When something is due, who owes it, when to remind and which case opens when it is missed.

    The row of an establishment wins over that of the nearest jurisdiction, that over the default; among versions the
    newest whose `effective_on` has come. `parameters` belong to the code: {"working_days": 10}, say. `remind_days`:
    days before the due day on which to remind, 0 is the day itself. `kinds`: values of EstablishmentKind, empty: all.
    """

    __tablename__ = "duty_rule"
    __table_args__ = (UniqueConstraint("code", "establishment_id", "jurisdiction_id", "effective_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[DutyCode] = mapped_column(EnumText(DutyCode), index=True)
    establishment_id: Mapped[int | None] = mapped_column(ForeignKey("establishment.id"), index=True)
    jurisdiction_id: Mapped[int | None] = mapped_column(ForeignKey("jurisdiction.id"))
    name_zh: Mapped[str] = mapped_column(String(60))
    name_en: Mapped[str] = mapped_column(String(80))
    source: Mapped[str] = mapped_column(String(200), default="")
    kinds: Mapped[list[str]] = mapped_column(JSON, default=list)
    holder_role: Mapped[Role] = mapped_column(EnumText(Role))
    parameters: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    remind_days: Mapped[list[int]] = mapped_column(JSON, default=list)
    overdue_type: Mapped[ViolationType] = mapped_column(EnumText(ViolationType))
    effective_on: Mapped[date] = mapped_column(Date)
    is_active: Mapped[bool] = mapped_column(default=True)


class Duty(Model):
    """One thing that somebody owes by a day (应办事项). Missed, it opens one case, not one a day."""

    __tablename__ = "duty"
    __table_args__ = (
        UniqueConstraint("code", "subject", "subject_id", "due_on"),
        Index("ix_duty_next", "next_at"),
        Index("ix_duty_place", "establishment_id", "state", "due_on"),
        Index("ix_duty_state", "state", "due_on", "establishment_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[DutyCode] = mapped_column(EnumText(DutyCode))
    rule_id: Mapped[int] = mapped_column(ForeignKey("duty_rule.id"))
    establishment_id: Mapped[int] = mapped_column(ForeignKey("establishment.id"))
    subject: Mapped[DutySubject] = mapped_column(EnumText(DutySubject))
    subject_id: Mapped[int]
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    holder_role: Mapped[Role] = mapped_column(EnumText(Role))
    title_zh: Mapped[str] = mapped_column(String(120))
    title_en: Mapped[str] = mapped_column(String(160))
    url: Mapped[str] = mapped_column(String(200))  # the very screen of the app that settles it
    due_on: Mapped[date] = mapped_column(Date)
    state: Mapped[DutyState] = mapped_column(EnumText(DutyState), default=DutyState.PENDING)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # When the notifier looks at it next: a reminder, or the first moment after the due day.
    next_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reminded: Mapped[list[int]] = mapped_column(JSON, default=list)
    fulfilled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    fulfilled_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    proof: Mapped[str] = mapped_column(String(200), default="")
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case_file.id"), index=True)

    holder: Mapped[User | None] = relationship(foreign_keys=[holder_id], lazy="joined")
    establishment: Mapped[Establishment] = relationship(lazy="joined", innerjoin=True)
    rule: Mapped[DutyRule] = relationship(lazy="joined", innerjoin=True)
