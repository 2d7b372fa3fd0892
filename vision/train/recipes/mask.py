"""Masks: the whole face, so that the network sees where the mouth would be."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from backend.catalog.violations import ViolationType
from vision.detectors.face import FaceFinder
from vision.train.augment import Conditions
from vision.train.data import Regions, Row
from vision.train.recipe import Recipe
from vision.types import Box, Image

_MARGINS = (1.6, 1.0)
_CLOSE_UP_PX = 160


def _faces(models_dir: Path) -> Regions:
    """The labelled box; else the best face of the picture, close-ups in which none is found as they are."""
    finder = FaceFinder(models_dir)

    def regions(row: Row, image: Image) -> Sequence[tuple[Box, str]]:
        height, width = image.shape[:2]
        whole = (0.0, 0.0, float(width), float(height))
        if row.box is not None:
            return [(row.box, row.label)]
        for margin in _MARGINS:
            face = finder.find(image, whole, margin)
            if face is not None:
                return [(face.box, row.label)]
        # The set holds portraits and faces cut out tightly; in these the detector sees none under a mask.
        return [(whole, row.label)] if min(width, height) < _CLOSE_UP_PX else []

    return regions


RECIPE = Recipe(
    name="mask",
    type=ViolationType.MASK,
    task="mask",
    labels={"with_mask": "mask", "without_mask": "no mask"},
    classes=("mask", "no mask"),
    yes=("no mask",),
    part="face",
    margin=1.15,
    regions=_faces,
    epochs=9,
    rate=2e-3,
    batch=64,
    conditions=Conditions(grey=0.35, hue=0.5),
    data_notes=(
        "Web portraits with and without masks, labelled by folder; faces cut out with BlazeFace, close-ups in which it"
        " finds none taken whole. An estimated 2-5 % of the labels are wrong.",
        "A third of all views is grey and half are turned to other hues, so that no answer hangs on blue or white.",
    ),
    limits=(
        "On the test split (other sources, labelled faces of 24 px and more): F1 0.98 for worn, 0.90 for missing masks"
        " (0.94 of those answered); masks worn wrongly pass as worn, which makes it 0.81 when they count.",
        "Trained on faces that look towards the camera: who looks away is unknown, never without a mask.",
        "Masks under the chin or below the nose are hardly among the pictures; they may pass as worn.",
        "A hand, a cup or a beard before the mouth can pass as a mask; hence seconds and votes before a case.",
        "No pictures of surveillance cameras, from above or behind steam: these conditions are only imitated.",
    ),
)
