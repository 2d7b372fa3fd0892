"""Registers in and out of spreadsheets. A dry run answers exactly as the import would, and writes nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from flask import Response
from flask_smorest import Blueprint
from werkzeug.datastructures import FileStorage

from backend.accounts.auth import current_access, in_transaction, require
from backend.catalog.roles import Permission
from backend.core.tables import CSV_TYPE, XLSX_TYPE, Table, read_rows, table_response
from backend.registers import schemas
from backend.registers.imports import columns, establishments, tree
from backend.registers.imports.columns import Report

blueprint = Blueprint("imports", __name__, url_prefix="/api/imports", description="Registers read from tables")

_SHOWN = 1000  # nobody reads more mistakes than these at once; the total is told


def _answer(report: Report) -> dict[str, Any]:
    shown = [asdict(problem) for problem in report.problems[:_SHOWN]]
    return {**asdict(report), "problems": shown, "problem_total": len(report.problems)}


def _run(read: Callable[..., Report], form: dict[str, Any], table: Table, **more: Any) -> dict[str, Any]:
    """A dry run opens no writing transaction, so that nobody waits for it."""
    if form["is_dry_run"]:
        return _answer(read(current_access(), table, **more, apply=False))
    answer: dict[str, Any] = _apply(read, table, more)
    return answer


@in_transaction
def _apply(read: Callable[..., Report], table: Table, more: dict[str, Any]) -> dict[str, Any]:
    return _answer(read(current_access(), table, **more, apply=True))


@blueprint.post("/jurisdictions")
@require(Permission.REGISTER_MANAGE, opens_transaction=False)
@blueprint.arguments(schemas.TreeImportForm, location="form")
@blueprint.arguments(schemas.TableFiles, location="files")
@blueprint.response(200, schemas.ImportReportOut)
def import_tree(form: dict[str, Any], files: dict[str, FileStorage]) -> dict[str, Any]:
    return _run(tree.read, form, read_rows(files["file"]), below_id=form["jurisdiction_id"])


@blueprint.post("/establishments")
@require(Permission.REGISTER_MANAGE, opens_transaction=False)
@blueprint.arguments(schemas.ImportForm, location="form")
@blueprint.arguments(schemas.TableFiles, location="files")
@blueprint.response(200, schemas.ImportReportOut)
def import_establishments(form: dict[str, Any], files: dict[str, FileStorage]) -> dict[str, Any]:
    return _run(establishments.read, form, read_rows(files["file"]))


@blueprint.get("/jurisdictions/template")
@require(Permission.REGISTER_MANAGE)
@blueprint.arguments(schemas.TemplateQuery, location="query")
@blueprint.response(200, schemas.BINARY, content_type=CSV_TYPE)
@blueprint.alt_response(200, schema=schemas.BINARY, content_type=XLSX_TYPE, success=True)
def tree_template(args: dict[str, str]) -> Response:
    """An empty table with the right headings; a star marks what must be filled in."""
    return table_response(args["format"], "jurisdictions", columns.header(columns.TREE, args["language"]), [])


@blueprint.get("/establishments/template")
@require(Permission.REGISTER_MANAGE)
@blueprint.arguments(schemas.TemplateQuery, location="query")
@blueprint.response(200, schemas.BINARY, content_type=CSV_TYPE)
@blueprint.alt_response(200, schema=schemas.BINARY, content_type=XLSX_TYPE, success=True)
def establishment_template(args: dict[str, str]) -> Response:
    """An empty table with the right headings; a star marks what must be filled in."""
    header = columns.header(columns.ESTABLISHMENTS, args["language"])
    return table_response(args["format"], "establishments", header, [])
