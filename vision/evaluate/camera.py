"""The camera that an evaluation plays: the catalog's rules in an area where all of them count."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import date, datetime, time
from pathlib import Path

from backend.catalog.violations import SEEN_TYPES, SPECS, ViolationType
from vision.rules.config import Calendar, CameraConfig, OpeningHours, Rule, parse_camera

UNIFORM = "a colour of the work clothes; without any, coats and aprons of every colour count"
MIN_SCORE = 0.5
_OPENS, _CLOSES = time(6), time(22)
_DAY = date(2026, 11, 23)


class CameraError(Exception):
    """The configuration of a camera cannot be used; the message says why."""


def default_camera(types: Collection[ViolationType] = SEEN_TYPES, colours: tuple[str, ...] = ()) -> CameraConfig:
    """Open from 06:00 to 22:00 every day; each type with the catalog's seconds, votes and hours."""
    hours = tuple(OpeningHours(weekday, _OPENS, _CLOSES) for weekday in range(7))
    rules = tuple(_rule(kind) for kind in ViolationType if kind in types and kind in SEEN_TYPES)
    return CameraConfig(
        id=1,
        name="evaluation",
        is_ai_enabled=True,
        reference_sha256=None,
        uniform_colours=colours,
        calendar=Calendar(hours=hours),
        zones=(),
        rules=rules,
    )


def _rule(kind: ViolationType) -> Rule:
    spec = SPECS[kind]
    return Rule(
        id=0,
        type=kind,
        hold_s=spec.hold.total_seconds(),
        votes=spec.watching.votes,
        window=spec.watching.window,
        min_height=spec.watching.min_height,
        min_score=MIN_SCORE,
        merge_s=spec.merge.total_seconds(),
        schedule=spec.schedule,
    )


def read_camera(path: Path) -> CameraConfig:
    """One camera as GET /api/device/config writes it. Raises CameraError."""
    try:
        return parse_camera(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CameraError(f"{path}: not a camera's configuration ({type(error).__name__}: {error})") from error


def instant(clock: str, calendar: Calendar) -> float:
    """Epoch seconds of a time of day such as 10:30, in the camera's own time zone. Raises CameraError."""
    try:
        at = time.fromisoformat(clock)
    except ValueError as error:
        raise CameraError(f"{clock!r} is not a time of day such as 10:30") from error
    return datetime.combine(_DAY, at, calendar.timezone).timestamp()
