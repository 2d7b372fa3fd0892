"""Processes of a bench: started and ended with it, and asked what processor time they took."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_TICK_S = 1 / os.sysconf("SC_CLK_TCK")
_END_WITHIN_S = 10.0


@contextlib.contextmanager
def started(
    command: Sequence[str], env: Mapping[str, str] | None = None, log: Path | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """A process in the repository's root; ended at the end, by force if it must be."""
    with log.open("wb") if log else open(os.devnull, "wb") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **(env or {})}, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(_END_WITHIN_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def python(*arguments: str) -> list[str]:
    return [sys.executable, "-m", *arguments]


def cpu_s(*pids: int) -> float:
    """Seconds of processor time that these processes and all their children have taken until now."""
    return sum(_own_cpu_s(pid) + cpu_s(*_children(pid)) for pid in pids)


def share_of_core(pids: Sequence[int], seconds: float) -> float:
    """Percent of one core that these processes take from now on, for so long."""
    begun_at, begun = time.monotonic(), cpu_s(*pids)
    time.sleep(seconds)
    return 100 * (cpu_s(*pids) - begun) / (time.monotonic() - begun_at)


def peak_memory_mb(pid: int) -> float:
    """The most resident memory that a process has had."""
    return _status_mb(pid, "VmHWM:")


def memory_mb(pid: int) -> float:
    """The resident memory that a process has now."""
    return _status_mb(pid, "VmRSS:")


def _status_mb(pid: int, name: str) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name)) / 1024


def _own_cpu_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    # utime, stime, and the same of children that have ended (proc(5)).
    return sum(int(field) for field in fields[11:15]) * _TICK_S


def _children(pid: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        with contextlib.suppress(OSError):
            found += map(int, (task / "children").read_text().split())
    return found
