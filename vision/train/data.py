"""Labelled pictures: the rows of a manifest.csv that may be trained on, and the crops cut out of them.

A manifest has one row per label with the columns file, task, split, label, box ("x1 y1 x2 y2" or empty),
source_repo, source_path and licence. Rows of the split "test" are never handed out and their files never opened.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np

from vision.detectors.crops import cut
from vision.types import Box, Image

WIDE_SIDE = 96
"""Pixels of a cached crop, which shows `WIDE_MARGIN` times what the network sees: room to shift and turn."""
WIDE_MARGIN = 1.35

_TRAINING_SPLIT = "train"


class SplitRefused(Exception):  # noqa: N818 - reads as what happened
    """Something other than the training split was asked for."""


@dataclass(frozen=True)
class Row:
    """`path` is absolute, `box` None where the whole picture is meant."""

    path: Path
    task: str
    split: str
    label: str
    box: Box | None
    source: str
    source_path: str
    licence: str


@dataclass(frozen=True)
class Sample:
    """One crop for one label. `pixels`: short side of the box in the picture; `group`: what must not be torn apart.

    `is_extra`: only for training, never counted in validation (drawn, or of another task).
    """

    image: Image
    label: int
    pixels: int
    source: str
    group: int = 0
    is_extra: bool = False


Regions = Callable[[Row, Image], Sequence[tuple[Box, str]]]
"""Where in a picture to look, each place with its label; nothing when the picture does not serve."""


class TrainingFolder:
    """A folder with a manifest.csv, of which only the training split can be reached."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()
        with (folder / "manifest.csv").open(encoding="utf-8", newline="") as file:
            rows = [self._row(record) for record in csv.DictReader(file)]
        self._rows = [row for row in rows if row.split == _TRAINING_SPLIT]
        self._refused = frozenset(row.path for row in rows if row.split != _TRAINING_SPLIT)

    def rows(self, *tasks: str) -> list[Row]:
        """The training rows of these tasks, without those whose picture also stands in another split."""
        return [row for row in self._rows if row.task in tasks and row.path not in self._refused]

    def open(self, row: Row) -> Image:
        """The picture. Raises SplitRefused for anything but the training split, ValueError for an unreadable file."""
        if row.split != _TRAINING_SPLIT or row.path in self._refused:
            raise SplitRefused(f"{row.path.name} is of the split {row.split!r}; only {_TRAINING_SPLIT!r} may be read")
        if not row.path.is_relative_to(self._folder):
            raise ValueError(f"{row.path} is outside the folder of the manifest")
        image = cv2.imread(str(row.path), cv2.IMREAD_COLOR)
        if image is None:
            raise ValueError(f"{row.path} is not a picture")
        return np.asarray(image, np.uint8)

    def _row(self, record: dict[str, str]) -> Row:
        path = (self._folder / record["file"]).resolve()
        box = _box(record.get("box") or "")
        keys = ("task", "split", "label")
        task, split, label = (record[key].strip() for key in keys)
        source, source_path = record.get("source_repo") or "", record.get("source_path") or ""
        return Row(path, task, split, label, box, source, source_path, record.get("licence") or "")


def _box(text: str) -> Box | None:
    values = [float(value) for value in text.split()]
    if not values:
        return None
    x1, y1, x2, y2 = values
    return x1, y1, x2, y2


def whole_or_box(row: Row, image: Image) -> Sequence[tuple[Box, str]]:
    """The row's own box, or the whole picture."""
    return [(row.box or (0.0, 0.0, float(image.shape[1]), float(image.shape[0])), row.label)]


def cut_samples(
    folder: TrainingFolder,
    rows: Iterable[Row],
    regions: Regions,
    labels: dict[str, int],
    margin: float,
    more: Iterable[Sample] = (),
) -> list[Sample]:
    """Every row's crops, wider than the network sees them, and `more`. Labels not in `labels` are left out."""
    samples = list(more)
    for row in rows:
        image = folder.open(row)
        for box, label in regions(row, image):
            if label in labels:
                crop = cut(image, box, margin * WIDE_MARGIN, WIDE_SIDE)
                pixels = round(min(box[2] - box[0], box[3] - box[1]))
                samples.append(Sample(crop, labels[label], pixels, row.source))
    return group_alike(samples)


def group_alike(samples: Sequence[Sample]) -> list[Sample]:
    """Number the groups: near copies of one photograph, mirrored ones too, get the same number.

    Public sets hold the same portrait several times; torn apart, validation would ask what training has answered.
    """
    hashes = np.array([_difference_hash(sample.image) for sample in samples])
    mirrored = np.array([_difference_hash(np.ascontiguousarray(sample.image[:, ::-1])) for sample in samples])
    group = list(range(len(samples)))

    def root(index: int) -> int:
        while group[index] != index:
            group[index] = group[group[index]]
            index = group[index]
        return index

    for index in range(len(samples)):
        for others in (hashes, mirrored):
            distance = np.bitwise_count(others[:index] ^ hashes[index])
            for near in np.flatnonzero(distance <= _NEAR_BITS):
                group[root(int(near))] = root(index)
    return [replace(sample, group=root(index)) for index, sample in enumerate(samples)]


_NEAR_BITS = 6


def _difference_hash(image: Image) -> np.uint64:
    """64 bits: whether each cell of a 9x8 thumbnail is brighter than its neighbour to the left."""
    small = cv2.resize(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), (9, 8), interpolation=cv2.INTER_AREA)
    bits = (small[:, 1:] > small[:, :-1]).ravel()
    return np.packbits(bits).view(np.uint64)[0]  # type: ignore[no-any-return]


def split_by_group(samples: Sequence[Sample], folds: int, seed: int) -> list[tuple[list[int], list[int]]]:
    """`folds` pairs of indices (fit, validation); no group and so no photograph stands on both sides."""
    groups = sorted({sample.group for sample in samples})
    shuffled = np.random.default_rng(seed).permutation(len(groups))
    fold_of = {groups[place]: number % folds for number, place in enumerate(shuffled)}
    pairs = []
    for fold in range(folds):
        inside = [index for index, sample in enumerate(samples) if fold_of[sample.group] == fold]
        outside = [index for index, sample in enumerate(samples) if fold_of[sample.group] != fold]
        pairs.append((outside, inside))
    return pairs
