"""The person whom a labelled picture is about."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from vision.bodies.body import Body
from vision.bodies.builder import build_bodies
from vision.detectors.person import PersonDetector
from vision.detectors.pose import PoseEstimator
from vision.train.data import Row, TrainingFolder
from vision.types import Image


class BodyFinder:
    def __init__(self, models_dir: Path) -> None:
        self._people = PersonDetector(models_dir)
        self._poses = PoseEstimator(models_dir)

    def main_body(self, image: Image) -> Body | None:
        """The tallest person's; None when nobody is found."""
        people = sorted(self._people.find(image), key=lambda person: -person.height)
        return build_bodies(image, people, people[:1], self._poses)[0] if people else None


def pictures(folder: TrainingFolder, rows: Iterable[Row]) -> Iterator[tuple[Row, Image]]:
    """Each picture once, with its first row: sets of several tasks hold the same photograph."""
    seen = set()
    for row in rows:
        name = hashlib.sha256(row.path.read_bytes()).digest()
        if name not in seen:
            seen.add(name)
            yield row, folder.open(row)
