"""Masks: the whole face, so that the network sees where the mouth would be."""

from __future__ import annotations

from backend.catalog.violations import ViolationType
from vision.train.augment import Conditions
from vision.train.recipe import Recipe

RECIPE = Recipe(
    name="mask",
    type=ViolationType.MASK,
    task="mask",
    labels={"with_mask": "mask", "without_mask": "no mask"},
    classes=("mask", "no mask"),
    yes=("no mask",),
    part="face",
    margin=1.15,
    epochs=9,
    conditions=Conditions(grey=0.35, hue=0.5),
)
