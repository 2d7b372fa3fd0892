"""Parents and committees: what each group may see, who is in it, and what it says."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from backend.accounts.models import User
from backend.catalog.disclosure import GroupKind
from backend.core.columns import EnumText, UtcDateTime
from backend.establishments.models import Establishment
from backend.evidence.models import StoredFile
from backend.extensions import Model


class ViewingGroup(Model):
    """Parents or a committee, and what the school lets them see (seed 001 art. 4 and 10).

    `camera_ids`: the cameras opened to them, none when empty. `hours`: [{"weekday", "from", "to"}] in local time. They
    see blurred pictures unless the school says otherwise, and recordings only when allowed. A group of customers has no
    members: it is what a supplier opens to the people of the schools it feeds.
    """

    __tablename__ = "viewing_group"

    id: Mapped[int] = mapped_column(primary_key=True)
    establishment_id: Mapped[int] = mapped_column(ForeignKey("establishment.id"), index=True)
    kind: Mapped[GroupKind] = mapped_column(EnumText(GroupKind), default=GroupKind.PARENTS)
    name: Mapped[str] = mapped_column(String(60))
    camera_ids: Mapped[list[int]] = mapped_column(JSON, default=list)
    hours: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    is_school_days_only: Mapped[bool] = mapped_column(default=False)
    is_blurred: Mapped[bool] = mapped_column(default=True)
    allows_playback: Mapped[bool] = mapped_column(default=False)
    ends_on: Mapped[date | None] = mapped_column(Date)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    establishment: Mapped[Establishment] = relationship(lazy="select")
    members: Mapped[list[GroupMember]] = relationship(back_populates="group", order_by="GroupMember.id", lazy="select")


class GroupMember(Model):
    """A parent in a group. `membership_id` is the account's role at the school; both end together."""

    __tablename__ = "group_member"
    __table_args__ = (Index("ix_group_member_person", "user_id", "ended_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("viewing_group.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    membership_id: Mapped[int | None] = mapped_column(ForeignKey("membership.id"))
    remark: Mapped[str] = mapped_column(String(60), default="")  # the class of the child, say
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_on: Mapped[date | None] = mapped_column(Date)
    suspended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    group: Mapped[ViewingGroup] = relationship(back_populates="members", lazy="select")
    user: Mapped[User] = relationship(lazy="joined", innerjoin=True)


class Opinion(Model):
    """An opinion of a member or the minutes of a meeting; the school must answer, and all members see the answer."""

    __tablename__ = "opinion"

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("viewing_group.id"), index=True)
    establishment_id: Mapped[int] = mapped_column(ForeignKey("establishment.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    # A day makes it the minutes of that day's meeting.
    held_on: Mapped[date | None] = mapped_column(Date)
    title: Mapped[str] = mapped_column(String(120), default="")
    text: Mapped[str] = mapped_column(Text)
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    group: Mapped[ViewingGroup] = relationship(lazy="select")
    author: Mapped[User] = relationship(foreign_keys=[author_id], lazy="joined", innerjoin=True)
    answered_by: Mapped[User | None] = relationship(foreign_keys=[answered_by_id], lazy="joined")
    file: Mapped[StoredFile | None] = relationship(lazy="select")
