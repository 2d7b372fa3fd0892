from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from backend.accounts.auth import current_access, require
from backend.catalog.roles import Permission
from backend.core.pagination import PageArgs, paginate
from backend.establishments.models import SupplyLink
from backend.establishments.schemas import links as schemas
from backend.establishments.schemas.profile import ProfileOut, PublicRefPage
from backend.establishments.service import REGISTERS
from backend.establishments.service import links as service

blueprint = Blueprint("links", __name__, url_prefix="/api", description="Chains and suppliers")


@blueprint.put("/establishments/<id:establishment_id>/headquarters")
@require(Permission.ESTABLISHMENT_MANAGE, *REGISTERS)
@blueprint.arguments(schemas.HeadquartersArgs)
@blueprint.response(200, ProfileOut)
def set_headquarters(args: dict[str, Any], establishment_id: int) -> dict[str, Any]:
    return service.set_headquarters(current_access(), establishment_id, args["headquarters_id"])


@blueprint.get("/establishments/<id:establishment_id>/branches")
@require(Permission.ESTABLISHMENT_VIEW)
@blueprint.arguments(PageArgs, location="query")
@blueprint.response(200, PublicRefPage)
def list_branches(args: dict[str, int], establishment_id: int) -> dict[str, Any]:
    return paginate(service.branches(current_access(), establishment_id), **args)


@blueprint.delete("/establishments/<id:establishment_id>/branches/<id:branch_id>")
@require(Permission.ESTABLISHMENT_MANAGE)
@blueprint.response(204)
def release_branch(establishment_id: int, branch_id: int) -> None:
    service.release_branch(current_access(), establishment_id, branch_id)


@blueprint.post("/establishments/<id:establishment_id>/suppliers")
@require(Permission.ESTABLISHMENT_MANAGE)
@blueprint.arguments(schemas.SupplierArgs)
@blueprint.response(201, schemas.SupplyLinkOut)
def add_supplier(args: dict[str, Any], establishment_id: int) -> SupplyLink:
    return service.add_supplier(current_access(), establishment_id, args["supplier_id"], args["starts_on"])


@blueprint.get("/establishments/<id:establishment_id>/customers")
@require(Permission.ESTABLISHMENT_VIEW)
@blueprint.arguments(PageArgs, location="query")
@blueprint.response(200, schemas.SupplyLinkPage)
def list_customers(args: dict[str, int], establishment_id: int) -> dict[str, Any]:
    return paginate(service.customers(current_access(), establishment_id), **args)


@blueprint.post("/supply-links/<id:link_id>/end")
@require(Permission.ESTABLISHMENT_MANAGE)
@blueprint.arguments(schemas.LinkEndArgs)
@blueprint.response(200, schemas.SupplyLinkOut)
def end_link(args: dict[str, Any], link_id: int) -> SupplyLink:
    return service.end_link(current_access(), link_id, args["ends_on"])
