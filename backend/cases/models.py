"""Case, its timeline and evidence, chains and timers, deliveries, documents."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from backend.accounts.models import User
from backend.cameras.models import Camera
from backend.catalog.cases import (
    CaseSource,
    CaseState,
    ChainCode,
    DeliveryChannel,
    DeliveryState,
    DismissalReason,
    EvidenceKind,
    StepTimer,
    TimelineKind,
)
from backend.catalog.roles import Role
from backend.catalog.violations import Severity, TimerClock, ViolationType
from backend.core.columns import EnumText, UtcDateTime
from backend.establishments.models import Area, Establishment
from backend.evidence.models import StoredFile
from backend.extensions import Model


class Case(Model):
    """Something went wrong and someone must act (案件).

    `chain` is a copy made at opening: [{"level", "roles", "after", "at": ISO, "told_at": ISO or null}, ...];
    editing a chain never changes a running case. `next_step_at` is what the notifier waits for.
    """

    __tablename__ = "case_file"
    __table_args__ = (
        Index("ix_case_due", "next_step_at"),
        Index("ix_case_merge", "camera_id", "type", "state"),
        Index("ix_case_list", "establishment_id", "state", "opened_at"),
        Index("ix_case_standing", "state", "establishment_id", "is_overdue", "severity"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(32), unique=True)
    establishment_id: Mapped[int] = mapped_column(ForeignKey("establishment.id"))
    area_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    camera_id: Mapped[int | None] = mapped_column(ForeignKey("camera.id"))
    source: Mapped[CaseSource] = mapped_column(EnumText(CaseSource))
    type: Mapped[ViolationType] = mapped_column(EnumText(ViolationType))
    severity: Mapped[Severity] = mapped_column(EnumText(Severity))
    state: Mapped[CaseState] = mapped_column(EnumText(CaseState), default=CaseState.OPEN)
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    first_seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    occurrences: Mapped[int] = mapped_column(default=1)
    merge_until: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    is_overdue: Mapped[bool] = mapped_column(default=False)
    # Only suspected (疑似): told to the first person alone, and climbs from the moment a person confirms it.
    is_suspected: Mapped[bool] = mapped_column(default=False)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    level: Mapped[int] = mapped_column(default=0)
    chain: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    timer_clock: Mapped[TimerClock] = mapped_column(EnumText(TimerClock))
    next_step: Mapped[int] = mapped_column(default=0)
    next_step_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    why: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    acknowledged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    acknowledged_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    rectified_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    rectified_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    rectification: Mapped[str | None] = mapped_column(Text)
    dismissal_reason: Mapped[DismissalReason | None] = mapped_column(EnumText(DismissalReason))
    dismissal_text: Mapped[str | None] = mapped_column(Text)
    recovered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    penalty_reference: Mapped[str | None] = mapped_column(String(120))
    penalty_text: Mapped[str | None] = mapped_column(Text)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    establishment: Mapped[Establishment] = relationship(lazy="joined", innerjoin=True)
    area: Mapped[Area | None] = relationship(lazy="joined")
    camera: Mapped[Camera | None] = relationship(lazy="select")
    holder: Mapped[User | None] = relationship(foreign_keys=[holder_id], lazy="joined")
    timeline: Mapped[list[TimelineEntry]] = relationship(order_by="TimelineEntry.id", lazy="select")
    evidence: Mapped[list[Evidence]] = relationship(order_by="Evidence.id", lazy="select")
    deliveries: Mapped[list[Delivery]] = relationship(order_by="Delivery.id", lazy="select")
    opinions: Mapped[list[RectificationOpinion]] = relationship(order_by="RectificationOpinion.id", lazy="select")


class TimelineEntry(Model):
    __tablename__ = "timeline_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # the phone's own clock, when answered offline
    kind: Mapped[TimelineKind] = mapped_column(EnumText(TimelineKind))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    level: Mapped[int | None]
    text: Mapped[str] = mapped_column(Text, default="")
    data: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    actor: Mapped[User | None] = relationship(lazy="joined")


class Evidence(Model):
    __tablename__ = "evidence"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    kind: Mapped[EvidenceKind] = mapped_column(EnumText(EvidenceKind))
    taken_at: Mapped[datetime] = mapped_column(UtcDateTime)
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    observation_key: Mapped[str | None] = mapped_column(String(120), index=True)

    file: Mapped[StoredFile] = relationship(lazy="joined", innerjoin=True)
    added_by: Mapped[User | None] = relationship(lazy="joined")


class EscalationChain(Model):
    """Who is told in which order (处置链). Rows with an establishment override the default of the same code."""

    __tablename__ = "escalation_chain"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[ChainCode] = mapped_column(EnumText(ChainCode))
    establishment_id: Mapped[int | None] = mapped_column(ForeignKey("establishment.id"), index=True)
    name_zh: Mapped[str] = mapped_column(String(60))
    name_en: Mapped[str] = mapped_column(String(60))

    steps: Mapped[list[ChainStep]] = relationship(
        cascade="all, delete-orphan", order_by="ChainStep.position", lazy="selectin"
    )


class ChainStep(Model):
    __tablename__ = "chain_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    chain_id: Mapped[int] = mapped_column(ForeignKey("escalation_chain.id"), index=True)
    position: Mapped[int]
    level: Mapped[int]
    roles: Mapped[list[str]] = mapped_column(JSON)  # values of Role; "holder" stands for the case's named person
    after: Mapped[StepTimer] = mapped_column(EnumText(StepTimer))


class Timer(Model):
    """Minutes of a type at a severity; the row of the establishment wins over the default, a type over none."""

    __tablename__ = "timer"

    id: Mapped[int] = mapped_column(primary_key=True)
    establishment_id: Mapped[int | None] = mapped_column(ForeignKey("establishment.id"), index=True)
    type: Mapped[ViolationType | None] = mapped_column(EnumText(ViolationType))
    severity: Mapped[Severity] = mapped_column(EnumText(Severity))
    t1_minutes: Mapped[int]
    t2_minutes: Mapped[int]
    close_minutes: Mapped[int]
    clock: Mapped[TimerClock] = mapped_column(EnumText(TimerClock))


class Delivery(Model):
    """One message to one person on one channel: the outbox, the in-app inbox and the proof of who was told.

    `key` makes a step's message unique; `lease_until` is set before sending and `state` after it, so that a crash
    repeats a message at worst and never loses one.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        Index("ix_delivery_due", "state", "due_at"),
        Index("ix_delivery_inbox", "user_id", "channel", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(120), unique=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case_file.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    role: Mapped[Role | None] = mapped_column(EnumText(Role))
    subscription_id: Mapped[int | None] = mapped_column(ForeignKey("push_subscription.id"))
    channel: Mapped[DeliveryChannel] = mapped_column(EnumText(DeliveryChannel))
    level: Mapped[int | None]
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[DeliveryState] = mapped_column(EnumText(DeliveryState), default=DeliveryState.PENDING)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    error: Mapped[str | None] = mapped_column(String(200))

    user: Mapped[User] = relationship(lazy="joined", innerjoin=True)


class RectificationOpinion(Model):
    """The officer's written rectification opinion (书面整改意见书)."""

    __tablename__ = "rectification_opinion"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    number: Mapped[str] = mapped_column(String(40), unique=True)
    issued_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    facts: Mapped[str] = mapped_column(Text)
    demands: Mapped[str] = mapped_column(Text)
    deadline_on: Mapped[str] = mapped_column(String(10))
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    received_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    received_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    issued_by: Mapped[User] = relationship(foreign_keys=[issued_by_id], lazy="joined", innerjoin=True)
    file: Mapped[StoredFile] = relationship(lazy="joined", innerjoin=True)


class Attribution(Model):
    """A violation on a person's record: written only by a human who confirmed it, never by the AI."""

    __tablename__ = "attribution"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    confirmed_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    confirmed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    text: Mapped[str] = mapped_column(Text, default="")


class NumberSeries(Model):
    """Last number given out, per series such as "case-2026" or "opinion-2026"."""

    __tablename__ = "number_series"

    series: Mapped[str] = mapped_column(String(32), primary_key=True)
    last: Mapped[int] = mapped_column(default=0)
