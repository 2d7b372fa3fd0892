"""What an installer does once: lens, floor, bins, and the stills that things are compared with."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_smorest import Blueprint

from backend.accounts.auth import current_access, require
from backend.cameras.models import Bin, ReferenceStill
from backend.cameras.schemas import installation as schemas
from backend.cameras.service import bins, installation, phone_tasks, references
from backend.catalog.roles import Permission
from backend.core.pagination import PageArgs, paginate
from backend.evidence.service import file_response

blueprint = Blueprint("installation", __name__, url_prefix="/api", description="What a camera can judge, and with what")
VIEW, MANAGE = Permission.CAMERA_VIEW, Permission.CAMERA_MANAGE
_JPEG = {"schema": {"type": "string", "format": "binary"}, "content_type": "image/jpeg"}
_FILLERS = (Permission.CASE_HANDLE, Permission.MORNING_CHECK)


@blueprint.get("/cameras/<id:camera_id>/installation")
@require(VIEW)
@blueprint.response(200, schemas.InstallationOut)
def get_installation(camera_id: int) -> dict[str, Any]:
    return installation.of_camera(current_access(), camera_id)


@blueprint.patch("/cameras/<id:camera_id>/installation")
@require(MANAGE)
@blueprint.arguments(schemas.InstallationPatch)
@blueprint.response(200, schemas.InstallationOut)
def change_installation(args: dict[str, Any], camera_id: int) -> dict[str, Any]:
    return installation.change(current_access(), camera_id, args)


@blueprint.get("/cameras/<id:camera_id>/bins")
@require(VIEW)
@blueprint.response(200, schemas.BinOut(many=True))
def list_bins(camera_id: int) -> list[Bin]:
    return bins.of_camera(current_access(), camera_id)


@blueprint.put("/cameras/<id:camera_id>/bins")
@require(MANAGE)
@blueprint.arguments(schemas.BinArgs(many=True))
@blueprint.response(200, schemas.BinOut(many=True))
def set_bins(args: list[dict[str, Any]], camera_id: int) -> list[Bin]:
    return bins.set_bins(current_access(), camera_id, args)


@blueprint.post("/bins/<id:bin_id>/still")
@require(MANAGE)
@blueprint.response(201, schemas.BinOut)
def offer_still(bin_id: int) -> Bin:
    return bins.offer_still(current_access(), bin_id)


@blueprint.get("/bins/<id:bin_id>/still")
@require(VIEW)
@blueprint.arguments(schemas.BinStillQuery, location="query")
@blueprint.response(200, **_JPEG)
def bin_still(args: dict[str, bool], bin_id: int) -> Response:
    return file_response(bins.still_of(current_access(), bin_id, is_offered=args["is_offered"]))


@blueprint.post("/bins/<id:bin_id>/confirmation")
@require(MANAGE)
@blueprint.response(200, schemas.BinOut)
def confirm_still(bin_id: int) -> Bin:
    return bins.confirm_still(current_access(), bin_id)


@blueprint.get("/cameras/<id:camera_id>/reference-stills")
@require(MANAGE)
@blueprint.arguments(PageArgs, location="query")
@blueprint.response(200, schemas.ReferencePage)
def list_references(args: dict[str, int], camera_id: int) -> dict[str, Any]:
    return paginate(references.of_camera(current_access(), camera_id), **args)


@blueprint.get("/reference-stills/<id:reference_id>/picture")
@require(MANAGE)
@blueprint.response(200, **_JPEG)
def reference_picture(reference_id: int) -> Response:
    return file_response(references.picture_of(current_access(), reference_id))


@blueprint.post("/reference-stills/<id:reference_id>/decision")
@require(MANAGE)
@blueprint.arguments(schemas.DecisionArgs)
@blueprint.response(200, schemas.ReferenceOut)
def decide_reference(args: dict[str, bool], reference_id: int) -> ReferenceStill:
    return references.decide(current_access(), reference_id, is_accepted=args["is_accepted"])


@blueprint.post("/establishments/<id:establishment_id>/phone-tasks")
@require(*_FILLERS)
@blueprint.arguments(schemas.PhoneTaskArgs)
@blueprint.response(204)
def begin_task(args: dict[str, int | None], establishment_id: int) -> None:
    """The app says that a form is open, so that a phone in the hand is no case meanwhile."""
    phone_tasks.begin(current_access(), establishment_id, args["area_id"], *_FILLERS)
