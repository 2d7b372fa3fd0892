from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from backend.accounts.auth import current_access, require
from backend.catalog.roles import Permission
from backend.core.pagination import PageArgs, paginate
from backend.establishments import service
from backend.establishments.models import Area, Responsibility
from backend.establishments.schemas import places as schemas

blueprint = Blueprint("places", __name__, url_prefix="/api", description="Areas of a kitchen and who is responsible")


@blueprint.get("/establishments/<id:establishment_id>/people")
@require(Permission.PEOPLE_VIEW)
@blueprint.response(200, schemas.PersonOut(many=True))
def people(establishment_id: int) -> list[dict[str, Any]]:
    return service.people(current_access(), establishment_id)


@blueprint.post("/establishments/<id:establishment_id>/areas")
@require(Permission.ESTABLISHMENT_MANAGE)
@blueprint.arguments(schemas.AreaArgs)
@blueprint.response(201, schemas.AreaOut)
def add_area(args: dict[str, Any], establishment_id: int) -> Area:
    return service.add_area(current_access(), establishment_id, args["kind"], args["name"])


@blueprint.patch("/areas/<id:area_id>")
@require(Permission.ESTABLISHMENT_MANAGE)
@blueprint.arguments(schemas.AreaPatch)
@blueprint.response(200, schemas.AreaOut)
def change_area(args: dict[str, Any], area_id: int) -> Area:
    return service.change_area(current_access(), area_id, args)


@blueprint.delete("/areas/<id:area_id>")
@require(Permission.ESTABLISHMENT_MANAGE)
@blueprint.response(204)
def remove_area(area_id: int) -> None:
    service.remove_area(current_access(), area_id)


@blueprint.get("/establishments/<id:establishment_id>/responsibilities")
@require(Permission.PEOPLE_VIEW)
@blueprint.arguments(PageArgs, location="query")
@blueprint.response(200, schemas.ResponsibilityPage)
def list_responsibilities(args: dict[str, int], establishment_id: int) -> dict[str, Any]:
    return paginate(service.responsibilities(current_access(), establishment_id), **args)


@blueprint.post("/establishments/<id:establishment_id>/responsibilities")
@require(Permission.PEOPLE_MANAGE)
@blueprint.arguments(schemas.ResponsibilityArgs)
@blueprint.response(201, schemas.ResponsibilityOut)
def assign_responsibility(args: dict[str, Any], establishment_id: int) -> Responsibility:
    return service.assign_responsibility(current_access(), establishment_id, args)


@blueprint.delete("/responsibilities/<id:responsibility_id>")
@require(Permission.PEOPLE_MANAGE)
@blueprint.response(204)
def end_responsibility(responsibility_id: int) -> None:
    service.end_responsibility(current_access(), responsibility_id)
