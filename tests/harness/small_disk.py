"""A disk of a few megabytes that can be filled and emptied."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path


class SmallDisk:
    def __init__(self, path: Path) -> None:
        self.path = path
        self._filler = path / "filler"

    def fill(self, leave: int = 0) -> None:
        """Until no more than `leave` bytes, or not a single block, are left."""
        with self._filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
            while not leave or self.left > leave:
                file.write(b"x" * 4096)

    def free(self) -> None:
        self._filler.unlink()

    @property
    def left(self) -> int:
        """Free bytes."""
        return shutil.disk_usage(self.path).free


@contextlib.contextmanager
def small_disk(path: Path, megabytes: int) -> Iterator[SmallDisk | None]:
    """None where this machine does not let its user mount one."""
    path.mkdir(parents=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(path)]
    if subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        yield None
        return
    try:
        yield SmallDisk(path)
    finally:
        subprocess.run(["umount", "-l", str(path)], check=True)
