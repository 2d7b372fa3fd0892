"""What a bench reports, and how it is kept: one JSON line each in bench/results.jsonl."""

from __future__ import annotations

import json
import math
import os
import platform
import statistics
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from importlib import metadata
from pathlib import Path

RESULTS = Path(__file__).parent / "results.jsonl"


class Aim(StrEnum):
    """Which side of the aim is good."""

    AT_MOST = "<="
    AT_LEAST = ">="


@dataclass(frozen=True)
class Result:
    """One figure. With `is_ratio_aimed` the aim is about value / peer_value, else about the value.

    `runs` holds what each run gave; `value` is their median unless the bench says otherwise.
    """

    name: str
    value: float
    unit: str
    peer: str | None = None
    peer_value: float | None = None
    aim: float | None = None
    direction: Aim = Aim.AT_MOST
    is_ratio_aimed: bool = False
    runs: Sequence[float] = ()
    packages: Sequence[str] = field(default=(), compare=False)

    @property
    def ratio(self) -> float | None:
        return self.value / self.peer_value if self.peer_value else None

    @property
    def is_met(self) -> bool | None:
        """None where nothing was aimed at, or where the peer gave no figure to aim by."""
        figure = self.ratio if self.is_ratio_aimed else self.value
        if self.aim is None or figure is None:
            return None
        return figure <= self.aim if self.direction is Aim.AT_MOST else figure >= self.aim

    def line(self) -> str:
        aim = None if self.aim is None else f"{'ratio ' if self.is_ratio_aimed else ''}{self.direction} {self.aim:g}"
        return json.dumps(
            {
                "name": self.name,
                "value": rounded(self.value),
                "unit": self.unit,
                "peer": self.peer,
                "peer_value": rounded(self.peer_value),
                "ratio": rounded(self.ratio),
                "aim": aim,
                "met": self.is_met,
                "machine": machine(),
                "versions": versions(self.packages),
                "at": datetime.now(UTC).isoformat(timespec="seconds"),
                "runs": [rounded(run) for run in self.runs],
            },
            ensure_ascii=False,
        )


def rounded(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.4g}")


def machine() -> str:
    return f"{_processor()}, {os.cpu_count()} cores, {platform.system()} {platform.release()}"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.machine()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def versions(packages: Sequence[str]) -> dict[str, str]:
    found = {"python": platform.python_version()}
    for package in packages:
        found[package] = metadata.version(package)
    return found


def percentile(samples: Sequence[float], percent: float) -> float:
    """Nearest rank; raises ValueError for no samples."""
    if not samples:
        raise ValueError("no samples")
    ordered = sorted(samples)
    return ordered[max(0, math.ceil(percent / 100 * len(ordered)) - 1)]


def paired(ours: Callable[[], float], peer: Callable[[], float], runs: int = 3) -> tuple[list[float], list[float]]:
    """Run both in turns, so that a change of the machine's load meets both alike."""
    pairs = [(ours(), peer()) for _ in range(runs)]
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs]


def median(samples: Sequence[float]) -> float:
    return statistics.median(samples)


def append(results: Sequence[Result], path: Path = RESULTS) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.writelines(f"{result.line()}\n" for result in results)
    print(f"{len(results)} results added to {path.name}", file=sys.stderr)
