"""Loops that run until they are told to stop, and that a busy or full database slows but does not end."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from flask import Flask
from sqlalchemy.exc import DBAPIError, OperationalError

log = logging.getLogger(__name__)

IDLE_S = 0.25  # a new due row is seen within this time
_LONGEST_WAIT_S = 5.0


def run_until(
    stop: threading.Event, app: Flask, name: str, turn: Callable[[], int], news: threading.Event | None = None
) -> None:
    """Call `turn` again and again, each time in a context of its own; it returns how much it did.

    `news`, where there is one, ends the rest between two turns at once; who sets `stop` sets it too. A trouble is
    logged when it begins and when it ends, not once a turn.
    """
    trouble, pause = "", 0.0
    while not stop.is_set():
        if news is not None:
            news.clear()
        try:
            with app.app_context():
                did = turn()
            if trouble:
                log.info("%s: goes on", name)
            trouble, pause = "", 0.0 if did else IDLE_S
        except Exception as error:
            pause = min(max(pause * 2, 0.5), _LONGEST_WAIT_S)
            if (what := _describe(error)) != trouble:
                trouble = what
                log.error("%s: %s; trying again", name, what, exc_info=not isinstance(error, OperationalError))
        (stop if trouble or news is None else news).wait(pause)


def _describe(error: Exception) -> str:
    if isinstance(error, DBAPIError):
        return f"database: {str(error.orig).splitlines()[0] if str(error.orig) else type(error).__name__}"
    return type(error).__name__
