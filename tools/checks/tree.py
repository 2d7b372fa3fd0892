"""The files that git would take: tracked ones and new ones that are not ignored."""

from __future__ import annotations

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GENERATED = ("pwa/src/generated/", "docs/openapi.json")


def files(root: Path = ROOT) -> list[Path]:
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=root, check=True, capture_output=True, text=True).stdout
    return [path for name in sorted(listed.split("\0")) if name and (path := root / name).is_file()]


def is_generated(path: Path, root: Path = ROOT) -> bool:
    return str(path.relative_to(root)).startswith(GENERATED)
