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
    epochs=40,
    wanted=0.95,
    folds=3,
    # Heads from poses are up to a third larger or smaller than those that were labelled.
    conditions=Conditions(grey=0.35, hue=0.5, zoom=(0.75, 1.3), shift=0.11),
    data_notes=(
        "Posed pictures of cooks (IdenProf), one head a picture, labelled by hand; 2-5 % of the labels may be wrong.",
        "Chef hats, caps and about five hairnets count as covered, hair and bald heads as bare.",
    ),
    limits=(
        "On the test split F1 of bare heads 0.87 (0.92 of those answered): 0.92 on cooks, 0.82 on street hats and"
        " hoods, which training has none of.",
        "Hardly any hairnets: thin nets on dark hair are likely to be called bare or left unknown.",
        "Nobody is seen from behind or from above; heads turned away are unknown.",
        "Hoods, scarves and street hats are not among the pictures; a helmet counts as covered.",
        "No pictures of surveillance cameras, from above or behind steam: these conditions are only imitated.",
        "Few pictures: what the classifier misses is best mended by answers of the site (`--from-answers`).",
    ),
)
