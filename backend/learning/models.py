"""Versions of the small models that judge crops."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from backend.accounts.models import User
from backend.catalog.learning import ModelState
from backend.catalog.violations import ViolationType
from backend.core.columns import EnumText, UtcDateTime
from backend.evidence.models import StoredFile
from backend.extensions import Model


class ModelVersion(Model):
    """A trained model (ONNX) that was proposed with its figures; a person switches it on. One per type is active.

    Without an active one the boxes use the model that the product ships. `previous_id`: what was active before this
    one, which a rollback returns to. `fault`: what a box said that could not load it.
    """

    __tablename__ = "model_version"
    __table_args__ = (UniqueConstraint("type", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    type: Mapped[ViolationType] = mapped_column(EnumText(ViolationType), index=True)
    version: Mapped[str] = mapped_column(String(60))
    state: Mapped[ModelState] = mapped_column(EnumText(ModelState), default=ModelState.PROPOSED)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    metrics: Mapped[dict[str, Any]] = mapped_column(JSON)
    note: Mapped[str] = mapped_column(String(500), default="")
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    switched_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    switched_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    previous_id: Mapped[int | None] = mapped_column(ForeignKey("model_version.id"))
    fault: Mapped[str] = mapped_column(String(200), default="")
    fault_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    file: Mapped[StoredFile] = relationship(lazy="joined", innerjoin=True)
    proposed_by: Mapped[User] = relationship(foreign_keys=[proposed_by_id], lazy="joined", innerjoin=True)
    switched_by: Mapped[User | None] = relationship(foreign_keys=[switched_by_id], lazy="joined")
