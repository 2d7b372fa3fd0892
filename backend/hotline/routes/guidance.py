from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from backend.accounts.auth import current_access, require
from backend.catalog.roles import Permission
from backend.core.pagination import paginate
from backend.hotline import schemas
from backend.hotline.service import guidance

blp = Blueprint("guidance", __name__, url_prefix="/api", description="Officers' guidance to establishments")


@blp.get("/guidance")
@require(*guidance.SEEING)
@blp.arguments(schemas.GuidanceQuery, location="query")
@blp.response(200, schemas.GuidancePage)
def list_guidance(args: dict[str, Any]) -> dict[str, Any]:
    is_open = None if args["open"] is None else args["open"] == "1"
    statement = guidance.list_guidance(current_access(), args["establishment_id"], is_open=is_open)
    page = paginate(statement, args["page"], args["page_size"])
    return page | {"items": guidance.present(page["items"])}


@blp.post("/guidance")
@require(Permission.GUIDANCE_SEND)
@blp.arguments(schemas.GuidanceArgs)
@blp.response(201, schemas.SentOut)
def send(data: dict[str, Any]) -> dict[str, int]:
    return {"sent": len(guidance.send(current_access(), data["establishment_ids"], data["text"]))}


@blp.post("/guidance/<id:guidance_id>/receipt")
@require(guidance.RECEIVING)
@blp.response(200, schemas.GuidanceOut)
def confirm_receipt(guidance_id: int) -> dict[str, Any]:
    return guidance.present([guidance.confirm_receipt(current_access(), guidance_id)])[0]
