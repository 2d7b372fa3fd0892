"""The one list of features that bring routes; a new feature adds its line here.

Lower tiers do not know the higher ones; what they need to hear from them is handed in here.
"""

from __future__ import annotations

from collections.abc import Collection

from flask import Flask
from sqlalchemy import select

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
from backend.cameras import lookups as camera_lookups
from backend.cameras.routes import blueprints as cameras
from backend.cases.models import Case
from backend.cases.routes import blueprints as cases
from backend.cases.service import count_unread
from backend.catalog.cases import ENDED_STATES
from backend.core import api as core_api
from backend.establishments import service as establishments_service
from backend.establishments.routes import blueprint as establishments
from backend.extensions import api, db
from backend.observations.routes import blueprint as observations
from backend.push.routes import blueprint as push
from backend.trail.routes import blueprint as trail


def register_features(app: Flask) -> None:
    core_api.register(app)
    account_lookups.install(app, Lookups(establishments_service.names, _unread))
    camera_lookups.install(app, _open_cases)
    for blueprint in _blueprints():
        api.register_blueprint(blueprint)


def _open_cases(camera_ids: Collection[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    statement = select(Case.camera_id, Case.id).where(Case.camera_id.in_(camera_ids), Case.state.not_in(ENDED_STATES))
    for row in db.session.execute(statement.order_by(Case.id)):
        found.setdefault(row.camera_id, []).append(row.id)
    return found


def _unread(user_id: int) -> int:
    return count_unread(db.session.get_one(User, user_id))


def _blueprints() -> list[object]:
    return [
        accounts,
        establishments,
        *cameras,
        push,
        trail,
        *cases,
        observations,
    ]
