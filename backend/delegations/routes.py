from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from backend.accounts.auth import current_user, require
from backend.core.pagination import PageArgs, paginate
from backend.delegations import schemas, service

blueprint = Blueprint("delegations", __name__, url_prefix="/api", description="Deputies while somebody is away")


@blueprint.get("/delegations")
@require()
@blueprint.arguments(PageArgs, location="query")
@blueprint.response(200, schemas.DelegationPage)
def list_mine(args: dict[str, int]) -> dict[str, Any]:
    page = paginate(service.mine(current_user()), **args)
    return {**page, "items": service.described(page["items"])}


@blueprint.post("/delegations")
@require()
@blueprint.arguments(schemas.DelegationArgs)
@blueprint.response(201, schemas.DelegationOut)
def delegate(args: dict[str, Any]) -> dict[str, Any]:
    row = service.delegate(current_user(), args["membership_id"], args["user_id"], args["starts_at"], args["ends_at"])
    return service.described([row])[0]


@blueprint.delete("/delegations/<id:delegation_id>")
@require()
@blueprint.response(204)
def end(delegation_id: int) -> None:
    service.end(current_user(), delegation_id)


@blueprint.get("/memberships")
@require()
@blueprint.arguments(PageArgs, location="query")
@blueprint.response(200, schemas.OwnRolePage)
def own_roles(args: dict[str, int]) -> dict[str, Any]:
    page = paginate(service.own_roles(current_user()), **args)
    return {**page, "items": service.described(page["items"])}


@blueprint.get("/memberships/<id:membership_id>/colleagues")
@require()
@blueprint.arguments(schemas.ColleagueQuery, location="query")
@blueprint.response(200, schemas.ColleaguePage)
def colleagues(args: dict[str, Any], membership_id: int) -> dict[str, Any]:
    return paginate(service.colleagues(current_user(), membership_id, args["q"]), args["page"], args["page_size"])
