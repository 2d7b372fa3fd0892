"""One answer out of several: a person in several groups gets what any of them gives."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from backend.cameras.viewing import HIDDEN, OUTSIDE_HOURS, Viewing
from backend.parents.policy.hours import Opening

_NEVER = datetime.max.replace(tzinfo=UTC)


def of_opening(found: Opening, *, is_blurred: bool, allows_playback: bool = False) -> Viewing:
    if found.is_open:
        return Viewing(True, is_blurred=is_blurred, allows_playback=allows_playback, until=found.until)
    return Viewing(False, is_blurred=is_blurred, reason_code=OUTSIDE_HOURS, opens_at=found.opens_at)


def union(answers: Iterable[Viewing]) -> Viewing:
    """Clear before blurred, then the longest; when none is open, the one that opens first."""
    known = [answer for answer in answers if answer.is_known]
    allowed = [answer for answer in known if answer.is_allowed]
    if allowed:
        best = min(allowed, key=lambda answer: (answer.is_blurred, -(answer.until or _NEVER).timestamp()))
        is_playable = any(answer.allows_playback for answer in allowed)
        return Viewing(True, is_blurred=best.is_blurred, allows_playback=is_playable, until=best.until)
    return min(known, key=lambda answer: answer.opens_at or _NEVER, default=HIDDEN)
