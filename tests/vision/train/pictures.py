"""Folders of labelled pictures, drawn for a test."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from vision.types import Image

COLUMNS = ("file", "task", "split", "label", "box", "source_repo", "source_path", "licence")


def noise(seed: int, side: int = 80) -> Image:
    """Coarse noise, so that no two pictures are alike."""
    coarse = np.random.default_rng(seed).integers(0, 256, (8, 8, 3), np.uint8)
    return np.asarray(cv2.resize(coarse, (side, side), interpolation=cv2.INTER_CUBIC), np.uint8)


def write_set(folder: Path, rows: Sequence[dict[str, str]], *, with_files: bool = True) -> Path:
    """Each row names at least file, split and label; pictures are noise. Returns the folder."""
    with (folder / "manifest.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, restval="")
        writer.writeheader()
        for number, row in enumerate(rows):
            writer.writerow({"task": "mask", "source_repo": "drawn", "licence": "none", **row})
            path = folder / row["file"]
            path.parent.mkdir(parents=True, exist_ok=True)
            if with_files:
                cv2.imwrite(str(path), noise(number))
    return folder
