"""`python -m vision media` or `python -m vision detect`."""

from __future__ import annotations

import logging
import sys
from importlib import import_module

# Imported on demand, because each process loads libraries that the other has no use for.
_PROCESSES = {"media": "vision.media.process", "detect": "vision.detect.process"}


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or arguments[0] not in _PROCESSES:
        print("usage: python -m vision media|detect", file=sys.stderr)  # noqa: T201 - the answer to a wrong command
        return 2
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s", stream=sys.stdout)
    status = import_module(_PROCESSES[arguments[0]]).main()
    return int(status or 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
