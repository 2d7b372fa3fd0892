"""When a kitchen is open, and who stands in it at which hours."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from backend.core.errors import InvalidError


def check_opening_hours(hours: Iterable[dict[str, Any]]) -> None:
    """Spans must end after they begin and not overlap on a day. Raises InvalidError."""
    until: dict[int, str] = {}
    for span in sorted(hours, key=lambda span: (span["weekday"], span["from"])):
        day = int(span["weekday"])
        if span["from"] >= span["to"] or span["from"] < until.get(day, ""):
            raise InvalidError(opening_hours=["A span must end after it begins, and spans must not overlap."])
        until[day] = span["to"]


def check_shift(from_time: str, to_time: str) -> None:
    """A shift may run over midnight but not be empty. Raises InvalidError."""
    if from_time == to_time or from_time == "24:00":
        raise InvalidError(to=["A shift must end at another time than it begins."])


def check_meal_times(meals: Iterable[dict[str, Any]]) -> None:
    """Each meal ends after it begins, and has a name of its own. Raises InvalidError."""
    names: set[str] = set()
    for meal in meals:
        if meal["from"] >= meal["to"]:
            raise InvalidError(meal_times=["A meal must end after it begins."])
        if meal["name"] in names:
            raise InvalidError(meal_times=["Two meals have the same name."])
        names.add(meal["name"])
