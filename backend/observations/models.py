from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from backend.catalog.violations import ViolationType
from backend.core.columns import EnumText, UtcDateTime
from backend.evidence.models import StoredFile
from backend.extensions import Model


class Observation(Model):
    """What vision saw for long enough to tell; `key` is made by vision and makes reporting idempotent.

    A camera that never sent a picture is reported without one.
    """

    __tablename__ = "observation"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(120), unique=True)
    device_id: Mapped[int] = mapped_column(ForeignKey("device.id"))
    camera_id: Mapped[int] = mapped_column(ForeignKey("camera.id"), index=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    type: Mapped[ViolationType] = mapped_column(EnumText(ViolationType))
    score: Mapped[float]
    boxes: Mapped[list[list[float]]] = mapped_column(JSON)
    frame: Mapped[list[int]] = mapped_column(JSON)
    first_seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    held_s: Mapped[float]
    rule: Mapped[dict[str, Any]] = mapped_column(JSON)
    model: Mapped[str] = mapped_column(String(200))
    why: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # what was measured over the track
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    snapshot_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    boxed_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    clip_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))

    crops: Mapped[list[ObservationCrop]] = relationship(order_by="ObservationCrop.id", lazy="select")


class ObservationCrop(Model):
    """A part of the picture that a judge looked at, and what it answered there. Seen by whoever sees the case."""

    __tablename__ = "observation_crop"

    id: Mapped[int] = mapped_column(primary_key=True)
    observation_id: Mapped[int] = mapped_column(ForeignKey("observation.id"), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    kind: Mapped[str] = mapped_column(String(20))
    answer: Mapped[str] = mapped_column(String(10))  # yes: the violation is seen; no: the opposite; unknown
    score: Mapped[float]

    file: Mapped[StoredFile] = relationship(lazy="joined", innerjoin=True)
