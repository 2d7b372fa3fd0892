"""Drawn pictures with a list of labels, and a stand-in for the models that reads the answer off the colours."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

import cv2
import numpy as np

from backend.catalog.violations import ViolationType
from vision.bodies.body import Body
from vision.bodies.sight import Sight
from vision.types import Answer, Box, Image, Judgement, Person

RED, GREEN, GREY = (0, 0, 255), (0, 255, 0), (128, 128, 128)
"""A head in red breaks the rule, in green keeps it, in grey cannot be judged."""

Head = tuple[Box, tuple[int, int, int]]


def picture(heads: Sequence[Head], size: tuple[int, int] = (320, 240)) -> Image:
    image = np.full((size[1], size[0], 3), 255, np.uint8)
    for (x1, y1, x2, y2), colour in heads:
        cv2.rectangle(image, (int(x1), int(y1)), (int(x2) - 1, int(y2) - 1), colour, -1)
    return image


def write_set(folder: Path, rows: Sequence[Mapping[str, str]], pictures: Mapping[str, Image]) -> Path:
    for name, image in pictures.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        cv2.imwrite(str(folder / name), image)
    columns = list(dict.fromkeys(column for row in rows for column in row))
    with (folder / "manifest.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return folder


class ColourLooker:
    """Takes every coloured patch for a head, and answers by its colour with the score given."""

    def __init__(self, kinds: Sequence[ViolationType] = (ViolationType.MASK,), score: float = 0.9) -> None:
        self._kinds = kinds
        self._score = score

    @property
    def labels(self) -> Mapping[ViolationType, str]:
        return dict.fromkeys(self._kinds, "colours-1")

    def look(self, image: Image) -> Sight:
        found = sorted(_patches(image), key=lambda head: head[0])
        bodies = [Body(Person(_person(box), 0.9), head=box, face=box) for box, _ in found]
        judgements = {
            kind: tuple(Judgement(kind, answer, self._score, "grey", box) for box, answer in found)
            for kind in self._kinds
        }
        return Sight(bodies, judgements)


def _patches(image: Image) -> list[tuple[Box, Answer]]:
    found = []
    for colour, answer in ((RED, Answer.YES), (GREEN, Answer.NO), (GREY, Answer.UNKNOWN)):
        near = np.abs(image.astype(int) - colour).max(2) < 60
        _, _, stats, _ = cv2.connectedComponentsWithStats(near.astype(np.uint8))
        for x, y, width, height, area in stats[1:]:
            if area >= 30:
                found.append(((float(x), float(y), float(x + width), float(y + height)), answer))
    return found


def _person(head: Box) -> Box:
    x1, y1, x2, y2 = head
    return x1 - (x2 - x1), y1, x2 + (x2 - x1), y2 + 6 * (y2 - y1)
