from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from backend.accounts.auth import current_access, current_user, require
from backend.catalog.roles import Permission
from backend.duties.schemas import DutyArgs, DutyCancelIn, DutyOut, DutyPage, DutyRuleArgs, DutyRuleIn, DutyRuleOut
from backend.duties.service import lookup, rules
from backend.duties.service.lookup import DutyFilter

blueprint = Blueprint("duties", __name__, url_prefix="/api")


@blueprint.get("/duties")
@require()
@blueprint.arguments(DutyArgs, location="query")
@blueprint.response(200, DutyPage)
def list_duties(args: dict[str, Any]) -> dict[str, Any]:
    page, page_size = args.pop("page"), args.pop("page_size")
    return lookup.list_duties(current_access(), DutyFilter(**args), page, page_size)


@blueprint.post("/duties/<id:duty_id>/cancellation")
@require(Permission.DUTY_MANAGE)
@blueprint.arguments(DutyCancelIn)
@blueprint.response(200, DutyOut)
def cancel_duty(data: dict[str, Any], duty_id: int) -> dict[str, Any]:
    duty = lookup.cancel_duty(current_access(), duty_id, current_user(), data["reason"])
    return lookup.present(current_access(), [duty])[0]


@blueprint.get("/duty-rules")
@require(Permission.DUTY_VIEW, Permission.DUTY_MANAGE)
@blueprint.arguments(DutyRuleArgs, location="query")
@blueprint.response(200, DutyRuleOut(many=True))
def list_rules(args: dict[str, Any]) -> list[dict[str, Any]]:
    return rules.list_rules(current_access(), **args)


@blueprint.put("/duty-rules")
@require(Permission.DUTY_MANAGE)
@blueprint.arguments(DutyRuleIn)
@blueprint.response(200, DutyRuleOut)
def put_rule(data: dict[str, Any]) -> dict[str, Any]:
    return rules.put_rule(current_access(), data)
