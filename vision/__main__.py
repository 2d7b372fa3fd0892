"""`python -m vision media|detect`: the processes. `python -m vision evaluate|try|train ...`: tools with arguments."""

from __future__ import annotations

import logging
import sys
from importlib import import_module

# Imported on demand, because each process loads libraries that the other has no use for.
_PROCESSES = {"media": "vision.media.process", "detect": "vision.detect.process"}
_TOOLS = {"evaluate": "vision.evaluate.command", "try": "vision.tryout.command", "train": "vision.train.command"}
_USAGE = "usage: python -m vision media|detect, or evaluate|try|train with --help"


def main(arguments: list[str]) -> int:
    name = arguments[0] if arguments else ""
    if name in _TOOLS:
        return int(import_module(_TOOLS[name]).main(arguments[1:]))
    if len(arguments) != 1 or name not in _PROCESSES:
        print(_USAGE, file=sys.stderr)  # noqa: T201 - the answer to a wrong command
        return 2
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s", stream=sys.stdout)
    status = import_module(_PROCESSES[name]).main()
    return int(status or 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
