"""Who holds a case: the person on duty for this place, this kind of thing and this hour (seed 000 3(4), 定人)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from backend.cases.policy.timing import minutes_of
from backend.catalog.violations import ViolationType


@dataclass(frozen=True)
class Duty:
    """A row of the responsibility table. A missing area or type means all of them."""

    user_id: int
    area_id: int | None
    type: ViolationType | None
    is_deputy: bool
    weekdays: tuple[int, ...]
    from_time: str
    to_time: str

    def is_on(self, local: datetime) -> bool:
        """A shift over midnight belongs to the weekday on which it began."""
        start, end = minutes_of(self.from_time), minutes_of(self.to_time)
        minute, today = local.hour * 60 + local.minute, local.weekday()
        if start < end:
            return today in self.weekdays and start <= minute < end
        return (today in self.weekdays and minute >= start) or ((today - 1) % 7 in self.weekdays and minute < end)

    def covers(self, area_id: int | None, type: ViolationType) -> bool:
        return self.area_id in (None, area_id) and self.type in (None, type)


def choose_holder(
    duties: Iterable[Duty], *, area_id: int | None, type: ViolationType, local: datetime, present: Collection[int]
) -> int | None:
    """The most particular duty wins, its main person before the deputies; only members still present count."""
    fitting = [d for d in duties if d.user_id in present and d.covers(area_id, type) and d.is_on(local)]
    best = min(fitting, key=lambda d: (d.area_id is None, d.type is None, d.is_deputy, d.user_id), default=None)
    return best.user_id if best else None


def on_now(
    duties: Iterable[Duty], *, area_id: int | None, local: datetime, present: Collection[int]
) -> tuple[int | None, list[int]]:
    """Who would answer for a place now, whatever happens there, and who stands behind. Duties for one kind of thing
    alone count only after those for all."""
    fitting = [d for d in duties if d.user_id in present and d.area_id in (None, area_id) and d.is_on(local)]
    ranked = sorted(fitting, key=lambda d: (d.type is not None, d.area_id is None, d.is_deputy, d.user_id))
    people = list(dict.fromkeys(d.user_id for d in ranked))
    return (people[0], people[1:]) if people else (None, [])
