from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from backend.accounts.auth import current_access, require
from backend.catalog.roles import Permission
from backend.core.pagination import PageArgs
from backend.overview import standing_schemas as schemas
from backend.overview.service import completeness as facts
from backend.overview.service import suppliers

blueprint = Blueprint("standing", __name__, url_prefix="/api", description="Completeness, and the choice of suppliers")


@blueprint.get("/establishments/<id:establishment_id>/completeness")
@require(Permission.OVERVIEW_VIEW)
@blueprint.response(200, schemas.CompletenessOut)
def completeness(establishment_id: int) -> dict[str, Any]:
    return facts.completeness(current_access(), establishment_id)


@blueprint.get("/establishments/<id:establishment_id>/suppliers")
@require(Permission.ESTABLISHMENT_VIEW)
@blueprint.arguments(PageArgs, location="query")
@blueprint.response(200, schemas.SupplierPage)
def list_suppliers(args: dict[str, int], establishment_id: int) -> dict[str, Any]:
    return suppliers.linked(current_access(), establishment_id, **args)


@blueprint.get("/establishments/<id:establishment_id>/supplier-candidates")
@require(Permission.ESTABLISHMENT_MANAGE)
@blueprint.arguments(schemas.SupplierQuery, location="query")
@blueprint.response(200, schemas.SupplierPage)
def list_candidates(args: dict[str, Any], establishment_id: int) -> dict[str, Any]:
    return suppliers.candidates(current_access(), establishment_id, **args)
