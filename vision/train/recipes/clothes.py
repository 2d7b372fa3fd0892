"""Work clothes where no uniform colours are set: chef coat or apron against anything else."""

from __future__ import annotations

from backend.catalog.violations import ViolationType
from vision.train.augment import Conditions
from vision.train.recipe import Recipe

RECIPE = Recipe(
    name="clothes",
    type=ViolationType.CLOTHES,
    task="clothes",
    labels={"chef_coat": "coat", "apron": "apron", "other_clothes": "other"},
    classes=("coat", "apron", "other"),
    yes=("other",),
    part="torso",
    margin=1.1,
    epochs=28,
    folds=4,
    conditions=Conditions(grey=0.2, hue=0.25, pixels=(16, 96)),
)
