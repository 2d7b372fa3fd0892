"""Rules of what is disclosed: who enters which item, what is stale, how names are masked, how sums are made."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from backend.catalog.disclosure import DisclosureItem, Grade
from backend.catalog.roles import Permission
from backend.core.errors import InvalidError

MASKED = "＊"
# Items that are kept up by hand until their ledgers are there (reference 2.10: "the last 30 days").
RECENT_DAYS = 30
_KEPT_BY_HAND = frozenset({DisclosureItem.ADDITIVES, DisclosureItem.INGREDIENTS, DisclosureItem.SELF_CHECKS})
ENTERED_BY: dict[DisclosureItem, Permission] = {
    DisclosureItem.GRADE: Permission.INSPECTION_RECORD,
    DisclosureItem.INSPECTIONS: Permission.INSPECTION_RECORD,
    DisclosureItem.SAFETY_OFFICERS: Permission.DISCLOSURE_MANAGE,
    DisclosureItem.ADDITIVES: Permission.DISCLOSURE_MANAGE,
    DisclosureItem.INGREDIENTS: Permission.DISCLOSURE_MANAGE,
    DisclosureItem.SELF_CHECKS: Permission.DISCLOSURE_MANAGE,
}
_TWO_CHARACTERS = frozenset(
    ("欧阳", "上官", "司马", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "宇文", "长孙", "司徒", "夏侯")
)


class ItemState(StrEnum):
    """STALE: something is there, but nothing from the last weeks. EXPIRED: the licence has run out."""

    SHOWN = "shown"
    STALE = "stale"
    EXPIRED = "expired"
    MISSING = "missing"


def state_of(item: DisclosureItem, newest_on: date | None, today: date) -> ItemState:
    """`newest_on`: the day that the newest line is about; None when there is none."""
    if newest_on is None:
        return ItemState.MISSING
    if item in _KEPT_BY_HAND and newest_on < today - timedelta(days=RECENT_DAYS):
        return ItemState.STALE
    return ItemState.SHOWN


def check_day(happened_on: date, today: date) -> None:
    """Raises InvalidError for a day that has not come yet, or one of long ago."""
    if happened_on > today:
        raise InvalidError(happened_on=["This day has not come yet."])
    if happened_on < today - timedelta(days=5 * 366):
        raise InvalidError(happened_on=["This day is too long ago."])


def surname(name: str) -> str:
    """李敏 -> 李, 欧阳华 -> 欧阳, Li Min -> L."""
    if name[:2] in _TWO_CHARACTERS and len(name) > 2:
        return name[:2]
    return name[:1]


def masked_name(name: str) -> str:
    """李敏 -> 李＊, 王小明 -> 王＊＊; never longer than three marks."""
    first = surname(name)
    return first + MASKED * min(max(len(name) - len(first), 1), 3)


def without_names(text: str, names: Collection[str]) -> str:
    """The text with people's names masked; a name of one character is too common a word to be one."""
    for name in sorted((each for each in names if len(each) > 1), key=len, reverse=True):
        text = text.replace(name, masked_name(name))
    return text


@dataclass(frozen=True)
class SelfCheckSum:
    """What the self-checks of a span come to. `rate`: per cent of the planned that were done, None without any."""

    planned: int = 0
    done: int = 0
    problems: int = 0
    corrected: int = 0

    @property
    def rate(self) -> int | None:
        return self.done * 100 // self.planned if self.planned else None


def sum_self_checks(rows: Iterable[tuple[date, Mapping[str, Any]]], first: date, last: date) -> SelfCheckSum:
    """The sum of the entries from `first` to `last`, both days included."""
    found = [data for day, data in rows if first <= day <= last]
    return SelfCheckSum(
        *(sum(int(data[name]) for data in found) for name in ("planned", "done", "problems", "corrected"))
    )


def average(points: int | None, items: int | None) -> float | None:
    """Points by items, to one decimal, as the grading sheet has it (reference 2.9); 8.95 is 8.9, not 9.0."""
    return int(points * 10 / items) / 10 if points is not None and items else None


def grade_of(points: int, items: int, key_failures: int) -> Grade:
    """The grade that the bands name; the officer decides. Bands: reference 2.9."""
    mean = average(points, items) or 0.0
    if key_failures >= 2 or mean < 6.0:
        return Grade.NONE
    return Grade.EXCELLENT if mean >= 9.0 else Grade.GOOD if mean >= 7.5 else Grade.FAIR
