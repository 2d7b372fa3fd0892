"""What cameras need to know from the cases above them; handed in where the features are listed."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import cast

from flask import Flask, current_app

OpenCases = Callable[[Collection[int]], dict[int, list[int]]]
"""Camera ids to the ids of their cases that have not ended."""


def install(app: Flask, open_cases: OpenCases) -> None:
    app.extensions["camera_open_cases"] = open_cases


def open_cases_of(camera_ids: Collection[int]) -> dict[int, list[int]]:
    return cast(OpenCases, current_app.extensions["camera_open_cases"])(camera_ids)
