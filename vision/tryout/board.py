"""The newest picture with what was seen in it, handed from the analysing thread to the pages that watch."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass

from vision.types import Json

_KEPT = 8


@dataclass(frozen=True)
class Look:
    """One analysed picture. `state`: JSON for the page; it names the picture by `number`."""

    number: int
    jpeg: bytes
    state: Json


class Board:
    """Keeps the last few pictures, because a page fetches one a moment after it has heard of it."""

    def __init__(self) -> None:
        self._looks: OrderedDict[int, Look] = OrderedDict()
        self._changed = threading.Condition()
        self._number = 0

    def put(self, jpeg: bytes, state: Json) -> Look:
        with self._changed:
            self._number += 1
            look = Look(self._number, jpeg, {"number": self._number, **state})
            self._looks[look.number] = look
            while len(self._looks) > _KEPT:
                self._looks.popitem(last=False)
            self._changed.notify_all()
            return look

    def newest(self, after: int = 0, timeout_s: float = 0.0) -> Look | None:
        """The newest look if it is newer than `after`, waiting for one; None when none came in time."""
        with self._changed:
            self._changed.wait_for(lambda: self._number > after, timeout_s)
            return next(reversed(self._looks.values())) if self._number > after else None

    def look(self, number: int) -> Look | None:
        with self._changed:
            return self._looks.get(number)
