"""Which reports of a device are taken, and what belongs into the answer to "why?"."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from backend.catalog.cases import CaseSource
from backend.catalog.violations import CAMERA_FAULTS, ViolationType
from backend.core.errors import DomainError, InvalidError

CLOCK_SKEW = timedelta(minutes=5)  # a device whose clock is further ahead is wrong, not early


def check_times(first_seen_at: datetime, last_seen_at: datetime, now: datetime) -> None:
    """Reports may be hours old, because a device keeps them while the line is down; they are never from tomorrow."""
    if last_seen_at > now + CLOCK_SKEW:
        raise InvalidError("in_future", last_seen_at=["in the future"])
    if first_seen_at > last_seen_at:
        raise InvalidError("invalid_times", first_seen_at=["after last_seen_at"])


def check_crops(described: int, sent: int) -> None:
    """Each crop comes with what was answered there, and the other way round."""
    if described != sent:
        raise InvalidError("crops_differ", crops=[f"{described} described, {sent} sent"])


def check_wanted(type: ViolationType, *, is_ai_enabled: bool) -> None:
    """Whether the picture is there at all is no AI matter: faults of a camera are always taken (Q133)."""
    if not is_ai_enabled and type not in CAMERA_FAULTS:
        raise DomainError("ai_off")


def source_of(type: ViolationType) -> CaseSource:
    return CaseSource.CAMERA if type in CAMERA_FAULTS else CaseSource.AI


def why(meta: dict[str, Any], cause: str) -> dict[str, Any]:
    """What the case keeps of the first observation. `cause`: the camera's own state, for a camera fault."""
    kept = {name: meta[name] for name in ("rule", "held_s", "score", "model", "boxes", "frame")}
    kept |= {"measured": meta["why"]} if meta["why"] else {}
    return kept | ({"cause": cause} if cause else {})
