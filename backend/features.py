"""The one list of features that bring routes; a new feature adds its line here."""

from __future__ import annotations

from flask import Flask

# Every table must be known before the first query and for the migrations, also where a feature has no routes.
import backend.audit.models
import backend.cameras.models
import backend.cases.models
import backend.core.models
import backend.evidence.models
import backend.observations.models
import backend.push.models  # noqa: F401
from backend.core import api as core_api
from backend.extensions import api


def register_features(app: Flask) -> None:
    core_api.register(app)
    for blueprint in _blueprints():
        api.register_blueprint(blueprint)


def _blueprints() -> list[object]:
    return []
