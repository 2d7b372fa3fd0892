"""The one list of features that bring routes; a new feature adds its line here.

Lower tiers do not know the higher ones; what they need to hear from them is handed in here.
"""

from __future__ import annotations

from collections.abc import Collection

from flask import Flask
from sqlalchemy import select

# Every table must be known before the first query and for the migrations, also where a feature has no routes.
import backend.audit.models
import backend.calendars.models
import backend.cameras.models
import backend.cases.models
import backend.core.models
import backend.credentials.models
import backend.disclosure.models
import backend.duties.models
import backend.evidence.models
import backend.hotline.models
import backend.joining.models
import backend.learning.models
import backend.observations.models
import backend.parents.models
import backend.push.models
import backend.staff.models  # noqa: F401
from backend.accounts import lookups as account_lookups
from backend.accounts import sockets  # noqa: F401  # its event handlers register on import
from backend.accounts.lookups import Lookups
from backend.accounts.models import User
from backend.accounts.routes import blueprints as accounts
from backend.calendars.routes import blueprint as calendar
from backend.cameras import lookups as camera_lookups
from backend.cameras.routes import blueprints as cameras
from backend.cases import lookups as case_lookups
from backend.cases.models import Case
from backend.cases.routes import blueprints as cases
from backend.cases.service import count_unread
from backend.catalog.cases import ENDED_STATES
from backend.catalog.posts import Post
from backend.core import api as core_api
from backend.credentials.routes import blueprints as credentials
from backend.delegations.routes import blueprint as delegations
from backend.disclosure.models import PublicSettings
from backend.disclosure.routes import blueprints as disclosure
from backend.disclosure.routes import pages
from backend.duties.routes import blueprint as duties
from backend.establishments import service as establishments_service
from backend.establishments.routes import blueprints as establishments
from backend.extensions import api, db
from backend.hotline.routes import blueprints as hotline
from backend.joining.routes import blueprints as joining
from backend.joining.service.applications import Wish
from backend.joining.service.applications import apply as apply_to_join
from backend.learning.routes import blueprints as learning
from backend.learning.service.falls import note_false_alarm
from backend.learning.service.models import active_models
from backend.observations.routes import blueprint as observations
from backend.overview.routes import blueprints as overview
from backend.parents.routes import blueprints as parents
from backend.parents.service import viewing
from backend.parents.service.viewing import PublicOpening
from backend.push.routes import blueprint as push
from backend.registers.routes import blueprints as registers
from backend.staff import lookups as staff_lookups
from backend.staff.routes import blueprints as staff
from backend.staff.service.conduct import note_attribution
from backend.trail.routes import blueprint as trail


def register_features(app: Flask) -> None:
    core_api.register(app)
    account_lookups.install(app, Lookups(establishments_service.names, _unread))
    camera_lookups.install(app, _open_cases, viewing.Rules(_public_openings), active_models)
    case_lookups.install(app, case_lookups.Listeners(note_attribution, note_false_alarm))
    staff_lookups.install(app, _apply_elsewhere)
    for blueprint in _blueprints():
        api.register_blueprint(blueprint)
    app.register_blueprint(pages)


def _open_cases(camera_ids: Collection[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    statement = select(Case.camera_id, Case.id).where(Case.camera_id.in_(camera_ids), Case.state.not_in(ENDED_STATES))
    for row in db.session.execute(statement.order_by(Case.id)):
        found.setdefault(row.camera_id, []).append(row.id)
    return found


def _public_openings(establishment_ids: Collection[int]) -> dict[int, PublicOpening]:
    statement = select(PublicSettings).where(PublicSettings.establishment_id.in_(establishment_ids))
    return {row.establishment_id: PublicOpening(row.camera_ids, row.hours) for row in db.session.scalars(statement)}


def _apply_elsewhere(user: User, establishment_id: int, post: Post, is_part_time: bool) -> None:
    apply_to_join(user, establishment_id, Wish(post, is_part_time))


def _unread(user_id: int) -> int:
    return count_unread(db.session.get_one(User, user_id))


def _blueprints() -> list[object]:
    return [
        calendar,
        *registers,
        *overview,
        *accounts,
        *establishments,
        *cameras,
        push,
        trail,
        *cases,
        delegations,
        duties,
        *credentials,
        observations,
        *learning,
        *parents,
        *joining,
        *staff,
        *hotline,
        *disclosure,
    ]
