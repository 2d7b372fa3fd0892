"""The person whom a labelled picture is about."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import cv2
import numpy as np

from vision.bodies.body import Body
from vision.bodies.builder import build_bodies
from vision.detectors.person import PersonDetector
from vision.detectors.pose import PoseEstimator
from vision.train.data import Row, TrainingFolder
from vision.types import Box, Image


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


def further_away(image: Image, box: Box, scale: float) -> tuple[Image, Box]:
    """The picture and the box as a camera would give them that sees everything `scale` times as large; below 1."""
    small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    _, packed = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, 75])
    x1, y1, x2, y2 = (value * scale for value in box)
    return np.asarray(cv2.imdecode(packed, cv2.IMREAD_COLOR), np.uint8), (x1, y1, x2, y2)
