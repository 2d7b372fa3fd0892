"""A small trained classifier of crops: one batch in, calibrated probabilities out. Runs on ONNX Runtime alone."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vision.detectors.base import open_session
from vision.detectors.crops import cut_all
from vision.types import Answer, Box, Image

Probabilities = NDArray[np.float32]


@dataclass(frozen=True)
class Facts:
    """What a weights file says about itself.

    `yes`: the classes in which the rule is broken. `margin`: the square that is cut, in longer sides of the box.
    `min_pixels`: the smallest short side of the box that may be judged. `yes_from`, `no_from`: the least probability
    of either answer; what lies below both is unknown.
    """

    name: str
    version: str
    classes: tuple[str, ...]
    yes: tuple[str, ...]
    part: str
    side: int
    margin: float
    min_pixels: int
    yes_from: float
    no_from: float

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Facts:
        return cls(**{**values, "classes": tuple(values["classes"]), "yes": tuple(values["yes"])})


class Classifier:
    """Keeps nothing between calls: one serves all cameras."""

    def __init__(self, path: Path, threads: int = 1) -> None:
        self._session = open_session(path, threads)
        self.facts = _facts(self._session)
        self._sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        self._yes = [self.facts.classes.index(name) for name in self.facts.yes]

    @property
    def label(self) -> str:
        """Name, version and the start of the file's hash, as an observation names it."""
        return f"{self.facts.name}-{self.facts.version}@{self._sha256[:8]}"

    def classify(self, image: Image, boxes: Sequence[Box]) -> Probabilities:
        """Probabilities (len(boxes), classes) of what is in each box, in the order of the boxes."""
        return self.classify_crops(cut_all(image, boxes, self.facts.margin, self.facts.side))

    def classify_crops(self, crops: NDArray[np.uint8]) -> Probabilities:
        """The same for crops (n, side, side, 3) that were cut before."""
        if not len(crops):
            return np.zeros((0, len(self.facts.classes)), np.float32)
        (probabilities,) = self._session.run(None, {"crops": crops})
        return np.asarray(probabilities, np.float32)

    def broken(self, probabilities: Probabilities) -> Probabilities:
        """The probability (n,) that the rule is broken."""
        return np.asarray(probabilities[:, self._yes].sum(1), np.float32)

    def decide(self, broken: float) -> tuple[Answer, float]:
        """The answer for a probability that the rule is broken, and the probability that the answer is right."""
        if broken >= self.facts.yes_from:
            return Answer.YES, broken
        if 1 - broken >= self.facts.no_from:
            return Answer.NO, 1 - broken
        return Answer.UNKNOWN, max(broken, 1 - broken)


def read_facts(path: Path) -> Facts:
    """What a weights file says about itself."""
    return _facts(open_session(path))


def _facts(session: Any) -> Facts:
    return Facts.from_json(json.loads(session.get_modelmeta().custom_metadata_map["facts"]))
