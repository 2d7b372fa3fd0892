"""Caps: the head with what is on it. Chef hat, cap and hairnet count as covered, hair and bald as bare."""

from __future__ import annotations

from backend.catalog.violations import ViolationType
from vision.train.augment import Conditions
from vision.train.recipe import Recipe

RECIPE = Recipe(
    name="cap",
    type=ViolationType.CAP,
    task="head_cover",
    labels={"covered": "covered", "bare": "bare"},
    classes=("covered", "bare"),
    yes=("bare",),
    part="head",
    margin=1.1,
    epochs=24,
    folds=4,
    conditions=Conditions(grey=0.35, hue=0.5),
)
