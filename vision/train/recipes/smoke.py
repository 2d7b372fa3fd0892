"""Cigarettes at head and hand."""

from __future__ import annotations

from backend.catalog.violations import ViolationType
from vision.train.recipe import Recipe

RECIPE = Recipe(
    name="smoke",
    type=ViolationType.SMOKE,
    task="smoking",
    labels={"smoking": "smoking", "not_smoking": "none"},
    classes=("none", "smoking"),
    yes=("smoking",),
    part="head",
    margin=1.0,
    epochs=20,
    folds=4,
)
