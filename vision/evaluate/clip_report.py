"""The figures of played clips as JSON and for the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from backend.catalog.violations import ViolationType
from vision.evaluate.clips import Played, Report, TrueEvent, cases, pair
from vision.evaluate.faults import Trial
from vision.evaluate.intervals import Rate, poisson_upper
from vision.evaluate.report import VERSION, rate_report, table
from vision.types import Json

_HEAD = ("type", "since", "fired", "until", "score", "track", "judged")


@dataclass(frozen=True)
class Truth:
    """`events` of the types that are in `types`; of other types nothing is known, so none of their reports is false."""

    events: Sequence[TrueEvent]
    types: frozenset[ViolationType]


def clip_report(
    name: str, played: Played, truth: Truth | None, models: dict[str, str], now: datetime | None = None
) -> Json:
    """Without `truth` only what was reported. False reports are also given for an hour of one camera."""
    report: Json = {
        "version": VERSION,
        "kind": "clip",
        "at": (now or datetime.now(UTC)).isoformat(timespec="seconds"),
        "clip": name,
        "frames": played.frames,
        "seconds": round(played.seconds, 2),
        "models": models,
        "reports": [_report(each, "") for each in played.reports],
    }
    return report if truth is None else report | _judged(played, truth)


def _judged(played: Played, truth: Truth) -> Json:
    found, without_event = pair(truth.events, played.reports)
    false = [report for report in without_event if report.type in truth.types]
    true = {report.key for some in found for report in some}
    hours = max(played.seconds, 1.0) / 3600
    per_type: Json = {}
    for kind in sorted(truth.types):
        mine = [some for event, some in zip(truth.events, found, strict=True) if event.type is kind]
        wrong = [report for report in false if report.type is kind]
        per_type[kind.value] = {
            "events_found": rate_report(Rate(sum(bool(some) for some in mine), len(mine))),
            "false": len(wrong),
            "false_cases": cases(wrong),
            "false_per_hour": round(len(wrong) / hours, 3),
            "false_per_hour_at_most": round(poisson_upper(len(wrong), hours), 3),
        }
    verdicts = {report.key: "true" if report.key in true else "false" for report in played.reports}
    number = sum(figures["false_cases"] for figures in per_type.values())
    return {
        "types": per_type,
        "false_cases": number,
        "false_cases_per_day": round(number / hours * 24, 2),
        "reports": [
            _report(each, verdicts[each.key] if each.type in truth.types else "not known") for each in played.reports
        ],
        "missed": [
            {"type": event.type.value, "start": event.start, "end": event.end}
            for event, some in zip(truth.events, found, strict=True)
            if not some
        ],
    }


def _report(report: Report, judged: str) -> Json:
    return {
        "type": report.type.value,
        "since": round(report.since, 2),
        "fired": round(report.fired, 2),
        "until": round(report.until, 2),
        "score": round(report.score, 3),
        "track": report.track_id,
        "why": report.why,
        **({"judged": judged} if judged else {}),
    }


def clip_text(report: Json) -> str:
    rows = [_HEAD]
    for each in report["reports"]:
        times = [_clock(each[name]) for name in ("since", "fired", "until")]
        track = "" if each["track"] is None else str(each["track"])
        rows.append((each["type"], *times, f"{each['score']:.2f}", track, each.get("judged", "")))
    parts = [f"{report['clip']}: {report['frames']} frames analysed of {_clock(report['seconds'])}"]
    parts.append(table(rows) if len(rows) > 1 else "nothing would have been reported")
    types = report.get("types", {})
    quiet = [kind for kind, figures in types.items() if not figures["false"] and not figures["events_found"]["total"]]
    parts += [_type_line(kind, figures) for kind, figures in types.items() if kind not in quiet]
    if quiet:
        most = types[quiet[0]]["false_per_hour_at_most"]
        parts.append(f"no false report of {', '.join(quiet)} (each at most {most:g} an hour at 95 %)")
    if types:
        parts.append(f"{report['false_cases']} false cases, {report['false_cases_per_day']:g} a day")
    parts += [
        f"missed: {event['type']} {_clock(event['start'])}-{_clock(event['end'])}" for event in report.get("missed", ())
    ]
    return "\n".join(parts)


def _type_line(kind: str, figures: Json) -> str:
    events = figures["events_found"]
    return (
        f"{kind}: {events['hits']} of {events['total']} events found, {figures['false']} false reports, "
        f"{figures['false_per_hour']:g} an hour (at most {figures['false_per_hour_at_most']:g} at 95 %)"
    )


def fault_report(name: str, trials: Sequence[Trial], now: datetime | None = None) -> Json:
    """How many of the faults made on purpose were reported, and how often something was that is not so."""
    faults = [trial for trial in trials if trial.expected is not None]
    found = sum(trial.is_found for trial in faults)
    wrong = sum(bool(trial.others) for trial in trials)
    return {
        "version": VERSION,
        "kind": "faults",
        "at": (now or datetime.now(UTC)).isoformat(timespec="seconds"),
        "clip": name,
        "found": rate_report(Rate(found, len(faults))),
        "precision": rate_report(Rate(found, found + wrong)),
        "scenarios": {
            scenario: {
                "expected": some[0].expected.value if some[0].expected else None,
                "trials": len(some),
                "found": sum(trial.is_found for trial in some),
                "others": sorted({kind.value for trial in some for kind in trial.others}),
            }
            for scenario in dict.fromkeys(trial.scenario for trial in trials)
            if (some := [trial for trial in trials if trial.scenario == scenario])
        },
    }


def fault_text(report: Json) -> str:
    rows: list[tuple[str, ...]] = [("scenario", "expected", "trials", "reported", "reported, but not so")]
    for name, each in report["scenarios"].items():
        reported = str(each["found"]) if each["expected"] else "-"
        rows.append((name, each["expected"] or "nothing", str(each["trials"]), reported, ", ".join(each["others"])))
    found, precision = report["found"], report["precision"]
    return (
        f"{report['clip']}: {found['hits']} of {found['total']} faults reported, "
        f"{precision['hits']} of {precision['total']} reports right\n{table(rows)}"
    )


def _clock(seconds: float) -> str:
    hours, rest = divmod(round(seconds, 1), 3600)
    return f"{hours:.0f}:{rest // 60:02.0f}:{rest % 60:04.1f}"
