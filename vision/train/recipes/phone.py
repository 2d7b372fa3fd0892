"""Phones in hands."""

from __future__ import annotations

from backend.catalog.violations import ViolationType
from vision.train.recipe import Recipe

RECIPE = Recipe(
    name="phone",
    type=ViolationType.PHONE,
    task="phone",
    labels={"mobile_phone": "phone", "no_phone": "none"},
    classes=("none", "phone"),
    yes=("phone",),
    part="hand",
    margin=1.2,
    epochs=30,
    folds=4,
)
