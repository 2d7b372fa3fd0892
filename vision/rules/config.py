"""What GET /api/device/config says about one camera, as typed values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from backend.catalog.cameras import ZoneKind
from backend.catalog.violations import SEEN_TYPES, SPECS, RuleSchedule, RuleStanding, ViolationType

Polygon = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class OpeningHours:
    """`weekday` 0 is Monday. `until` at or before `since` means the next day."""

    weekday: int
    since: time
    until: time


@dataclass(frozen=True)
class OpenDay:
    """A single day worked besides the weekly hours, such as a make-up workday (调休)."""

    day: date
    since: time
    until: time


@dataclass(frozen=True)
class Calendar:
    """When the establishment is open, in its own time zone. Without any hours it is always open.

    `closed_on`: days without work, holidays and school breaks among them.
    """

    timezone: ZoneInfo = ZoneInfo("Asia/Shanghai")
    hours: tuple[OpeningHours, ...] = ()
    closed_on: frozenset[date] = frozenset()
    open_on: tuple[OpenDay, ...] = ()


@dataclass(frozen=True)
class Zone:
    """`polygon` in shares of the picture, 0..1."""

    id: int
    name: str
    kind: ZoneKind
    polygon: Polygon


@dataclass(frozen=True)
class Rule:
    """`votes` of the last `window` frames must show it, for `hold_s`. `min_height`: pixels of the analysed picture.

    `grace_s`: how long a person who has just come in is left alone. `standing`: whether what the rule sees climbs by
    itself or is a suspicion that a person confirms first.
    """

    id: int
    type: ViolationType
    hold_s: float
    votes: int = 3
    window: int = 5
    min_height: float = 0.0
    min_score: float = 0.0
    merge_s: float = 600.0
    schedule: RuleSchedule = RuleSchedule.ALWAYS
    zone_ids: frozenset[int] = frozenset()
    grace_s: float = 0.0
    standing: RuleStanding = RuleStanding.CERTAIN


@dataclass(frozen=True)
class Bin:
    """A waste bin that the installer marked. `polygon` in shares of the picture, 0..1.

    `covered_sha256`: of the still that shows it covered; None until one is stored.
    """

    id: int
    name: str
    polygon: Polygon
    covered_sha256: str | None = None


@dataclass(frozen=True)
class Floor:
    """Four corners of a rectangle on the floor in shares of the picture: far left, far right, near right, near left.

    `width_cm` from left to right, `depth_cm` from far to near.
    """

    points: Polygon
    width_cm: float
    depth_cm: float


@dataclass(frozen=True)
class CameraConfig:
    """`unknown_types`: rules of types that this version cannot judge; they are left out.

    `models`: the version of each type's model that a person has switched on. `busy_tasks`: when somebody of this area
    fills in a task with the phone, epoch seconds.
    """

    id: int
    name: str
    is_ai_enabled: bool
    reference_sha256: str | None
    uniform_colours: tuple[str, ...]
    calendar: Calendar
    zones: tuple[Zone, ...]
    rules: tuple[Rule, ...]
    unknown_types: frozenset[str] = frozenset()
    bins: tuple[Bin, ...] = ()
    floor: Floor | None = None
    models: tuple[tuple[ViolationType, str], ...] = ()
    busy_tasks: tuple[tuple[float, float], ...] = ()

    def is_busy(self, at: float) -> bool:
        """Whether somebody uses the phone for work."""
        return any(since <= at <= until for since, until in self.busy_tasks)


def parse_camera(data: Mapping[str, Any]) -> CameraConfig:
    """Raises KeyError, TypeError or ValueError when the data is not as agreed."""
    known = {kind.value for kind in SEEN_TYPES}
    types = {str(rule["type"]) for rule in data["rules"]}
    return CameraConfig(
        id=int(data["id"]),
        name=str(data["name"]),
        is_ai_enabled=bool(data["is_ai_enabled"]),
        reference_sha256=data.get("reference_sha256"),
        uniform_colours=tuple(data.get("uniform_colours") or ()),
        calendar=_parse_calendar(data),
        zones=tuple(_parse_zone(zone) for zone in data.get("zones") or ()),
        rules=tuple(_parse_rule(rule) for rule in data["rules"] if rule["type"] in known),
        unknown_types=frozenset(types - known),
        bins=tuple(_parse_bin(entry) for entry in data.get("bins") or ()),
        floor=_parse_floor(data["floor"]) if data.get("floor") else None,
        models=tuple((ViolationType(kind), str(name)) for kind, name in (data.get("models") or {}).items()),
        busy_tasks=tuple((_instant(since), _instant(until)) for since, until in data.get("busy_tasks") or ()),
    )


def _parse_calendar(data: Mapping[str, Any]) -> Calendar:
    hours = tuple(
        OpeningHours(int(entry["weekday"]), _time(entry["from"]), _time(entry["to"]))
        for entry in data.get("opening_hours") or ()
    )
    closed = frozenset(date.fromisoformat(day) for day in data.get("closed_on") or ())
    timezone = ZoneInfo(str(data.get("timezone") or "Asia/Shanghai"))
    extra = tuple(
        OpenDay(date.fromisoformat(entry["day"]), _time(entry["from"]), _time(entry["to"]))
        for entry in data.get("open_on") or ()
    )
    return Calendar(timezone, hours, closed, extra)


def _time(text: str) -> time:
    # The end of a day is written 24:00, which Python's time cannot hold; midnight of the next day is the same instant.
    return time() if text.startswith("24:") else time.fromisoformat(text)


def _instant(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


def _parse_bin(data: Mapping[str, Any]) -> Bin:
    polygon = tuple((float(x), float(y)) for x, y in data["polygon"])
    return Bin(int(data["id"]), str(data["name"]), polygon, data.get("covered_sha256"))


def _parse_floor(data: Mapping[str, Any]) -> Floor:
    points = tuple((float(x), float(y)) for x, y in data["points"])
    width, depth = float(data["width_cm"]), float(data["depth_cm"])
    if len(points) != 4 or width <= 0 or depth <= 0:
        raise ValueError("a floor has four points and a width and depth above 0")
    return Floor(points, width, depth)


def _parse_zone(data: Mapping[str, Any]) -> Zone:
    polygon = tuple((float(x), float(y)) for x, y in data["polygon"])
    return Zone(int(data["id"]), str(data["name"]), ZoneKind(data["kind"]), polygon)


def _parse_rule(data: Mapping[str, Any]) -> Rule:
    kind, window = ViolationType(data["type"]), max(1, int(data["window"]))
    return Rule(
        id=int(data["id"]),
        type=kind,
        hold_s=max(0.0, float(data["hold_s"])),
        votes=min(max(1, int(data["votes"])), window),
        window=window,
        min_height=float(data["min_height"] or 0),
        min_score=float(data["min_score"] or 0),
        merge_s=float(data["merge_s"]),
        schedule=RuleSchedule(data["schedule"]),
        zone_ids=frozenset(int(zone) for zone in data.get("zone_ids") or ()),
        grace_s=float(data.get("grace_s", SPECS[kind].watching.grace.total_seconds())),
        standing=RuleStanding(data.get("standing") or RuleStanding.CERTAIN),
    )
