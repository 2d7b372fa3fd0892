"""The one list of features that bring routes; a new feature adds its line here.

Lower tiers do not know the higher ones; what they need to hear from them is handed in here.
"""

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
from backend.accounts import lookups as account_lookups
from backend.accounts import sockets  # noqa: F401  # its event handlers register on import
from backend.accounts.lookups import Lookups
from backend.accounts.models import User
from backend.accounts.routes import blueprint as accounts
from backend.cases.routes import blueprints as cases
from backend.core import api as core_api
from backend.establishments import service as establishments_service
from backend.establishments.routes import blueprint as establishments
from backend.extensions import api, db
from backend.observations.routes import blueprint as observations


def register_features(app: Flask) -> None:
    core_api.register(app)
    account_lookups.install(app, Lookups(establishments_service.names, _unread))
    for blueprint in _blueprints():
        api.register_blueprint(blueprint)


def _unread(user_id: int) -> int:
    from backend.cases.service.inbox import count_unread

    return count_unread(db.session.get_one(User, user_id))


def _blueprints() -> list[object]:
    return [
        accounts,
        establishments,
        *cases,
        observations,
    ]
