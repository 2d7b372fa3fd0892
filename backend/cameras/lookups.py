"""What cameras need to know from the features above them; handed in where the features are listed."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import cast

from flask import Flask, current_app

from backend.cameras.viewing import ViewingRules

OpenCases = Callable[[Collection[int]], dict[int, list[int]]]
"""Camera ids to the ids of their cases that have not ended."""


ActiveModels = Callable[[], dict[str, dict[str, str]]]
"""By type: {"version", "sha256"} of the model that a person has switched on."""


def install(app: Flask, open_cases: OpenCases, viewing: ViewingRules, models: ActiveModels) -> None:
    app.extensions["camera_open_cases"] = open_cases
    app.extensions["camera_active_models"] = models
    app.extensions["camera_viewing"] = viewing


def open_cases_of(camera_ids: Collection[int]) -> dict[int, list[int]]:
    return cast(OpenCases, current_app.extensions["camera_open_cases"])(camera_ids)


def active_models() -> dict[str, dict[str, str]]:
    return cast(ActiveModels, current_app.extensions["camera_active_models"])()


def viewing_rules() -> ViewingRules:
    return cast(ViewingRules, current_app.extensions["camera_viewing"])
