from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from backend.accounts.auth import current_access, require
from backend.cases.schemas.on_duty import OnDutyOut
from backend.cases.service.holders import on_duty
from backend.catalog.roles import Permission

blp = Blueprint("on_duty", __name__, url_prefix="/api/establishments")


@blp.get("/<id:establishment_id>/on-duty")
@require(Permission.PEOPLE_VIEW)
@blp.response(200, OnDutyOut)
def now(establishment_id: int) -> dict[str, Any]:
    return on_duty(current_access(), establishment_id)
