"""`python -m notifications`: the notifier process."""

from __future__ import annotations

import logging
import os
import signal
import sys

from backend.app import create_app
from backend.settings import Settings
from notifications.notifier import Notifier


def main() -> int:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s", stream=sys.stderr)
    logging.getLogger("urllib3").setLevel(logging.ERROR)
    notifier = Notifier(create_app(Settings.from_env(os.environ)))
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: notifier.stop())
    notifier.run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
