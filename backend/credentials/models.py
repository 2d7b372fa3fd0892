"""Licences with their versions, the pledge, certificates of quality schemes, and what follows a late connection."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, Date, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from backend.accounts.models import User
from backend.catalog.credentials import BusinessForm, QualityScheme
from backend.catalog.establishments import CompetentBody
from backend.core.columns import EnumText, UtcDateTime
from backend.evidence.models import StoredFile
from backend.extensions import Model


class Licence(Model):
    """A version of the food business licence (食品经营许可证); the newest that is not superseded is in force.

    A renewal or a change is a new row that names its `previous_id`.
    """

    __tablename__ = "licence"
    __table_args__ = (
        Index("ix_licence_current", "establishment_id", "superseded_at"),
        Index("ix_licence_expiring", "superseded_at", "expires_on", "establishment_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    establishment_id: Mapped[int] = mapped_column(ForeignKey("establishment.id"))
    previous_id: Mapped[int | None] = mapped_column(ForeignKey("licence.id"))
    number: Mapped[str] = mapped_column(String(32), index=True)
    operator: Mapped[str] = mapped_column(String(120))
    credit_code: Mapped[str] = mapped_column(String(18), default="")
    legal_person: Mapped[str] = mapped_column(String(60), default="")
    domicile: Mapped[str] = mapped_column(String(200), default="")
    premises: Mapped[str] = mapped_column(String(200), default="")
    form: Mapped[BusinessForm] = mapped_column(EnumText(BusinessForm))
    items: Mapped[list[str]] = mapped_column(JSON)
    issued_on: Mapped[date] = mapped_column(Date)
    expires_on: Mapped[date] = mapped_column(Date, index=True)
    issuer: Mapped[str] = mapped_column(String(120), default="")
    change_note: Mapped[str] = mapped_column(String(300), default="")
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    # The same picture with a watermark over it: what the public page shows cannot be used for anything else.
    public_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    added_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    superseded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    file: Mapped[StoredFile | None] = relationship(foreign_keys=[file_id], lazy="select")
    public_file: Mapped[StoredFile | None] = relationship(foreign_keys=[public_file_id], lazy="select")


class Pledge(Model):
    """The food safety pledge (食品安全承诺书): the newest one counts, earlier ones stay."""

    __tablename__ = "pledge"

    id: Mapped[int] = mapped_column(primary_key=True)
    establishment_id: Mapped[int] = mapped_column(ForeignKey("establishment.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    signed_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    signer_name: Mapped[str] = mapped_column(String(60))
    signed_at: Mapped[datetime] = mapped_column(UtcDateTime)

    signed_by: Mapped[User] = relationship(lazy="select")
    file: Mapped[StoredFile | None] = relationship(lazy="select")


class QualityCertificate(Model):
    """An HACCP or ISO 22000 certificate of an establishment, most often a supplier."""

    __tablename__ = "quality_certificate"

    id: Mapped[int] = mapped_column(primary_key=True)
    establishment_id: Mapped[int] = mapped_column(ForeignKey("establishment.id"), index=True)
    scheme: Mapped[QualityScheme] = mapped_column(EnumText(QualityScheme))
    number: Mapped[str] = mapped_column(String(60))
    body: Mapped[str] = mapped_column(String(120))
    scope: Mapped[str] = mapped_column(String(300), default="")
    issued_on: Mapped[date] = mapped_column(Date)
    expires_on: Mapped[date] = mapped_column(Date, index=True)
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    added_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    superseded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    file: Mapped[StoredFile | None] = relationship(lazy="select")


class ConnectNotice(Model):
    """The notice to the competent department that a school has not connected in time (通报): once for each duty."""

    __tablename__ = "connect_notice"

    id: Mapped[int] = mapped_column(primary_key=True)
    duty_id: Mapped[int] = mapped_column(ForeignKey("duty.id"), unique=True)
    establishment_id: Mapped[int] = mapped_column(ForeignKey("establishment.id"), index=True)
    number: Mapped[str] = mapped_column(String(40), unique=True)
    body: Mapped[CompetentBody] = mapped_column(EnumText(CompetentBody))
    addressee: Mapped[str] = mapped_column(String(120))
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    received_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    received_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    receipt_note: Mapped[str] = mapped_column(String(200), default="")

    file: Mapped[StoredFile] = relationship(lazy="select")


class ExtraChecks(Model):
    """A unit that is to be looked at more often than others (加大监管频次), until somebody ends it."""

    __tablename__ = "extra_checks"

    id: Mapped[int] = mapped_column(primary_key=True)
    establishment_id: Mapped[int] = mapped_column(ForeignKey("establishment.id"), index=True)
    duty_id: Mapped[int | None] = mapped_column(ForeignKey("duty.id"))
    per_year: Mapped[int]
    reason: Mapped[str] = mapped_column(String(200))
    set_at: Mapped[datetime] = mapped_column(UtcDateTime)
    set_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
