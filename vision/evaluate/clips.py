"""A clip through the production pipeline, in simulated time: what would have been reported, and what was true."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from backend.catalog.violations import SPECS, ViolationType
from vision.evaluate.footage import Shot
from vision.rules.hold import Ended, Fired
from vision.types import Frame, Json


class Pipeline(Protocol):
    """One camera's analysis, as `detect` runs it."""

    def analyse(self, frame: Frame) -> Sequence[Fired | Ended]: ...


@dataclass(frozen=True)
class TrueEvent:
    """What really happens in a clip, in its seconds."""

    type: ViolationType
    start: float
    end: float


@dataclass
class Report:
    """What would have become an observation. Seconds of the clip; `fired`: when it had lasted long enough."""

    key: str
    type: ViolationType
    since: float
    fired: float
    until: float
    score: float
    track_id: int | None = None
    why: Json = field(default_factory=dict)


@dataclass
class Played:
    """`seconds`: from the first frame to the last."""

    reports: list[Report] = field(default_factory=list)
    frames: int = 0
    seconds: float = 0.0


class EventsError(Exception):
    """The list of true events cannot be used; the message says why."""


def play(
    shots: Iterable[Shot], pipeline: Pipeline, camera_id: int, begins_at: float, progress: Callable[[float], None]
) -> Played:
    """Analyse every shot at its time after `begins_at` (epoch seconds)."""
    played = Played()
    going: dict[str, Report] = {}
    for shot in shots:
        frame = Frame(camera_id, begins_at + shot.at, shot.image, shot.is_key)
        for event in pipeline.analyse(frame):
            _take(event, played.reports, going, begins_at)
        played.frames += 1
        played.seconds = shot.at
        progress(shot.at)
    for report in going.values():
        report.until = played.seconds
    return played


def _take(event: Fired | Ended, reports: list[Report], going: dict[str, Report], begins_at: float) -> None:
    occurrence = event.occurrence
    if isinstance(event, Ended):
        if report := going.pop(occurrence.key, None):
            report.until = event.at - begins_at
        return
    best = max(event.best.detections, key=lambda detection: detection.score)
    fired = occurrence.last_seen - begins_at
    since = occurrence.first_seen - begins_at
    report = Report(
        occurrence.key, occurrence.type, since, fired, fired, event.best.score, best.track_id, dict(best.why)
    )
    going[occurrence.key] = report
    reports.append(report)


def read_events(path: Path) -> list[TrueEvent]:
    """`type,start,end` with seconds or minutes:seconds. Raises EventsError naming the line."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise EventsError(f"{path}: cannot be read ({error})") from error
    rows = csv.DictReader(text.splitlines())
    names = [(name or "").strip().lower() for name in rows.fieldnames or ()]
    if not {"type", "start", "end"} <= set(names):
        raise EventsError(f"{path}: the columns type, start and end are needed")
    rows.fieldnames = names
    return list(_events(rows, path))


def _events(rows: csv.DictReader[str], path: Path) -> Iterator[TrueEvent]:
    for row in rows:
        try:
            kind = ViolationType((row["type"] or "").strip().upper())
            event = TrueEvent(kind, _seconds(row["start"]), _seconds(row["end"]))
        except ValueError as error:
            raise EventsError(f"{path} line {rows.line_num}: {error}") from error
        if event.end < event.start:
            raise EventsError(f"{path} line {rows.line_num}: it ends before it starts")
        yield event


def _seconds(text: str | None) -> float:
    """Raises ValueError."""
    total = 0.0
    for part in (text or "").strip().split(":"):
        total = total * 60 + float(part)
    return total


def cases(reports: Sequence[Report]) -> int:
    """How many cases reports of one type would open: one that begins within the merge time of the last joins it."""
    number, open_until = 0, float("-inf")
    for report in sorted(reports, key=lambda report: report.since):
        if report.since > open_until:
            number += 1
        open_until = max(open_until, report.until + SPECS[report.type].merge.total_seconds())
    return number


def pair(
    events: Sequence[TrueEvent], reports: Sequence[Report], slack_s: float = 2.0
) -> tuple[list[list[Report]], list[Report]]:
    """The reports of each event, and those that no event explains.

    A report belongs to an event of its type that overlaps it in time, give or take `slack_s`. One that is repeated
    while the event goes on belongs to the same event.
    """
    found: list[list[Report]] = [[] for _ in events]
    false = []
    for report in reports:
        mine = [
            number
            for number, event in enumerate(events)
            if event.type is report.type
            and report.since <= event.end + slack_s
            and max(report.until, report.fired) >= event.start - slack_s
        ]
        for number in mine:
            found[number].append(report)
        if not mine:
            false.append(report)
    return found, false
