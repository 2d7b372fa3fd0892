from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from backend.accounts.auth import current_access, require
from backend.catalog.roles import Permission
from backend.core.pagination import paginate
from backend.establishments import service
from backend.establishments.schemas import profile as schemas

blueprint = Blueprint("establishments", __name__, url_prefix="/api", description="Kitchens")

_CHANGERS = (Permission.ESTABLISHMENT_MANAGE, *service.REGISTERS)


@blueprint.get("/establishments")
@require(Permission.ESTABLISHMENT_VIEW)
@blueprint.arguments(schemas.EstablishmentQuery, location="query")
@blueprint.response(200, schemas.EstablishmentPage)
def list_establishments(args: dict[str, Any]) -> dict[str, Any]:
    return paginate(service.visible(current_access(), args["q"]), args["page"], args["page_size"])


@blueprint.get("/establishment-names")
@require(*_CHANGERS)
@blueprint.arguments(schemas.PublicQuery, location="query")
@blueprint.response(200, schemas.PublicRefPage)
def find_by_name(args: dict[str, Any]) -> dict[str, Any]:
    return paginate(service.find_public(args["q"], args["use"]), args["page"], args["page_size"])


@blueprint.get("/establishments/<id:establishment_id>")
@require(Permission.ESTABLISHMENT_VIEW)
@blueprint.response(200, schemas.ProfileOut)
def get_one(establishment_id: int) -> dict[str, Any]:
    return service.profile(current_access(), establishment_id)


@blueprint.patch("/establishments/<id:establishment_id>")
@require(*_CHANGERS)
@blueprint.arguments(schemas.EstablishmentPatch)
@blueprint.response(200, schemas.ProfileOut)
def change(args: dict[str, Any], establishment_id: int) -> dict[str, Any]:
    return service.change(current_access(), establishment_id, args)


@blueprint.post("/establishments/<id:establishment_id>/confirmation")
@require(Permission.ESTABLISHMENT_MANAGE)
@blueprint.response(200, schemas.ProfileOut)
def confirm(establishment_id: int) -> dict[str, Any]:
    return service.confirm(current_access(), establishment_id)
