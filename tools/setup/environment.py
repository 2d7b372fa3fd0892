"""`python3 -m tools.setup.environment FOLDER`: a virtual environment of this Python, made anew when it is another's."""

from __future__ import annotations

import sys
import venv
from pathlib import Path


def main() -> int:
    folder = Path(sys.argv[1])
    venv.create(folder, clear=not is_usable(folder), with_pip=True, symlinks=True)
    return 0


def is_usable(folder: Path) -> bool:
    """Whether the environment there is one of this very Python version."""
    marks = folder / "pyvenv.cfg"
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    has_python = (folder / "bin" / "python").exists()
    return has_python and marks.exists() and f"version = {version}." in marks.read_text()


if __name__ == "__main__":
    sys.exit(main())
