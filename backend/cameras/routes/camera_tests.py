from __future__ import annotations

from typing import Any

from flask import Response
from flask_smorest import Blueprint

from backend.accounts.auth import current_access, require
from backend.cameras.schemas.camera_tests import TestArgs, TestOut
from backend.cameras.service import camera_tests as service
from backend.catalog.roles import Permission
from backend.evidence.service import file_response

blueprint = Blueprint("camera_tests", __name__, url_prefix="/api/camera-tests", description="Trying a camera's address")
MANAGE = Permission.CAMERA_MANAGE


@blueprint.post("")
@require(MANAGE)
@blueprint.arguments(TestArgs)
@blueprint.response(202, TestOut)
def start(args: dict[str, Any]) -> dict[str, Any]:
    return service.present(service.request_test(current_access(), args))


@blueprint.get("/<id:test_id>")
@require(MANAGE)
@blueprint.response(200, TestOut)
def get_one(test_id: int) -> dict[str, Any]:
    return service.present(service.get_test(current_access(), test_id))


@blueprint.get("/<id:test_id>/picture")
@require(MANAGE)
@blueprint.response(200, {"type": "string", "format": "binary"}, content_type="image/jpeg")
def picture(test_id: int) -> Response:
    return file_response(service.picture_of(current_access(), test_id))
