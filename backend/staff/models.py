"""People's files: who works where and as what, their health certificates, morning checks and conduct."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from backend.accounts.models import User
from backend.catalog.posts import Post
from backend.catalog.staff import ConductKind, ContestState, LeavingReason, MorningFinding
from backend.core.columns import EnumText, UtcDateTime
from backend.establishments.models import Establishment
from backend.evidence.models import StoredFile
from backend.extensions import Model


class Employment(Model):
    """A person works at an establishment, from joining to leaving; the ended rows are its history."""

    __tablename__ = "employment"
    __table_args__ = (Index("ix_employment_place", "establishment_id", "ended_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    establishment_id: Mapped[int] = mapped_column(ForeignKey("establishment.id"))
    is_part_time: Mapped[bool] = mapped_column(default=False)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    leaving_reason: Mapped[LeavingReason | None] = mapped_column(EnumText(LeavingReason))
    leaving_text: Mapped[str] = mapped_column(String(300), default="")

    user: Mapped[User] = relationship(lazy="joined", innerjoin=True)
    establishment: Mapped[Establishment] = relationship(lazy="select")
    holdings: Mapped[list[PostHolding]] = relationship(
        back_populates="employment", order_by="PostHolding.id", lazy="selectin"
    )


class PostHolding(Model):
    """A person held a post from then to then: time on post (在岗时间). One person may hold several at once."""

    __tablename__ = "post_holding"

    id: Mapped[int] = mapped_column(primary_key=True)
    employment_id: Mapped[int] = mapped_column(ForeignKey("employment.id"), index=True)
    post: Mapped[Post] = mapped_column(EnumText(Post))
    # The role that this post brought along; ends with it.
    membership_id: Mapped[int | None] = mapped_column(ForeignKey("membership.id"))
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    employment: Mapped[Employment] = relationship(back_populates="holdings")


class HealthCertificate(Model):
    """A worker's health certificate (健康证明): valid one year from the examination (食品安全法 art. 45).

    A renewal is a new row; `superseded_at` says when it took over. The photo is health data.
    """

    __tablename__ = "health_certificate"
    __table_args__ = (
        Index("ix_health_certificate_person", "establishment_id", "user_id"),
        Index("ix_health_certificate_expiring", "superseded_at", "expires_on", "establishment_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    establishment_id: Mapped[int] = mapped_column(ForeignKey("establishment.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    number: Mapped[str] = mapped_column(String(60))
    examined_on: Mapped[date] = mapped_column(Date)
    expires_on: Mapped[date] = mapped_column(Date, index=True)
    issuer: Mapped[str] = mapped_column(String(120), default="")
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    added_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    superseded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    user: Mapped[User] = relationship(foreign_keys=[user_id], lazy="joined", innerjoin=True)
    file: Mapped[StoredFile | None] = relationship(lazy="select")


class MorningCheck(Model):
    """The morning check of one day (晨检), by exception; a correction is a new version, the highest counts."""

    __tablename__ = "morning_check"
    __table_args__ = (UniqueConstraint("establishment_id", "day", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    establishment_id: Mapped[int] = mapped_column(ForeignKey("establishment.id"))
    day: Mapped[date] = mapped_column(Date)
    version: Mapped[int] = mapped_column(default=1)
    checked_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    submitted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    fit_user_ids: Mapped[list[int]] = mapped_column(JSON)
    absent_user_ids: Mapped[list[int]] = mapped_column(JSON, default=list)

    checked_by: Mapped[User] = relationship(lazy="joined", innerjoin=True)
    exceptions: Mapped[list[MorningException]] = relationship(order_by="MorningException.id", lazy="selectin")


class MorningException(Model):
    """Somebody was not fit that morning, and what was done. Health data."""

    __tablename__ = "morning_exception"

    id: Mapped[int] = mapped_column(primary_key=True)
    check_id: Mapped[int] = mapped_column(ForeignKey("morning_check.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    finding: Mapped[MorningFinding] = mapped_column(EnumText(MorningFinding))
    temperature: Mapped[float | None]  # °C
    action: Mapped[str] = mapped_column(String(300))

    user: Mapped[User] = relationship(lazy="joined", innerjoin=True)


class ConductEntry(Model):
    """A confirmed violation or a praise in a person's file; the person may contest a violation.

    Written by a human only. `case_id` names the case that it came from, if any.
    """

    __tablename__ = "conduct_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    establishment_id: Mapped[int] = mapped_column(ForeignKey("establishment.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    kind: Mapped[ConductKind] = mapped_column(EnumText(ConductKind))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case_file.id"))
    text: Mapped[str] = mapped_column(Text)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    contest: Mapped[ContestState] = mapped_column(EnumText(ContestState), default=ContestState.NONE)
    contest_text: Mapped[str] = mapped_column(Text, default="")
    contested_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    contest_answer: Mapped[str] = mapped_column(Text, default="")
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    data: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    user: Mapped[User] = relationship(foreign_keys=[user_id], lazy="joined", innerjoin=True)
    recorded_by: Mapped[User] = relationship(foreign_keys=[recorded_by_id], lazy="joined", innerjoin=True)
