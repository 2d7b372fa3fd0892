"""How people and units come in: applications with their review, and invitations (seed 000 annex 2)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from backend.accounts.models import User
from backend.catalog.posts import Post
from backend.catalog.roles import Role
from backend.catalog.staff import ApplicationState, InvitationKind
from backend.core.columns import EnumText, UtcDateTime
from backend.establishments.models import Establishment
from backend.evidence.models import StoredFile
from backend.extensions import Model


class Application(Model):
    """Somebody asks to join an establishment on a post; `founds` it when the establishment itself is new."""

    __tablename__ = "application"
    __table_args__ = (Index("ix_application_place", "establishment_id", "state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    establishment_id: Mapped[int] = mapped_column(ForeignKey("establishment.id"))
    post: Mapped[Post] = mapped_column(EnumText(Post))
    founds: Mapped[bool] = mapped_column(default=False)
    is_part_time: Mapped[bool] = mapped_column(default=False)
    licence_number: Mapped[str] = mapped_column(String(32), default="")
    licence_issued_on: Mapped[date | None] = mapped_column(Date)
    licence_expires_on: Mapped[date | None] = mapped_column(Date)
    licence_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    invitation_id: Mapped[int | None] = mapped_column(ForeignKey("invitation.id"))
    message: Mapped[str] = mapped_column(String(300), default="")
    state: Mapped[ApplicationState] = mapped_column(EnumText(ApplicationState), default=ApplicationState.PENDING)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    reason: Mapped[str] = mapped_column(Text, default="")

    user: Mapped[User] = relationship(foreign_keys=[user_id], lazy="joined", innerjoin=True)
    establishment: Mapped[Establishment] = relationship(lazy="joined", innerjoin=True)
    licence_file: Mapped[StoredFile | None] = relationship(lazy="select")


class Invitation(Model):
    """A QR code that lets somebody join. The link holds the token, the row its SHA-256 and, sealed, the token itself.

    Sealed with the field key, so that the poster can be printed again. A parent's one leads into a group.
    """

    __tablename__ = "invitation"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    sealed_token: Mapped[str] = mapped_column(String(300))
    establishment_id: Mapped[int] = mapped_column(ForeignKey("establishment.id"), index=True)
    kind: Mapped[InvitationKind] = mapped_column(EnumText(InvitationKind))
    post: Mapped[Post | None] = mapped_column(EnumText(Post))
    role: Mapped[Role | None] = mapped_column(EnumText(Role))
    group_id: Mapped[int | None] = mapped_column(index=True)  # backend/parents, a sibling: no foreign key
    created_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    access_ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    uses: Mapped[int] = mapped_column(default=0)
    max_uses: Mapped[int | None]

    establishment: Mapped[Establishment] = relationship(lazy="joined", innerjoin=True)
