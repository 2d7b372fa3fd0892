from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from backend.accounts.auth import current_access, require
from backend.catalog.roles import Permission
from backend.core.pagination import paginate
from backend.jurisdictions.models import Agency, Jurisdiction
from backend.registers import schemas
from backend.registers.scope import READERS, get_node
from backend.registers.service import agencies, officers, tree

blueprint = Blueprint("registers", __name__, url_prefix="/api", description="Jurisdictions, agencies, officers")

# People of a kitchen hold the other of the READERS too, and have no part of the tree.
_OFFICERS = (Permission.REGISTER_MANAGE, Permission.REGISTER_REVIEW)


def _shown(node: Jurisdiction) -> dict[str, Any]:
    return tree.with_counts([node])[0]


@blueprint.get("/jurisdictions")
@require(*READERS)
@blueprint.arguments(schemas.NodeQuery, location="query")
@blueprint.response(200, schemas.NodePage)
def list_nodes(args: dict[str, Any]) -> dict[str, Any]:
    statement = tree.visible(current_access(), q=args["q"], parent_id=args["parent_id"])
    page = paginate(statement, args["page"], args["page_size"])
    return {**page, "items": tree.with_counts(page["items"])}


@blueprint.post("/jurisdictions")
@require(Permission.REGISTER_MANAGE)
@blueprint.arguments(schemas.NodeArgs)
@blueprint.response(201, schemas.NodeOut)
def add_node(args: dict[str, Any]) -> dict[str, Any]:
    return _shown(tree.add(current_access(), args))


@blueprint.get("/jurisdictions/<id:jurisdiction_id>")
@require(*_OFFICERS)
@blueprint.response(200, schemas.NodeOut)
def one_node(jurisdiction_id: int) -> dict[str, Any]:
    return _shown(get_node(current_access(), jurisdiction_id, *_OFFICERS))


@blueprint.patch("/jurisdictions/<id:jurisdiction_id>")
@require(Permission.REGISTER_MANAGE)
@blueprint.arguments(schemas.NodePatch)
@blueprint.response(200, schemas.NodeOut)
def change_node(args: dict[str, Any], jurisdiction_id: int) -> dict[str, Any]:
    return _shown(tree.change(current_access(), jurisdiction_id, args))


@blueprint.put("/jurisdictions/<id:jurisdiction_id>/parent")
@require(Permission.REGISTER_MANAGE)
@blueprint.arguments(schemas.ParentArgs)
@blueprint.response(200, schemas.NodeOut)
def move_node(args: dict[str, Any], jurisdiction_id: int) -> dict[str, Any]:
    return _shown(tree.move(current_access(), jurisdiction_id, args["parent_id"]))


@blueprint.delete("/jurisdictions/<id:jurisdiction_id>")
@require(Permission.REGISTER_MANAGE)
@blueprint.response(204)
def remove_node(jurisdiction_id: int) -> None:
    tree.remove(current_access(), jurisdiction_id)


@blueprint.get("/agencies")
@require(*READERS)
@blueprint.arguments(schemas.PlaceQuery, location="query")
@blueprint.response(200, schemas.AgencyPage)
def list_agencies(args: dict[str, Any]) -> dict[str, Any]:
    statement = agencies.visible(current_access(), args["jurisdiction_id"])
    return paginate(statement, args["page"], args["page_size"])


@blueprint.post("/jurisdictions/<id:jurisdiction_id>/agencies")
@require(Permission.REGISTER_MANAGE)
@blueprint.arguments(schemas.AgencyArgs)
@blueprint.response(201, schemas.AgencyOut)
def add_agency(args: dict[str, Any], jurisdiction_id: int) -> Agency:
    return agencies.add(current_access(), jurisdiction_id, args)


@blueprint.patch("/agencies/<id:agency_id>")
@require(Permission.REGISTER_MANAGE)
@blueprint.arguments(schemas.AgencyPatch)
@blueprint.response(200, schemas.AgencyOut)
def change_agency(args: dict[str, Any], agency_id: int) -> Agency:
    return agencies.change(current_access(), agency_id, args)


@blueprint.delete("/agencies/<id:agency_id>")
@require(Permission.REGISTER_MANAGE)
@blueprint.response(204)
def remove_agency(agency_id: int) -> None:
    agencies.remove(current_access(), agency_id)


@blueprint.get("/officers")
@require(Permission.REGISTER_MANAGE)
@blueprint.arguments(schemas.OfficerQuery, location="query")
@blueprint.response(200, schemas.OfficerPage)
def list_officers(args: dict[str, Any]) -> dict[str, Any]:
    page, size = args.pop("page"), args.pop("page_size")
    found = paginate(officers.visible(current_access(), **args), page, size)
    return {**found, "items": officers.with_places(found["items"])}


@blueprint.post("/jurisdictions/<id:jurisdiction_id>/officers")
@require(Permission.REGISTER_MANAGE)
@blueprint.arguments(schemas.OfficerArgs)
@blueprint.response(201, schemas.OfficerOut)
def appoint(args: dict[str, Any], jurisdiction_id: int) -> dict[str, Any]:
    row = officers.appoint(current_access(), jurisdiction_id, officers.Appointment(**args))
    return officers.with_places([row])[0]


@blueprint.delete("/officers/<id:officer_id>")
@require(Permission.REGISTER_MANAGE)
@blueprint.response(204)
def end(officer_id: int) -> None:
    officers.end(current_access(), officer_id)
