from __future__ import annotations

from datetime import date

from sqlalchemy import Date, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.extensions import Model


class CalendarDay(Model):
    """Somebody's correction of the published calendar (`published`): whether work is done on a day, and why.

    Only corrections are rows, so that a newer package of holidays counts at once wherever nobody has decided otherwise.
    """

    __tablename__ = "calendar_day"

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(Date, unique=True)
    is_workday: Mapped[bool]
    name: Mapped[str] = mapped_column(String(60))
