"""How each classifier is made: which labels it learns, where in a picture it looks, under which conditions."""

from __future__ import annotations

from importlib import import_module

from vision.train.recipe import Recipe

NAMES = ("mask", "cap", "clothes")


def recipe(name: str) -> Recipe:
    """Raises KeyError for an unknown name. One module each: `RECIPE` in vision/train/recipes/NAME.py."""
    if name not in NAMES:
        raise KeyError(name)
    found: Recipe = import_module(f"{__name__}.{name}").RECIPE
    return found
