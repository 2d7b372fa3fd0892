from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from backend.accounts.auth import current_access, require
from backend.catalog.roles import Permission
from backend.core.pagination import PageArgs, paginate
from backend.establishments.models import Semester
from backend.establishments.schemas import calendar as schemas
from backend.establishments.service import terms as service

blueprint = Blueprint("terms", __name__, url_prefix="/api", description="Terms and open days of a kitchen")


@blueprint.get("/establishments/<id:establishment_id>/terms")
@require(Permission.ESTABLISHMENT_VIEW)
@blueprint.arguments(PageArgs, location="query")
@blueprint.response(200, schemas.TermPage)
def list_terms(args: dict[str, int], establishment_id: int) -> dict[str, Any]:
    return paginate(service.terms(current_access(), establishment_id), **args)


@blueprint.post("/establishments/<id:establishment_id>/terms")
@require(Permission.ESTABLISHMENT_MANAGE)
@blueprint.arguments(schemas.TermArgs)
@blueprint.response(201, schemas.TermOut)
def add_term(args: dict[str, Any], establishment_id: int) -> Semester:
    return service.add_term(current_access(), establishment_id, args)


@blueprint.patch("/terms/<id:term_id>")
@require(Permission.ESTABLISHMENT_MANAGE)
@blueprint.arguments(schemas.TermPatch)
@blueprint.response(200, schemas.TermOut)
def change_term(args: dict[str, Any], term_id: int) -> Semester:
    return service.change_term(current_access(), term_id, args)


@blueprint.delete("/terms/<id:term_id>")
@require(Permission.ESTABLISHMENT_MANAGE)
@blueprint.response(204)
def remove_term(term_id: int) -> None:
    service.remove_term(current_access(), term_id)


@blueprint.get("/establishments/<id:establishment_id>/opening")
@require(Permission.ESTABLISHMENT_VIEW)
@blueprint.arguments(schemas.OpeningQuery, location="query")
@blueprint.response(200, schemas.OpeningOut)
def opening(args: dict[str, Any], establishment_id: int) -> dict[str, Any]:
    return service.opening(current_access(), establishment_id, **args)
