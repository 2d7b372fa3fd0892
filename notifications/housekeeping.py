"""What the notifier does beside telling people: heartbeat, watchdog, the anchor of the audit chain, sweeping."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from backend.accounts import codes
from backend.audit.anchors import anchor
from backend.cameras import device_auth
from backend.core import health, idempotency, realtime, throttle
from backend.core.database import write_transaction
from backend.core.models import ProcessHeartbeat
from backend.credentials.service import connection
from backend.extensions import db
from notifications import disks, watchdog
from notifications.steady import Shift, SteadyTime

log = logging.getLogger(__name__)

NAME = "notifier"
# After a start or a clock that was set, devices get the time to be heard before they count as silent.
GRACE_S = watchdog.SILENT_AFTER.total_seconds() + 10


@dataclass
class _Chore:
    name: str
    every_s: float
    do: Callable[[], object]
    next_at: float


class Housekeeping:
    """Runs each chore at its interval of monotonic time; one that fails is logged and does not stop the others."""

    def __init__(self, steady: SteadyTime, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._steady, self._monotonic = steady, monotonic
        start = monotonic()
        self._watchdog = _Chore("watchdog", 10, watchdog.watch, start + GRACE_S)
        self._chores = [
            _Chore("heartbeat", 5, self.beat, start),
            self._watchdog,
            _Chore("disks", 30, disks.watch, start + 5),
            _Chore("anchor", 60, anchor, start + 30),
            _Chore("connected", 60, connection.settle, start + 10),
            _Chore("sweep", 3600, sweep, start + 300),
        ]

    def run_once(self) -> None:
        now = self._monotonic()
        for chore in self._chores:
            if now >= chore.next_at:
                chore.next_at = now + chore.every_s
                try:
                    chore.do()
                except Exception:
                    db.session.rollback()
                    log.exception("%s failed; it will be tried again", chore.name)

    def hold_watchdog(self) -> None:
        self._watchdog.next_at = self._monotonic() + GRACE_S

    def beat(self) -> None:
        with write_transaction():
            health.beat(NAME, shifts=[[shift.last_case_id, shift.seconds] for shift in self._steady.shifts])


def remembered_shifts() -> list[Shift]:
    """How the clock was set during earlier runs, from the heartbeat row."""
    row = db.session.get(ProcessHeartbeat, NAME)
    return [Shift(int(case_id), float(seconds)) for case_id, seconds in (row.detail.get("shifts", []) if row else [])]


def sweep() -> None:
    with write_transaction():
        realtime.sweep()
        throttle.sweep()
        codes.sweep()
        idempotency.sweep()
        device_auth.sweep()
