"""`python -m bench [--only NAME] [--list]`: run the benches, keep their figures, print a table."""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import sys
import traceback
from collections.abc import Callable, Sequence

import bench
from bench.result import Aim, Result, append, rounded

Bench = Callable[[], list[Result]]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("--only", metavar="NAME", help="one bench by name")
    parser.add_argument("--list", action="store_true", help="name the benches and end")
    arguments = parser.parse_args()
    benches = discover()
    if arguments.list:
        print("\n".join(benches))
        return 0
    if arguments.only and arguments.only not in benches:
        print(f"no bench {arguments.only}; there are: {', '.join(benches)}", file=sys.stderr)
        return 2
    return _run({name: run for name, run in benches.items() if arguments.only in (None, name)})


def discover() -> dict[str, Bench]:
    """Modules (and folders) of this package that have NAME and run, by name."""
    found: dict[str, Bench] = {}
    for module in sorted(entry.name for entry in pkgutil.iter_modules(bench.__path__)):
        if module == "__main__":
            continue
        loaded = importlib.import_module(f"bench.{module}")
        if hasattr(loaded, "NAME"):
            found[loaded.NAME] = loaded.run
    return found


def _run(benches: dict[str, Bench]) -> int:
    results: list[Result] = []
    failed = []
    for name, run in benches.items():
        print(f"{name} ...", file=sys.stderr, flush=True)
        try:
            measured = run()
        except Exception:  # noqa: BLE001  # one bench that cannot run must not hide the figures of the others
            traceback.print_exc()
            failed.append(name)
            continue
        append(measured)
        results += measured
    if results:
        print(table(results))
    if failed:
        print(f"did not run: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def table(results: Sequence[Result]) -> str:
    head = ("name", "value", "unit", "peer", "peer's", "ratio", "aim", "met")
    rows = [head, *(_cells(result) for result in results)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def _cells(result: Result) -> tuple[str, ...]:
    def figure(value: float | None) -> str:
        return "" if value is None else f"{rounded(value):g}"

    side = "<=" if result.direction is Aim.AT_MOST else ">="
    aim = "" if result.aim is None else f"{side} {result.aim:g}{' x' if result.is_ratio_aimed else ''}"
    met = {True: "yes", False: "NO", None: ""}[result.is_met]
    peer_value, ratio = figure(result.peer_value), figure(result.ratio)
    return (result.name, figure(result.value), result.unit, result.peer or "", peer_value, ratio, aim, met)


if __name__ == "__main__":
    sys.exit(main())
