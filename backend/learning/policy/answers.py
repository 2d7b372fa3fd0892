"""What people's answers say about the recognition, and when a rule falls to "suspect". Source: reference 2.5."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from backend.catalog.cases import CaseState, DismissalReason
from backend.catalog.learning import NO_MISTAKES, Truth


@dataclass(frozen=True)
class Answered:
    """One case as people left it."""

    state: CaseState
    reason: DismissalReason | None
    was_confirmed: bool  # said to be true, or corrected


def truth_of(case: Answered) -> Truth:
    """A case that nobody has answered says nothing; neither does one that somebody made to try the system out."""
    if case.state is CaseState.DISMISSED:
        return Truth.UNANSWERED if case.reason in NO_MISTAKES else Truth.FALSE
    return Truth.TRUE if case.was_confirmed else Truth.UNANSWERED


def is_mistake(reason: DismissalReason | None) -> bool:
    return reason is not None and reason not in NO_MISTAKES


def false_share(truths: Iterable[Truth]) -> float | None:
    """Of what was answered; None while nothing was."""
    answered = [truth for truth in truths if truth is not Truth.UNANSWERED]
    return answered.count(Truth.FALSE) / len(answered) if answered else None


def since(now: datetime, window_start: datetime, tuned_at: datetime | None) -> datetime:
    """From when false alarms count: a rule that was tuned begins anew."""
    return min(max(window_start, tuned_at or window_start), now)


def falls(false_alarms: int, allowed: int) -> bool:
    """More than the allowed number, not as many."""
    return false_alarms > allowed
