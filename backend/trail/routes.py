from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from backend.accounts.auth import current_access, require
from backend.catalog.roles import Permission
from backend.core.pagination import paginate
from backend.trail import service
from backend.trail.schemas import EntryPage, TrailQuery

blueprint = Blueprint("trail", __name__, url_prefix="/api/audit", description="What happened")


@blueprint.get("")
@require(Permission.AUDIT_VIEW)
@blueprint.arguments(TrailQuery, location="query")
@blueprint.response(200, EntryPage)
def list_entries(args: dict[str, Any]) -> dict[str, Any]:
    page = paginate(service.visible(current_access(), args), args["page"], args["page_size"])
    return {**page, "items": service.with_names(page["items"])}
