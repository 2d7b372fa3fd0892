"""`python3 -m tools.setup [--dev] [--no-demo] [--only NAME]`: prepare this clone; a second call is quick."""

from __future__ import annotations

import argparse
import fcntl
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.setup.plan import ROOT, Options, missing_tools, steps
from tools.setup.steps import Step, StepError

OLDEST_NODE = 20


def main() -> int:
    arguments = _arguments()
    problems = missing_tools() or _old_node()
    if problems:
        print("\n".join(problems), file=sys.stderr)
        return 1
    options = Options.from_environment(is_dev=arguments.dev, is_demo=not arguments.no_demo)
    os.environ["MINGCHU_DATA_DIR"] = str(options.data)
    plan = [step for step in steps(options) if arguments.only in (None, step.stamp.stem)]
    started = time.monotonic()
    with _alone(ROOT / "var" / "setup" / "lock"):
        for number, step in enumerate(plan, start=1):
            if not _take(step, f"[{number}/{len(plan)}] {step.name}"):
                return 1
    print(f"Set-up complete in {time.monotonic() - started:.1f} s")
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python3 -m tools.setup", description="Prepare this clone to run.")
    parser.add_argument("--dev", action="store_true", help="also what the tests and checks need")
    parser.add_argument("--no-demo", action="store_true", help="no demo accounts, camera or footage")
    parser.add_argument("--only", metavar="STEP", help="one step by its stamp's name, such as pwa-build")
    return parser.parse_args()


def _old_node() -> list[str]:
    version = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False).stdout.strip()
    major = version.removeprefix("v").split(".")[0]
    if major.isdigit() and int(major) >= OLDEST_NODE:
        return []
    return [f"Node {version or 'of unknown version'} is too old: version {OLDEST_NODE} or newer is needed."]


def _take(step: Step, label: str) -> bool:
    if step.is_done():
        print(f"{label} unchanged")
        return True
    try:
        step.run(label)
    except StepError as failure:
        print(f"\nThe step '{step.name}' failed: {failure}", file=sys.stderr)
        for line in failure.last_lines:
            print(f"    {line}", file=sys.stderr)
        print(f"{step.advice}\nThe whole output is in {step.stamp.with_suffix('.log')}", file=sys.stderr)
        return False
    return True


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Only one set-up works on a clone at a time; the second waits and then finds everything done."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Another set-up of this clone is running; waiting for it ...", flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        print("\nSet-up interrupted; the next one goes on where this one stopped.", file=sys.stderr)
        sys.exit(130)
