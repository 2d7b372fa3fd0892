"""`python -m tests.harness.set_clock FILE`: the notifier on a machine whose clock is set while it runs.

FILE holds by how many seconds the wall clock is wrong; the time since boot goes on as ever.
"""

from __future__ import annotations

import os
import signal
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from backend.app import create_app
from backend.settings import Settings
from notifications.notifier import Notifier


class WrongClock:
    def __init__(self, path: Path) -> None:
        self._path = path

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=float(self._path.read_text() or 0))


def main() -> None:
    notifier = Notifier(create_app(Settings.from_env(os.environ), clock=WrongClock(Path(sys.argv[1]))))
    signal.signal(signal.SIGTERM, lambda *_: notifier.stop())
    notifier.run()


if __name__ == "__main__":
    main()
