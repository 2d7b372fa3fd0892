"""Work clothes where no uniform colours are set: chef coat or apron against anything else."""

from __future__ import annotations

from backend.catalog.violations import ViolationType
from vision.train.augment import Conditions
from vision.train.recipe import Recipe

RECIPE = Recipe(
    name="clothes",
    type=ViolationType.CLOTHES,
    task="clothes",
    labels={"chef_coat": "work clothes", "apron": "work clothes", "other_clothes": "other"},
    classes=("work clothes", "other"),
    yes=("other",),
    part="torso",
    margin=1.1,
    epochs=40,
    wanted=0.95,
    folds=3,
    conditions=Conditions(grey=0.2, hue=0.2, pixels=(16, 96), zoom=(0.78, 1.28)),
    data_notes=(
        "Posed pictures of cooks, farmers and engineers (IdenProf), one torso a picture; coats and aprons labelled by"
        " hand, other clothes mostly by the class of the picture.",
    ),
    limits=(
        "On the test split F1 of other clothes 0.84 (0.97 of those answered, half are left unknown): 380 pictures are"
        " too few to know every coat.",
        "Coats and aprons as cooks on web pictures wear them; polo shirts and tunics of a kitchen may pass as street"
        " clothes. Where the uniform has a colour, set it: colours are asked first.",
        "Other clothes are outdoor work and office clothes: a white shirt may pass as a coat.",
        "Nobody is seen from behind; torsos that are turned or hidden are unknown.",
    ),
)
