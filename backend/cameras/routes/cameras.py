from __future__ import annotations

from typing import Any

from flask import Response, request
from flask_smorest import Blueprint

from backend.accounts.auth import current_access, current_session, require
from backend.cameras.models import Camera, Zone
from backend.cameras.schemas import cameras as schemas
from backend.cameras.schemas.rules import EffectiveRuleOut
from backend.cameras.service import cameras as service
from backend.cameras.service import device, live, lookup, rules
from backend.catalog.roles import Permission
from backend.core import storage
from backend.core.errors import NotFoundError
from backend.core.pagination import paginate

blueprint = Blueprint("cameras", __name__, url_prefix="/api", description="Cameras, their pictures and zones")
VIEW, MANAGE = Permission.CAMERA_VIEW, Permission.CAMERA_MANAGE


def _shown(camera: Camera) -> dict[str, Any]:
    return lookup.present(current_access(), [camera])[0]


@blueprint.get("/cameras")
@require(VIEW)
@blueprint.arguments(schemas.CameraQuery, location="query")
@blueprint.response(200, schemas.CameraPage)
def list_cameras(args: dict[str, Any]) -> dict[str, Any]:
    page = paginate(lookup.visible(current_access(), args["establishment_id"]), args["page"], args["page_size"])
    return {**page, "items": lookup.present(current_access(), page["items"])}


@blueprint.post("/cameras")
@require(MANAGE)
@blueprint.arguments(schemas.CameraArgs)
@blueprint.response(201, schemas.CameraOut)
def add(args: dict[str, Any]) -> dict[str, Any]:
    return _shown(service.add(current_access(), args))


@blueprint.get("/cameras/<id:camera_id>")
@require(VIEW)
@blueprint.response(200, schemas.CameraOut)
def get_one(camera_id: int) -> dict[str, Any]:
    return _shown(lookup.get_camera(current_access(), camera_id))


@blueprint.patch("/cameras/<id:camera_id>")
@require(MANAGE)
@blueprint.arguments(schemas.CameraPatch)
@blueprint.response(200, schemas.CameraOut)
def change(args: dict[str, Any], camera_id: int) -> dict[str, Any]:
    return _shown(service.change(current_access(), camera_id, args))


@blueprint.delete("/cameras/<id:camera_id>")
@require(MANAGE)
@blueprint.response(204)
def remove(camera_id: int) -> None:
    service.remove(current_access(), camera_id)


@blueprint.get("/cameras/<id:camera_id>/still")
@require(VIEW)
@blueprint.response(200, {"type": "string", "format": "binary"}, content_type="image/jpeg")
def still(camera_id: int) -> Response:
    camera = lookup.get_camera(current_access(), camera_id)
    if camera.still_at is None:
        raise NotFoundError
    tag = str(int(camera.still_at.timestamp() * 1000))
    headers = {"ETag": f'"{tag}"', "Cache-Control": "private, no-cache"}
    if request.if_none_match.contains(tag):
        return Response(status=304, headers=headers)
    try:
        data = storage.get(device.still_key(camera.id))
    except FileNotFoundError as error:
        raise NotFoundError from error
    return Response(data, headers=headers, mimetype="image/jpeg")


@blueprint.post("/cameras/<id:camera_id>/live-sessions")
@require(Permission.CAMERA_LIVE, Permission.CAMERA_BLURRED)
@blueprint.response(201, schemas.LiveOut)
def open_live(camera_id: int) -> dict[str, Any]:
    return live.open_live(current_access(), current_session(), camera_id)


@blueprint.post("/cameras/<id:camera_id>/acceptance")
@require(MANAGE)
@blueprint.arguments(schemas.AcceptanceArgs)
@blueprint.response(200, schemas.AcceptanceOut)
def accept(args: dict[str, Any], camera_id: int) -> dict[str, Any]:
    camera, checks = service.accept(current_access(), camera_id, args)
    return {**_shown(camera), "checks": checks}


@blueprint.post("/cameras/<id:camera_id>/reference")
@require(MANAGE)
@blueprint.response(202)
def want_reference(camera_id: int) -> None:
    service.want_reference(current_access(), camera_id)


@blueprint.get("/cameras/<id:camera_id>/zones")
@require(VIEW)
@blueprint.response(200, schemas.ZoneOut(many=True))
def list_zones(camera_id: int) -> list[Zone]:
    return lookup.get_camera(current_access(), camera_id).zones


@blueprint.put("/cameras/<id:camera_id>/zones")
@require(MANAGE)
@blueprint.arguments(schemas.ZoneArgs(many=True))
@blueprint.response(200, schemas.ZoneOut(many=True))
def set_zones(args: list[dict[str, Any]], camera_id: int) -> list[Zone]:
    return service.set_zones(current_access(), camera_id, args)


@blueprint.get("/cameras/<id:camera_id>/rules")
@require(VIEW)
@blueprint.response(200, EffectiveRuleOut(many=True))
def effective_rules(camera_id: int) -> list[dict[str, Any]]:
    return rules.of_camera(current_access(), camera_id)


@blueprint.get("/establishments/<id:establishment_id>/coverage")
@require(Permission.ESTABLISHMENT_VIEW)
@blueprint.response(200, schemas.CoverageOut)
def coverage(establishment_id: int) -> dict[str, Any]:
    return lookup.coverage(current_access(), establishment_id)
