"""`python -m tools.generate`: write every file that is derived from others (tools/generate/files.py)."""

from __future__ import annotations

import subprocess
import sys

from tools.generate.files import FILES


def main() -> int:
    for file in FILES:
        try:
            text = file.text()
        except subprocess.CalledProcessError as error:
            print(f"{file.name}: {' '.join(error.cmd)} failed\n{error.stderr}", file=sys.stderr)
            return 1
        file.path.parent.mkdir(parents=True, exist_ok=True)
        is_new = not file.path.exists() or file.path.read_text() != text
        if is_new:
            file.path.write_text(text)
        print(f"{file.name} {'written' if is_new else 'unchanged'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
