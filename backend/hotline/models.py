"""What the public and parents say: reports that become cases, ratings, and the establishment's answers."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from backend.catalog.disclosure import ReportChannel, ReportTopic
from backend.core.columns import EnumText, UtcDateTime
from backend.establishments.models import Establishment
from backend.extensions import Model


class Report(Model):
    """A report about an establishment (公众反映). Anonymous ones are followed by a code that only the sender has.

    `contact` is sealed with the field key and shown to nobody but who handles the report.
    """

    __tablename__ = "report"
    __table_args__ = (Index("ix_report_list", "establishment_id", "created_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    establishment_id: Mapped[int] = mapped_column(ForeignKey("establishment.id"))
    channel: Mapped[ReportChannel] = mapped_column(EnumText(ReportChannel))
    topic: Mapped[ReportTopic] = mapped_column(EnumText(ReportTopic))
    text: Mapped[str] = mapped_column(Text)
    camera_id: Mapped[int | None] = mapped_column(ForeignKey("camera.id"))
    reporter_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    contact: Mapped[str] = mapped_column(String(300), default="")
    code_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    file_ids: Mapped[list[int]] = mapped_column(JSON, default=list)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case_file.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Shown on the public page, with the answer beside it, once a person has looked at the words.
    is_published: Mapped[bool] = mapped_column(default=False)

    establishment: Mapped[Establishment] = relationship(lazy="joined", innerjoin=True)


class Rating(Model):
    """One to five stars and a few words; one a day from the same browser. The establishment may answer."""

    __tablename__ = "rating"
    __table_args__ = (Index("ix_rating_list", "establishment_id", "created_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    establishment_id: Mapped[int] = mapped_column(ForeignKey("establishment.id"))
    stars: Mapped[int]
    text: Mapped[str] = mapped_column(String(300), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reply: Mapped[str] = mapped_column(String(500), default="")
    replied_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    replied_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    hidden_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    hidden_reason: Mapped[str] = mapped_column(String(200), default="")


class Guidance(Model):
    """An officer's word to an establishment outside any case (指导); the establishment confirms receipt."""

    __tablename__ = "guidance"

    id: Mapped[int] = mapped_column(primary_key=True)
    establishment_id: Mapped[int] = mapped_column(ForeignKey("establishment.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    text: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    received_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    received_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
