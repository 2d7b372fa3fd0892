"""Tables without domain words: what several processes need to agree."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.columns import UtcDateTime
from backend.extensions import Model


class Announcement(Model):
    """ "Something changed", written in the same transaction as the change; every web process tails this table."""

    __tablename__ = "announcement"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    rooms: Mapped[list[str]] = mapped_column(JSON)
    kind: Mapped[str] = mapped_column(String(32))
    subject_id: Mapped[int]


class IdempotencyKey(Model):
    """The answer once given to a write; `owner` is the user, so keys of others cannot be probed."""

    __tablename__ = "idempotency_key"

    owner: Mapped[str] = mapped_column(String(40), primary_key=True)
    key: Mapped[str] = mapped_column(String(120), primary_key=True)
    request: Mapped[str] = mapped_column(String(200))
    status: Mapped[int] = mapped_column(default=0)
    body: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class ThrottleHit(Model):
    """One counted try (a login, say) under a hashed key; old rows are swept."""

    __tablename__ = "throttle_hit"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class ProcessHeartbeat(Model):
    """When each process last said that it is well; /healthz reads this."""

    __tablename__ = "process_heartbeat"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    state: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    detail: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
