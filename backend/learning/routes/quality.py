from __future__ import annotations

from typing import Any

from flask import Response
from flask_smorest import Blueprint

from backend.accounts.auth import current_access, require
from backend.audit.reading import ReasonArgs, record_read
from backend.cameras.models import Tuning
from backend.catalog.roles import Permission
from backend.learning import schemas
from backend.learning.service import applying, falls, labelled, quality

blueprint = Blueprint("recognition", __name__, url_prefix="/api", description="How good the recognition is")
_ZIP = "application/zip"


@blueprint.get("/establishments/<id:establishment_id>/recognition")
@require(Permission.CASE_VIEW)
@blueprint.arguments(schemas.QualityArgs, location="query")
@blueprint.response(200, schemas.QualityOut)
def show(args: dict[str, int], establishment_id: int) -> dict[str, Any]:
    return quality.of_establishment(current_access(), establishment_id, args["days"])


@blueprint.post("/establishments/<id:establishment_id>/recognition/changes")
@require(Permission.RULE_MANAGE)
@blueprint.arguments(schemas.ApplyIn)
@blueprint.response(200, schemas.QualityLineOut)
def apply(args: dict[str, Any], establishment_id: int) -> dict[str, Any]:
    """Take one suggestion over into the rule of that camera."""
    return applying.apply(current_access(), establishment_id, **args)


@blueprint.get("/establishments/<id:establishment_id>/recognition/labelled-set")
@require(Permission.DATA_EXPORT)
@blueprint.arguments(ReasonArgs, location="query")
@blueprint.response(200, {"type": "string", "format": "binary"}, content_type=_ZIP)
def export(args: dict[str, str], establishment_id: int) -> Response:
    """People are recognisable in the crops: the reason stays on record."""
    place = labelled.find_place(current_access(), establishment_id)
    record_read("labelled_set", "establishment", place.id, place.id, args["reason"])
    headers = {"Content-Disposition": f'attachment; filename="answers-{place.id}.zip"', "Cache-Control": "no-store"}
    return Response(labelled.archive(place), headers=headers, mimetype=_ZIP)


@blueprint.post("/tunings/<id:tuning_id>/end")
@require(Permission.RULE_MANAGE)
@blueprint.arguments(schemas.TunedIn)
@blueprint.response(200, schemas.TuningOut)
def end_tuning(args: dict[str, str], tuning_id: int) -> Tuning:
    return falls.end_tuning(current_access(), tuning_id, args["note"])
