"""Keeps one child running: start, pass its lines on, start again when it ends, stop when told."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from tools.supervisor.log import Log
from tools.supervisor.spawn import kill_group, spawn

FIRST_DELAY_S = 0.2
LONGEST_DELAY_S = 5.0
SETTLED_AFTER_S = 10.0
LOOK_EVERY_S = 0.1
LINE_LIMIT = 1 << 20


@dataclass(frozen=True)
class Child:
    """A process of the product. `env` is added to the supervisor's own."""

    name: str
    command: Sequence[str]
    env: Mapping[str, str] = field(default_factory=dict)
    cwd: Path | None = None


def restart_delay(failures: int) -> float:
    """Seconds to wait before start number `failures` + 1: at once first, then doubling up to a cap."""
    return float(min(LONGEST_DELAY_S, FIRST_DELAY_S * 2 ** max(0, failures - 1)))


def describe_exit(returncode: int) -> str:
    if returncode < 0:
        with suppress(ValueError):
            return f"was ended by {signal.Signals(-returncode).name}"
    return f"ended with {returncode}"


class Keeper:
    """`run` returns only after `stop`; a child that lived SETTLED_AFTER_S starts again without back-off."""

    def __init__(self, child: Child, env: Mapping[str, str], log: Log) -> None:
        self.child = child
        self.restarts = 0
        self._env = {**env, **child.env}
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None
        self._stopping = asyncio.Event()

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    async def run(self) -> None:
        failures = 0
        while not self._stopping.is_set():
            started = time.monotonic()
            outcome = await self._run_once()
            if self._stopping.is_set():
                return
            failures = 1 if time.monotonic() - started >= SETTLED_AFTER_S else failures + 1
            delay = restart_delay(failures)
            self._log.line(self.child.name, f"{outcome}; starting it again in {delay:.1f} s")
            self.restarts += 1
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), delay)

    async def stop(self, grace_s: float) -> None:
        """Ask the child to end, and end its whole group when it has not after `grace_s`."""
        self._stopping.set()
        process = self._process
        if process is None:
            return
        process.terminate()
        deadline = time.monotonic() + grace_s
        while process.poll() is None and time.monotonic() < deadline:
            await asyncio.sleep(LOOK_EVERY_S)
        if process.poll() is None:
            self._log.line(self.child.name, f"did not stop within {grace_s:.0f} s and is killed")
        kill_group(process)

    def kill(self) -> None:
        self._stopping.set()
        if self._process is not None:
            kill_group(self._process)

    async def _run_once(self) -> str:
        try:
            self._process = process = spawn(self.child.command, self._env, self.child.cwd)
        except OSError as error:
            return f"cannot be started ({error})"
        reader = asyncio.create_task(self._pass_lines_on(process))
        while process.poll() is None:
            await asyncio.sleep(LOOK_EVERY_S)
        # What the child left behind would hold its port, its files and the pipe.
        kill_group(process)
        with suppress(TimeoutError):
            await asyncio.wait_for(reader, 1.0)
        return describe_exit(process.returncode)

    async def _pass_lines_on(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdout is not None
        reader = asyncio.StreamReader(limit=LINE_LIMIT)
        transport, _ = await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), process.stdout
        )
        try:
            while True:
                try:
                    line = await reader.readline()
                except ValueError:
                    line = b"(a line of more than a megabyte was left out)\n"
                if not line:
                    return
                self._log.line(self.child.name, line.decode(errors="replace"))
        finally:
            transport.close()
