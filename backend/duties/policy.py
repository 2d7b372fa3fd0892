"""When a duty is looked at, what is then said, and which version of a rule counts. Days are local days."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Protocol, TypeVar
from zoneinfo import ZoneInfo

from backend.catalog.credentials import DutyCode
from backend.catalog.establishments import EstablishmentKind
from backend.core.errors import InvalidError

# Nobody is woken for what has a whole day: reminders and cases come in the morning.
MORNING = time(8, 0)
MAX_REMIND_DAYS = 400


@dataclass(frozen=True)
class Look:
    """What comes of looking at a duty now. `remind`: days left of which to speak, or None."""

    remind: int | None
    reminded: list[int]
    is_overdue: bool
    next_at: datetime | None


def morning_of(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, MORNING, zone)


def overdue_at(due_on: date, zone: ZoneInfo) -> datetime:
    return morning_of(due_on + timedelta(days=1), zone)


def look(due_on: date, remind_days: Collection[int], reminded: Collection[int], zone: ZoneInfo, now: datetime) -> Look:
    """One reminder at most, however many were missed while nobody looked; past the day there is none, but the case."""
    if now >= overdue_at(due_on, zone):
        return Look(None, sorted(reminded, reverse=True), True, None)
    at = {days: morning_of(due_on - timedelta(days=days), zone) for days in set(remind_days)}
    passed = [days for days, moment in at.items() if moment <= now]
    is_news = bool(passed) and min(passed) not in reminded
    left = (due_on - now.astimezone(zone).date()).days
    coming = [moment for moment in at.values() if moment > now]
    return Look(
        remind=left if is_news else None,
        reminded=sorted({*reminded, *passed}, reverse=True),
        is_overdue=False,
        next_at=min([*coming, overdue_at(due_on, zone)]),
    )


class RuleLike(Protocol):
    """The part of a rule that decides whether it counts."""

    establishment_id: Any
    jurisdiction_id: Any
    kinds: Any
    effective_on: Any
    is_active: Any


R = TypeVar("R", bound=RuleLike)


def choose(rules: Iterable[R], establishment_id: int, path: str, kind: EstablishmentKind, on: date) -> R | None:
    """The version that counts on a day: the nearest scope first, in it the newest that has come into force.

    A scope whose newest version is switched off switches the rule off there, whatever stands above it.
    """
    above = [int(part) for part in path.split("/") if part]
    ranked = [
        ((_rank(rule, establishment_id, above), rule.effective_on), rule)
        for rule in rules
        if rule.effective_on <= on and (not rule.kinds or kind.value in rule.kinds)
    ]
    fitting = [(key, rule) for key, rule in ranked if key[0] >= 0]
    if not fitting:
        return None
    best = max(fitting, key=lambda pair: pair[0])[1]
    return best if best.is_active else None


def _rank(rule: RuleLike, establishment_id: int, above: Sequence[int]) -> int:
    """Nearer is higher; -1 where the rule is somebody else's."""
    if rule.establishment_id is not None:
        return len(above) + 1 if rule.establishment_id == establishment_id else -1
    if rule.jurisdiction_id is not None:
        return above.index(rule.jurisdiction_id) + 1 if rule.jurisdiction_id in above else -1
    return 0


# The numbers that each rule of the product reads, with their bounds.
PARAMETERS: dict[DutyCode, dict[str, tuple[int, int]]] = {
    DutyCode.CONNECT: {"working_days": (1, 250)},
    DutyCode.LICENCE_RENEWAL: {
        "valid_years": (1, 10),
        "window_opens_working_days": (1, 365),
        "window_closes_working_days": (0, 120),
    },
    DutyCode.HEALTH_RENEWAL: {"valid_years": (1, 5)},
    DutyCode.FACTS: {"stale_days": (7, 730)},
    DutyCode.QUALITY_RENEWAL: {},
    DutyCode.PUBLIC_REPLY: {"working_days": (1, 60)},
    DutyCode.TUNE_RULE: {"false_alarms": (1, 50), "days": (1, 90), "working_days": (1, 60)},
}


def check_parameters(code: DutyCode, parameters: Mapping[str, object]) -> dict[str, int]:
    """Exactly the numbers that this rule reads. Raises InvalidError."""
    wanted, checked = PARAMETERS[code], {}
    if set(parameters) != set(wanted):
        raise InvalidError("invalid_rule", parameters=[f"needed: {', '.join(wanted) or 'none'}"])
    for name, (low, high) in wanted.items():
        value = parameters[name]
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise InvalidError("invalid_rule", parameters=[f"{name}: {low} to {high}"])
        checked[name] = value
    return checked


def check_remind_days(days: Iterable[int]) -> list[int]:
    """Each day once, the earliest first. Raises InvalidError."""
    found = sorted(set(days), reverse=True)
    if any(not 0 <= day <= MAX_REMIND_DAYS for day in found):
        raise InvalidError("invalid_rule", remind_days=[f"0 to {MAX_REMIND_DAYS}"])
    return found
