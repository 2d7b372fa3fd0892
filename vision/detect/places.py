"""A spool for each of several `detect` processes on one machine, and what a dead one left in its own.

The lock goes with the process, however it ends.
"""

from __future__ import annotations

import fcntl
import logging
import os
from collections.abc import Iterator
from itertools import count
from pathlib import Path

log = logging.getLogger(__name__)

_LOCK = "lock"


class Place:
    """A folder that belongs to this process alone until it ends."""

    def __init__(self, directory: Path, handle: int) -> None:
        self.directory = directory
        self._handle = handle

    def release(self) -> None:
        os.close(self._handle)


def claim(base: Path) -> Place:
    """The first free one of `base`, `base`-2, `base`-3 ... Raises OSError when the folder cannot be used."""
    for number in count(1):
        place = _try(base if number == 1 else base.with_name(f"{base.name}-{number}"))
        if place is not None:
            return place
    raise AssertionError("count() ends never")


def abandoned(base: Path, mine: Path) -> Iterator[Place]:
    """The places of others that nobody uses any more. Release each when it has been emptied."""
    for directory in sorted(base.parent.glob(f"{base.name}*")):
        if directory != mine and (directory / _LOCK).exists() and any(directory.glob("*.report")):
            place = _try(directory)
            if place is not None:
                yield place


def _try(directory: Path) -> Place | None:
    directory.mkdir(parents=True, exist_ok=True)
    handle = os.open(directory / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return None
    return Place(directory, handle)
