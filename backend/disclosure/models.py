"""What an establishment shows to everybody, beyond what other features already hold."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from backend.catalog.disclosure import DisclosureItem
from backend.core.columns import EnumText, UtcDateTime
from backend.extensions import Model


class DisclosureEntry(Model):
    """A line of one of the nine items: a grade, an inspection, an additive in use, a delivery, a self-check's figures.

    `data` has the fields of its item (backend/disclosure/schemas.py). A correction is a new row that names what it
    replaces; a withdrawn one stays as history.
    """

    __tablename__ = "disclosure_entry"
    __table_args__ = (Index("ix_disclosure_entry_list", "establishment_id", "item", "replaced_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    establishment_id: Mapped[int] = mapped_column(ForeignKey("establishment.id"))
    item: Mapped[DisclosureItem] = mapped_column(EnumText(DisclosureItem))
    happened_on: Mapped[date] = mapped_column(Date)
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    added_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    previous_id: Mapped[int | None] = mapped_column(ForeignKey("disclosure_entry.id"))
    replaced_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PublicSettings(Model):
    """What the page behind the QR code opens besides the nine items.

    `camera_ids` may be watched by anybody, blurred, within `hours` ([{"weekday", "from", "to"}], local time).
    """

    __tablename__ = "public_settings"

    establishment_id: Mapped[int] = mapped_column(ForeignKey("establishment.id"), primary_key=True)
    camera_ids: Mapped[list[int]] = mapped_column(JSON, default=list)
    hours: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    shows_ratings: Mapped[bool] = mapped_column(default=True)
    masks_names: Mapped[bool] = mapped_column(default=True)
    statement: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # the right of reply: {"text", "at", "by"}
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
