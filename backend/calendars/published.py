"""The published calendar of mainland China, as the `holidays` package keeps it (国务院办公厅关于节假日安排的通知)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from types import MappingProxyType

import holidays

MAKE_UP = ("调休上班", "Worked instead of another day")
FIRST_YEAR, LAST_YEAR = 2001, 2099


@dataclass(frozen=True)
class PublishedDay:
    is_workday: bool
    name_zh: str
    name_en: str


@dataclass(frozen=True)
class PublishedYear:
    """`is_announced`: the make-up workdays are known; before the yearly notice only the statutory days are."""

    days: Mapping[date, PublishedDay]
    is_announced: bool


@lru_cache(maxsize=64)
def year(number: int) -> PublishedYear:
    """Days that are not what their weekday says; empty for years that the package does not know."""
    if not FIRST_YEAR <= number <= LAST_YEAR:
        return PublishedYear(MappingProxyType({}), is_announced=False)
    chinese = holidays.country_holidays("CN", years=number, language="zh_CN")
    english = holidays.country_holidays("CN", years=number, language="en_US")
    days = {day: PublishedDay(False, _short(name), _short(english.get(day, ""))) for day, name in chinese.items()}
    worked = {day for day in chinese.weekend_workdays if day.year == number}
    days |= {day: PublishedDay(True, *MAKE_UP) for day in worked}
    return PublishedYear(MappingProxyType(days), is_announced=bool(worked))


def _short(name: str) -> str:
    """Without what stands in brackets and without the second of two names for one day."""
    return name.split("; ")[0].split(" (")[0].split("（")[0][:60]
