"""Shows what a step does while it does it, and keeps the last lines for when it fails."""

from __future__ import annotations

import sys
import time
from collections import deque
from typing import TextIO

HEARTBEAT_S = 10.0
KEPT_LINES = 20


class Progress:
    """One step's line on the terminal; on a pipe it prints a sign of life every ten seconds instead."""

    def __init__(self, label: str, log: TextIO, out: TextIO = sys.stdout) -> None:
        self.label = label
        self.last_lines: deque[str] = deque(maxlen=KEPT_LINES)
        self._log = log
        self._out = out
        self._started = time.monotonic()
        self._shown_at = self._started
        self._out.write(f"{label} ...")
        if not out.isatty():
            self._out.write("\n")
        self._out.flush()

    def line(self, text: str) -> None:
        """Take one line of a command's output."""
        text = text.rstrip()
        self._log.write(text + "\n")
        self._log.flush()
        if not text.strip():
            return
        self.last_lines.append(text)
        now = time.monotonic()
        if self._out.isatty():
            self._overwrite(f"{self.label} ({self.seconds:.0f} s) {text.strip()}"[:100])
        elif now - self._shown_at >= HEARTBEAT_S:
            self._out.write(f"    {self.seconds:4.0f} s  {text.strip()[:100]}\n")
            self._out.flush()
            self._shown_at = now

    def finish(self, outcome: str) -> None:
        if self._out.isatty():
            self._overwrite(f"{self.label} {outcome}")
            self._out.write("\n")
        else:
            self._out.write(f"{self.label} {outcome}\n")
        self._out.flush()

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._started

    def _overwrite(self, text: str) -> None:
        self._out.write(f"\r\x1b[2K{text}")
        self._out.flush()
