from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from backend.accounts.auth import current_access, require
from backend.catalog.roles import Permission
from backend.core.pagination import paginate
from backend.establishments.models import Establishment
from backend.extensions import db
from backend.staff import schemas
from backend.staff.models import ConductEntry
from backend.staff.service import conduct, files, lookup

blueprint = Blueprint("conduct", __name__, url_prefix="/api", description="Violations, praise and contests")


def _show(row: ConductEntry) -> dict[str, Any]:
    return files.show_entry(current_access(), row, db.session.get_one(Establishment, row.establishment_id))


@blueprint.get("/establishments/<id:establishment_id>/conduct")
@require(Permission.STAFF_VIEW)
@blueprint.arguments(schemas.ConductListArgs, location="query")
@blueprint.response(200, schemas.ConductPage)
def list_conduct(args: dict[str, Any], establishment_id: int) -> dict[str, Any]:
    contest = args.pop("contest")
    found = paginate(conduct.list_entries(current_access(), establishment_id, contest), **args)
    return found | {"items": [_show(row) for row in found["items"]]}


@blueprint.post("/employments/<id:employment_id>/conduct")
@require(Permission.STAFF_MANAGE, Permission.CASE_ATTRIBUTE)
@blueprint.arguments(schemas.ConductIn)
@blueprint.response(201, schemas.ConductOut)
def record_conduct(args: dict[str, Any], employment_id: int) -> dict[str, Any]:
    return _show(conduct.add_entry(current_access(), employment_id, args["kind"], args["text"]))


@blueprint.get("/conduct/<id:conduct_id>")
@require()
@blueprint.response(200, schemas.ConductOut)
def get_conduct(conduct_id: int) -> dict[str, Any]:
    return _show(lookup.get_conduct(current_access(), conduct_id))


@blueprint.post("/conduct/<id:conduct_id>/contest")
@require()
@blueprint.arguments(schemas.ContestIn)
@blueprint.response(200, schemas.ConductOut)
def contest(args: dict[str, Any], conduct_id: int) -> dict[str, Any]:
    return _show(conduct.contest(current_access(), conduct_id, args["text"]))


@blueprint.post("/conduct/<id:conduct_id>/decision")
@require(Permission.CASE_ATTRIBUTE)
@blueprint.arguments(schemas.DecisionIn)
@blueprint.response(200, schemas.ConductOut)
def decide(args: dict[str, Any], conduct_id: int) -> dict[str, Any]:
    return _show(conduct.decide(current_access(), conduct_id, is_upheld=args["is_upheld"], answer=args["answer"]))
