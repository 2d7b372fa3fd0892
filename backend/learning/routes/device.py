"""Boxes fetch the models that people switched on, and say when one does not load."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_smorest import Blueprint

from backend.cameras.device_auth import require_device
from backend.catalog.violations import ViolationType
from backend.core.errors import NotFoundError
from backend.evidence.service import file_response
from backend.learning import schemas
from backend.learning.service import models as service

blueprint = Blueprint("device_models", __name__, url_prefix="/api/device", description="Models for detect")


@blueprint.get("/models/<string:type>/<string:version>")
@require_device
@blueprint.response(200, {"type": "string", "format": "binary"}, content_type="application/octet-stream")
def model_file(type: str, version: str) -> Response:
    try:
        kind = ViolationType(type)
    except ValueError as error:
        raise NotFoundError from error
    return file_response(service.file_of(kind, version))


@blueprint.post("/model-faults")
@require_device
@blueprint.arguments(schemas.FaultIn)
@blueprint.response(204)
def model_fault(args: dict[str, Any]) -> None:
    service.note_fault(args["type"], args["version"], args["error"])
