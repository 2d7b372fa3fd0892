"""The figures of an evaluation as JSON and as a table for the terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from backend.catalog.violations import ViolationType
from vision.evaluate.intervals import Rate
from vision.evaluate.metrics import BUCKETS, Figures, Measure, Outcome, calibration, in_bucket, measure
from vision.evaluate.pictures import Examined, by_type
from vision.evaluate.tasks import HALF_KEPT
from vision.types import Answer, Json

VERSION = 1
_MEASURES = ("f1", "f1_strict", "f1_kept", "f1_macro")
_RATES = ("precision", "recall", "recall_strict", "coverage")
_HEAD = ("type", "size px", "labels", "precision", "recall", "F1", "F1 strict", "F1 kept", "F1 macro", "unknown", "ECE")


def pictures_report(
    examined: Examined, set_name: str, split: str, models: Mapping[ViolationType, str], now: datetime | None = None
) -> Json:
    """Every figure with its interval. `types` holds what was labelled, `models` what could judge a picture."""
    return {
        "version": VERSION,
        "kind": "pictures",
        "at": (now or datetime.now(UTC)).isoformat(timespec="seconds"),
        "set": set_name,
        "split": split,
        "pictures": examined.pictures,
        "models": {kind.value: label for kind, label in models.items()},
        "types": {kind.value: type_report(some) for kind, some in by_type(examined.outcomes).items()},
        "alarms_without_label": {
            kind: {"alarms": examined.unlabelled_alarms[kind], "of": of}
            for kind, of in sorted(examined.unlabelled_answers.items())
        },
        "scenes": {
            "pictures": examined.scenes,
            "with_people": examined.scenes_with_people,
            "alarms": dict(sorted(examined.scene_alarms.items())),
        },
        "left_out": dict(sorted(examined.skipped.items())),
        "problems": list(examined.problems),
    }


def type_report(outcomes: Sequence[Outcome]) -> Json:
    reasons = Counter(outcome.reason for outcome in outcomes if not outcome.is_decided)
    return {
        "all": figures_report(measure(outcomes)),
        "by_size": [
            {"from": low, "to": None if high == float("inf") else high, **figures_report(measure(some))}
            for low, high in BUCKETS
            if (some := in_bucket(outcomes, low, high))
        ],
        # "F1 >= 0.95 at faces of 24 px and more" is asked like this.
        "at_least": {
            f"{low:g}": figures_report(measure(some))
            for low, _ in BUCKETS[1:]
            if (some := in_bucket(outcomes, low, float("inf")))
        },
        **_without_half_kept(outcomes),
        "by_label": {
            label: {answer.value: sum(one.answer is answer for one in some) for answer in Answer}
            for label in sorted({outcome.label for outcome in outcomes})
            if (some := [outcome for outcome in outcomes if outcome.label == label])
        },
        "unknown_because": dict(reasons.most_common()),
        "calibration": [
            {"answers": number, "mean_score": _rounded(score), "right": _rounded(right)}
            for number, score, right in calibration(outcomes)
        ],
    }


def _without_half_kept(outcomes: Sequence[Outcome]) -> Json:
    """The same figures without what is worn wrongly, if there is any: other sets count it otherwise or not at all."""
    plain = [outcome for outcome in outcomes if outcome.label not in HALF_KEPT]
    if len(plain) == len(outcomes):
        return {}
    large = in_bucket(plain, 24, float("inf"))
    return {
        "without_half_kept": {
            "all": figures_report(measure(plain)),
            "at_least": {"24": figures_report(measure(large))},
        }
    }


def figures_report(figures: Figures) -> Json:
    report: Json = {"counts": {**asdict(figures.counts), "total": figures.counts.total}}
    for name in _RATES:
        report[name] = rate_report(getattr(figures, name))
    for name in _MEASURES:
        one: Measure = getattr(figures, name)
        report[name] = {"value": _rounded(one.value), "low": _rounded(one.low), "high": _rounded(one.high)}
    report["calibration_error"] = _rounded(figures.calibration_error)
    return report


def rate_report(rate: Rate) -> Json:
    low, high = rate.interval or (None, None)
    return {
        "value": _rounded(rate.value),
        "low": _rounded(low),
        "high": _rounded(high),
        "hits": rate.hits,
        "total": rate.total,
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def pictures_text(report: Json) -> str:
    """What a person reads: one line per type and size, then what was left out."""
    rows: list[tuple[str, ...]] = [_HEAD]
    for kind, figures in report["types"].items():
        rows.append(_row(kind, "all", figures["all"]))
        rows += [_row("", size_name(bucket["from"], bucket["to"]), bucket) for bucket in figures["by_size"]]
    parts = [f"{report['set']}, split {report['split']}: {report['pictures']} pictures", table(rows)]
    parts += [_asides(kind, figures) for kind, figures in report["types"].items()]
    scenes = report["scenes"]
    if scenes["pictures"]:
        alarms = ", ".join(f"{kind} {number}" for kind, number in scenes["alarms"].items()) or "none"
        parts.append(f"scenes: people found in {scenes['with_people']} of {scenes['pictures']}; alarms: {alarms}")
    for kind, extra in report["alarms_without_label"].items():
        if extra["of"]:
            parts.append(f"{kind}: {extra['alarms']} alarms on {extra['of']} people whom no label is about")
    parts += [f"left out, label {label}: {number}" for label, number in report["left_out"].items()]
    parts += [f"problem: {problem}" for problem in report["problems"]]
    return "\n".join(parts)


def _asides(kind: str, figures: Json) -> str:
    labels = "; ".join(
        f"{label}: {', '.join(f'{answer} {number}' for answer, number in answers.items())}"
        for label, answers in figures["by_label"].items()
    )
    reasons = ", ".join(f"{reason} {number}" for reason, number in figures["unknown_because"].items())
    return f"{kind}: {labels}" + (f" | unknown because: {reasons}" if reasons else "")


def size_name(low: float, high: float | None) -> str:
    if high is None:
        return f">= {low:g}"
    return f"{low:g}-{high:g}" if low else f"< {high:g}"


def _row(kind: str, size: str, figures: Json) -> tuple[str, ...]:
    rates = [_with_interval(figures[name]) for name in ("precision", "recall", "f1")]
    means = [_number(figures[name]["value"]) for name in ("f1_strict", "f1_kept", "f1_macro")]
    covered = figures["coverage"]["value"]
    unknown = "-" if covered is None else f"{100 * (1 - covered):.0f} %"
    total = str(figures["counts"]["total"])
    return (kind, size, total, *rates, *means, unknown, _number(figures["calibration_error"]))


def _with_interval(figure: Mapping[str, Any]) -> str:
    if figure["value"] is None:
        return "-"
    return f"{figure['value']:.3f} ({figure['low']:.2f}-{figure['high']:.2f})"


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def table(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
    return "\n".join(line.rstrip() for line in lines)
