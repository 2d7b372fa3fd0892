"""What happens to a case when its time has come. Pure: a case and a moment in, the change out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from backend.cases.policy.chains import instant, iso, next_step
from backend.catalog.cases import RUNNING_STATES, CaseState


@dataclass(frozen=True)
class Clockwork:
    """The part of a case that the clock moves."""

    state: CaseState
    level: int
    chain: Sequence[Mapping[str, Any]]
    due_at: datetime
    is_overdue: bool
    is_suspected: bool = False


@dataclass(frozen=True)
class Advance:
    """`told`: indexes of the steps to tell now. `next_at` is None when nothing more will happen by itself."""

    told: tuple[int, ...]
    level: int
    chain: list[dict[str, Any]]
    is_overdue: bool
    next_index: int
    next_at: datetime | None


def advance(case: Clockwork, now: datetime, *, told_at: datetime | None = None) -> Advance:
    """Tell every step whose instant has come, each once, also several after an outage; mark what is overdue.

    A case that somebody has rectified, closed or dismissed meanwhile tells nobody; a suspicion that nobody has
    confirmed never becomes overdue. `told_at` is what the chain notes,
    where it differs from the moment that decides.
    """
    chain = [dict(step) for step in case.chain]
    if case.state not in RUNNING_STATES:
        return Advance((), case.level, chain, case.is_overdue, len(chain), None)
    told = tuple(n for n, step in enumerate(chain) if step["told_at"] is None and instant(step["at"]) <= now)
    for n in told:
        chain[n]["told_at"] = iso(told_at or now)
    is_overdue = case.is_overdue or (case.due_at <= now and not case.is_suspected)
    level = max([case.level, *(chain[n]["level"] for n in told)])
    index, at = next_step(chain, case.due_at, is_overdue=is_overdue or case.is_suspected)
    return Advance(told, level, chain, is_overdue, index, at)
