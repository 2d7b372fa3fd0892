from __future__ import annotations

from typing import Any

from flask import Response, request
from flask_smorest import Blueprint

from backend.accounts.auth import current_access, require
from backend.catalog.roles import Permission
from backend.core.pagination import PageArgs, paginate
from backend.parents.schemas import mine as schemas
from backend.parents.service import mine as service

blueprint = Blueprint("watching", __name__, url_prefix="/api", description="For those who watch by somebody's leave")
WATCH = (Permission.CAMERA_BLURRED, Permission.CAMERA_LIVE)


@blueprint.get("/my-groups")
@require()
@blueprint.arguments(PageArgs, location="query")
@blueprint.response(200, schemas.MyGroupPage)
def my_groups(args: dict[str, int]) -> dict[str, Any]:
    page = paginate(service.groups(current_access()), **args)
    return {**page, "items": [service.present_group(member) for member in page["items"]]}


@blueprint.get("/watching")
@require(*WATCH)
@blueprint.arguments(PageArgs, location="query")
@blueprint.response(200, schemas.WatchedCameraPage)
def watching(args: dict[str, int]) -> dict[str, Any]:
    page = paginate(service.cameras(current_access()), **args)
    shown = [service.present_camera(current_access(), camera) for camera in page["items"]]
    return {**page, "items": [camera for camera in shown if camera is not None]}


@blueprint.get("/watching/<id:camera_id>/still")
@require(*WATCH)
@blueprint.response(200, {"type": "string", "format": "binary"}, content_type="image/jpeg")
def still(camera_id: int) -> Response:
    camera, jpeg = service.still(current_access(), camera_id)
    tag = str(int(camera.blurred_still_at.timestamp() * 1000)) if camera.blurred_still_at else ""
    headers = {"ETag": f'"{tag}"', "Cache-Control": "private, no-cache"}
    if request.if_none_match.contains(tag):
        return Response(status=304, headers=headers)
    return Response(jpeg, headers=headers, mimetype="image/jpeg")
