from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from backend.accounts.auth import current_access, require
from backend.cameras.models import Rule
from backend.cameras.schemas import rules as schemas
from backend.cameras.service import rules as service
from backend.catalog.roles import Permission
from backend.core.pagination import paginate

blueprint = Blueprint("rules", __name__, url_prefix="/api/rules", description="What is looked for where")


@blueprint.get("")
@require(Permission.CAMERA_VIEW, Permission.RULE_MANAGE)
@blueprint.arguments(schemas.RuleQuery, location="query")
@blueprint.response(200, schemas.RulePage)
def list_rules(args: dict[str, int]) -> dict[str, Any]:
    statement = service.of_establishment(current_access(), args["establishment_id"])
    return paginate(statement, args["page"], args["page_size"])


@blueprint.post("")
@require(Permission.RULE_MANAGE)
@blueprint.arguments(schemas.RuleArgs)
@blueprint.response(201, schemas.RuleOut)
def add(args: dict[str, Any]) -> Rule:
    return service.add(current_access(), args)


@blueprint.patch("/<id:rule_id>")
@require(Permission.RULE_MANAGE)
@blueprint.arguments(schemas.RulePatch)
@blueprint.response(200, schemas.RuleOut)
def change(args: dict[str, Any], rule_id: int) -> Rule:
    return service.change(current_access(), rule_id, args)


@blueprint.delete("/<id:rule_id>")
@require(Permission.RULE_MANAGE)
@blueprint.response(204)
def remove(rule_id: int) -> None:
    service.remove(current_access(), rule_id)
