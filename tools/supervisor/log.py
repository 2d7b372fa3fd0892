"""One readable line per event: `12:30:05 media    | camera 1 online`."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import TextIO

NAME_WIDTH = 8
_OWN_TIMESTAMP = re.compile(r"^\[?\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:[.,]\d+)?(?: ?[+-]\d{4}|Z)?\]? ")
_COLOURS = {"web": 36, "notifier": 35, "media": 32, "detect": 33, "camera": 34}


class Log:
    """Writes the lines of all children. A line's own timestamp is dropped, as ours stands before it."""

    def __init__(
        self, out: TextIO = sys.stdout, now: Callable[[], datetime] = lambda: datetime.now().astimezone()
    ) -> None:
        self._out = out
        self._now = now
        self._has_colour = out.isatty()

    def line(self, name: str, text: str) -> None:
        text = _OWN_TIMESTAMP.sub("", text.rstrip())
        if not text:
            return
        label = f"{name:<{NAME_WIDTH}}"
        if self._has_colour and name in _COLOURS:
            label = f"\x1b[{_COLOURS[name]}m{label}\x1b[0m"
        self._write(f"{self._now():%H:%M:%S} {label} | {text}\n")

    def block(self, text: str) -> None:
        """Something for the person at the terminal, without prefixes."""
        self._write(f"\n{text}\n\n")

    def _write(self, text: str) -> None:
        # A terminal that went away is no reason to stop reading from the children.
        with suppress(OSError):
            self._out.write(text)
            self._out.flush()
