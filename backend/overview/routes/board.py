from __future__ import annotations

from typing import Any

from flask import Response
from flask_smorest import Blueprint

from backend.accounts.auth import current_access, require
from backend.audit.reading import record_read
from backend.catalog.roles import Permission
from backend.core.tables import CSV_TYPE, XLSX_TYPE, table_response
from backend.overview import schemas, tables
from backend.overview.service import board, issues, listing

blueprint = Blueprint("overview", __name__, url_prefix="/api/overview", description="How the establishments stand")
_BINARY = {"type": "string", "format": "binary"}


@blueprint.get("")
@require(Permission.OVERVIEW_VIEW)
@blueprint.response(200, schemas.BoardOut)
def get_board() -> dict[str, Any]:
    return board.board(current_access())


@blueprint.get("/issues")
@require(Permission.OVERVIEW_VIEW)
@blueprint.response(200, schemas.IssuesOut)
def get_issues() -> dict[str, Any]:
    return issues.issues(current_access())


@blueprint.get("/establishments")
@require(Permission.OVERVIEW_VIEW)
@blueprint.arguments(schemas.OverviewQuery, location="query")
@blueprint.response(200, schemas.StandingPage)
def list_establishments(args: dict[str, Any]) -> dict[str, Any]:
    return listing.page(current_access(), args)


@blueprint.get("/establishments/<id:establishment_id>")
@require(Permission.OVERVIEW_VIEW)
@blueprint.response(200, schemas.StandingOut)
def one_establishment(establishment_id: int) -> dict[str, Any]:
    return listing.one(current_access(), establishment_id)


@blueprint.get("/establishments/export")
@require(Permission.DATA_EXPORT)
@blueprint.arguments(schemas.OverviewExportQuery, location="query")
@blueprint.response(200, _BINARY, content_type=CSV_TYPE)
@blueprint.alt_response(200, schema=_BINARY, content_type=XLSX_TYPE, success=True)
def export(args: dict[str, Any]) -> Response:
    """The list as a table, all pages of it; the reason stays on record."""
    record_read("export", "establishment", None, None, args["reason"])
    rows = listing.export(current_access(), args)
    name = "establishments" if args["language"] == "en" else "餐饮单位"
    return table_response(args["format"], name, tables.header(args["language"]), tables.lines(rows, args["language"]))
