from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint
from werkzeug.datastructures import FileStorage

from backend.accounts.auth import current_access, require
from backend.catalog.roles import Permission
from backend.learning import schemas
from backend.learning.models import ModelVersion
from backend.learning.service import models as service

blueprint = Blueprint("models", __name__, url_prefix="/api/models", description="Versions of the small models")
MANAGE = Permission.SYSTEM_MANAGE


@blueprint.get("")
@require(MANAGE)
@blueprint.response(200, schemas.ModelVersionsOut)
def list_versions() -> dict[str, Any]:
    return {"items": service.list_versions()}


@blueprint.post("")
@require(MANAGE)
@blueprint.arguments(schemas.ProposalForm, location="form")
@blueprint.arguments(schemas.ProposalFiles, location="files")
@blueprint.response(201, schemas.ModelVersionOut)
def propose(form: dict[str, Any], files: dict[str, FileStorage]) -> ModelVersion:
    with files["model"].stream as stream:  # a large one lies in a temporary file
        data = stream.read()
    return service.propose(current_access().user, form["type"], data, form["metrics"], form["note"])


@blueprint.post("/<id:model_version_id>/activation")
@require(MANAGE)
@blueprint.response(200, schemas.ModelVersionOut)
def switch_on(model_version_id: int) -> ModelVersion:
    return service.switch_on(current_access().user, model_version_id)


@blueprint.post("/<id:model_version_id>/rollback")
@require(MANAGE)
@blueprint.response(200, schemas.ModelVersionOut)
def roll_back(model_version_id: int) -> ModelVersion:
    return service.roll_back(current_access().user, model_version_id)
