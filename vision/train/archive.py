"""Labelled sets that come as one file."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from vision.train.data import TrainingFolder


@contextmanager
def opened(answers: Path) -> Iterator[TrainingFolder]:
    """The exported set, unpacked for as long as it is needed if it is a zip. Raises ValueError for a foul name."""
    if answers.is_dir():
        yield TrainingFolder(answers)
        return
    with TemporaryDirectory() as folder, zipfile.ZipFile(answers) as archive:
        root = Path(folder).resolve()
        for name in archive.namelist():
            if not (root / name).resolve().is_relative_to(root):
                raise ValueError(f"{answers.name}: {name!r} leads out of the archive")
        archive.extractall(root)
        yield TrainingFolder(root)
