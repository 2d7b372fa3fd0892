"""The tables of docs/vision.md, from the evaluations whose JSON is kept in docs/vision-results."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Json = dict[str, Any]

_BLOCK = re.compile(r"(<!-- table: (\w+) -->\n).*?(<!-- end -->)", re.S)
_PICTURES_HEAD = (
    "type", "px", "labels", "precision", "recall", "F1", "F1, unknown as missed", "F1 of the kept rule", "unknown",
    "calibration error",
)  # fmt: skip
_CLIPS_HEAD = ("clip", "played", "frames", "types whose truth is known", "false reports", "false cases a day")


@dataclass(frozen=True)
class _Aim:
    """What issue 4 asks of a type on pictures: a figure, from what size on, and how much."""

    type: str
    figure: str
    at_least: float
    size: str | None = None
    is_half_kept_left_out: bool = False


_NAMES = {"f1": "F1", "f1_kept": "F1 of the kept rule"}
_AIMS = (
    _Aim("MASK", "f1", 0.95, "24"),
    _Aim("MASK", "f1", 0.95, "24", is_half_kept_left_out=True),
    _Aim("MASK", "f1_kept", 0.95, "24"),
    _Aim("CAP", "f1", 0.90),
    _Aim("CAP", "f1_kept", 0.90),
    _Aim("CLOTHES", "f1", 0.90),
    _Aim("CLOTHES", "f1_kept", 0.90),
    _Aim("PHONE", "precision", 0.90),
    _Aim("SMOKE", "precision", 0.90),
)


def vision_markdown(document: Path, results: Path) -> str:
    """The document with every marked table written anew. Raises KeyError for a table that nobody makes."""
    reports = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(results.glob("*.json"))]
    made = {name: make(reports) for name, make in _TABLES.items()}
    return _BLOCK.sub(lambda found: found[1] + made[found[2]] + "\n" + found[3], document.read_text(encoding="utf-8"))


def _aims(reports: Iterable[Json]) -> str:
    rows: list[tuple[str, ...]] = [("type", "figure", "aimed at", "reached (95 % interval)", "answered", "met")]
    for report in _of(reports, "pictures"):
        for aim in _AIMS:
            figures = _figures(report, aim)
            if figures is not None:
                rows.append(_aim_row(aim, figures))
    return _table(rows)


def _figures(report: Json, aim: _Aim) -> Json | None:
    kind = report["types"].get(aim.type)
    if kind is not None and aim.is_half_kept_left_out:
        kind = kind.get("without_half_kept")
    if kind is None:
        return None
    found: Json | None = kind["all"] if aim.size is None else kind["at_least"].get(aim.size)
    return found


def _aim_row(aim: _Aim, figures: Json) -> tuple[str, ...]:
    figure = figures[aim.figure]
    where = f" from {aim.size} px" if aim.size else ""
    is_met = figure["value"] is not None and figure["value"] >= aim.at_least
    name = _NAMES.get(aim.figure, aim.figure) + (", worn wrongly left out" if aim.is_half_kept_left_out else "")
    decided = figures["coverage"]
    answered = f"{decided['hits']} of {decided['total']}"
    return (aim.type, name + where, f"{aim.at_least:.2f}", _interval(figure), answered, "yes" if is_met else "**no**")


def _pictures(reports: Iterable[Json]) -> str:
    rows: list[tuple[str, ...]] = [_PICTURES_HEAD]
    for report in _of(reports, "pictures"):
        for kind, figures in report["types"].items():
            rows.append(_picture_row(kind, "all", figures["all"]))
            rows += [_picture_row("", _size(bucket), bucket) for bucket in figures["by_size"]]
    return _table(rows)


def _picture_row(kind: str, size: str, figures: Json) -> tuple[str, ...]:
    covered = figures["coverage"]["value"]
    return (
        kind,
        size,
        str(figures["counts"]["total"]),
        *(_interval(figures[name]) for name in ("precision", "recall", "f1")),
        *(_number(figures[name]["value"]) for name in ("f1_strict", "f1_kept")),
        "-" if covered is None else f"{100 * (1 - covered):.0f} %",
        _number(figures["calibration_error"]),
    )


def _labels(reports: Iterable[Json]) -> str:
    rows = [("type", "label", "violation", "no violation", "unknown", "most frequent reasons of all unknown ones")]
    for report in _of(reports, "pictures"):
        for kind, figures in report["types"].items():
            reasons = ", ".join(f"{name} {count}" for name, count in list(figures["unknown_because"].items())[:4])
            for number, (label, answers) in enumerate(figures["by_label"].items()):
                counts = (str(answers[answer]) for answer in ("yes", "no", "unknown"))
                rows.append(("" if number else kind, label, *counts, "" if number else reasons))
    return _table(rows)


def _clips(reports: Iterable[Json]) -> str:
    rows = [_CLIPS_HEAD]
    for report in _of(reports, "clip"):
        types = report.get("types", {})
        false = [f"{kind} {figures['false']}" for kind, figures in types.items() if figures["false"]]
        played = f"{report['seconds'] / 3600:.2f} h"
        day = f"{report['false_cases_per_day']:g}" if types else "-"
        rows.append((report["clip"], played, str(report["frames"]), ", ".join(types), ", ".join(false) or "none", day))
    return _table(rows)


def _faults(reports: Iterable[Json]) -> str:
    rows: list[tuple[str, ...]] = [("made on purpose", "expected", "reported", "reported, but not so")]
    found: dict[str, list[Json]] = {}
    for report in _of(reports, "faults"):
        for name, each in report["scenarios"].items():
            found.setdefault(name, []).append(each)
    for name, some in found.items():
        trials, hits = sum(each["trials"] for each in some), sum(each["found"] for each in some)
        others = sorted({kind for each in some for kind in each["others"]})
        expected = some[0]["expected"]
        reported = f"{hits} of {trials}" if expected else f"0 of {trials}" if not others else f"of {trials}"
        rows.append((name, expected or "nothing", reported, ", ".join(others) or "none"))
    return _table(rows)


def _models(reports: Iterable[Json]) -> str:
    found = {(kind, label) for report in _of(reports, "pictures") for kind, label in report["models"].items()}
    return _table([("type", "judged by"), *((kind, f"`{label}`") for kind, label in sorted(found))])


def _scenes(reports: Iterable[Json]) -> str:
    rows: list[tuple[str, ...]] = [("kitchen scenes", "with people found", "alarms")]
    for report in _of(reports, "pictures"):
        scenes = report["scenes"]
        if scenes["pictures"]:
            alarms = ", ".join(f"{kind} {count}" for kind, count in scenes["alarms"].items()) or "none"
            rows.append((str(scenes["pictures"]), str(scenes["with_people"]), alarms))
    return _table(rows)


_TABLES: dict[str, Callable[[Sequence[Json]], str]] = {
    "aims": _aims,
    "pictures": _pictures,
    "labels": _labels,
    "clips": _clips,
    "faults": _faults,
    "models": _models,
    "scenes": _scenes,
}


def _of(reports: Iterable[Json], kind: str) -> list[Json]:
    return [report for report in reports if report["kind"] == kind]


def _size(bucket: Json) -> str:
    if bucket["to"] is None:
        return f"{bucket['from']:g} and more"
    return f"{bucket['from']:g}-{bucket['to']:g}" if bucket["from"] else f"under {bucket['to']:g}"


def _interval(figure: Json) -> str:
    if figure["value"] is None:
        return "-"
    return f"{figure['value']:.3f} ({figure['low']:.2f}-{figure['high']:.2f})"


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _table(rows: Sequence[Sequence[str]]) -> str:
    head, *body = rows
    if not body:
        return "No results are kept yet."
    lines = [head, ["---"] * len(head), *body]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
