"""Pictures of the worst errors, to look at: the surest wrong answers first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from vision.evaluate.metrics import Outcome
from vision.evaluate.pictures import by_type, read_picture
from vision.types import Box, Image

PER_TYPE = 12
_LONG_SIDE = 960
_RED, _WHITE = (60, 60, 230), (255, 255, 255)


def worst(outcomes: Sequence[Outcome], limit: int = PER_TYPE) -> list[Outcome]:
    wrong = [outcome for outcome in outcomes if outcome.is_decided and not outcome.is_right]
    return sorted(wrong, key=lambda outcome: -outcome.score)[:limit]


def write_worst(outcomes: Sequence[Outcome], folder: Path, out: Path, limit: int = PER_TYPE) -> list[Path]:
    """One JPEG for each error, named by type, rank and what went wrong. Raises OSError when it cannot be written."""
    out.mkdir(parents=True, exist_ok=True)
    written = []
    for kind, some in by_type(outcomes).items():
        for rank, outcome in enumerate(worst(some, limit), 1):
            image = read_picture(folder / outcome.picture.replace("\\", "/"))
            if image is None:
                continue
            stem = re.sub(r"[^\w.-]", "_", Path(outcome.picture).stem)[:60]
            path = out / f"{kind}-{rank:02d}-{outcome.truth}-taken-for-{outcome.answer}-{stem}.jpg"
            ok, data = cv2.imencode(".jpg", draw(image, outcome))
            if ok:
                path.write_bytes(data.tobytes())
                written.append(path)
    return written


def draw(image: Image, outcome: Outcome) -> Image:
    """The picture with the labelled box and one line that says what was labelled and what was answered."""
    ratio = _LONG_SIDE / max(image.shape[:2])
    size = (max(1, round(image.shape[1] * ratio)), max(1, round(image.shape[0] * ratio)))
    picture = cv2.resize(image, size, interpolation=cv2.INTER_AREA if ratio < 1 else cv2.INTER_CUBIC)
    if outcome.box is not None:
        x1, y1, x2, y2 = _scaled(outcome.box, ratio)
        cv2.rectangle(picture, (x1, y1), (x2, y2), _RED, 2)
    bar = np.full((32, picture.shape[1], 3), _RED, np.uint8)
    text = f"{outcome.type}: labelled {outcome.label}, answered {outcome.answer} ({outcome.score:.2f})"
    cv2.putText(bar, text, (8, 22), cv2.FONT_HERSHEY_SIMPLEX, 0.55, _WHITE, 1, cv2.LINE_AA)
    return np.vstack([bar, np.asarray(picture, np.uint8)])


def _scaled(box: Box, ratio: float) -> tuple[int, int, int, int]:
    x1, y1, x2, y2 = (round(value * ratio) for value in box)
    return x1, y1, x2, y2
