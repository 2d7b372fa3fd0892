"""The classifiers that ship are the ones that were trained, small, and described."""

from __future__ import annotations

import pytest

from backend.catalog.violations import ViolationType
from backend.catalog.vision_limits import LIMITS
from vision.detectors.classifier import read_facts
from vision.models.shipped import CARDS, FOLDER, MAX_BYTES, SHIPPED, shipped_file

KINDS = sorted(SHIPPED)


@pytest.mark.parametrize("kind", KINDS)
def test_the_weights_are_the_pinned_ones_and_small(kind: ViolationType) -> None:
    assert shipped_file(kind).stat().st_size < MAX_BYTES


@pytest.mark.parametrize("kind", KINDS)
def test_the_card_tells_what_the_weights_were_made_of_and_how_good_they_are(kind: ViolationType) -> None:
    card = SHIPPED[kind].card.read_text(encoding="utf-8")
    for part in ("## Data", "MIT", "## Figures", "## Limits", "seed", "Made on"):
        assert part.casefold() in card.casefold()
    assert SHIPPED[kind].sha256 in card
    assert f"python -m vision train {SHIPPED[kind].name} DIR --seed" in card


# The shorter side of what each classifier is shown, in cm: the face and head boxes of vision/bodies, the head with
# the room for a hat, the torso with its collar.
SHOWN_CM = {ViolationType.MASK: 18.0, ViolationType.CAP: 33.6, ViolationType.CLOTHES: 65.0}


@pytest.mark.parametrize("kind", sorted(SHOWN_CM))
def test_the_size_that_installers_are_told_is_enough_for_the_classifier(kind: ViolationType) -> None:
    told = LIMITS[kind]
    pixels = told.min_px * SHOWN_CM[kind] / told.size_cm
    assert pixels >= read_facts(SHIPPED[kind].path).min_pixels


def test_nothing_lies_about_that_is_not_pinned() -> None:
    assert set(FOLDER.iterdir()) == {shipped.path for shipped in SHIPPED.values()}
    assert {path.stem for path in CARDS.iterdir()} == {shipped.name for shipped in SHIPPED.values()}
