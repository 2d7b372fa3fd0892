from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Response
from flask_smorest import Blueprint
from werkzeug.datastructures import FileStorage

from backend.accounts.auth import current_access, in_transaction, require
from backend.catalog.roles import Permission
from backend.core.errors import NotFoundError
from backend.core.pagination import paginate
from backend.evidence.models import StoredFile
from backend.evidence.pictures import Picture, clean
from backend.evidence.service import FILE_ANSWERS, file_response
from backend.extensions import db
from backend.hotline import present, schemas
from backend.hotline.models import Report
from backend.hotline.service import answers, reports

blp = Blueprint("reports", __name__, url_prefix="/api", description="What parents and the public report")
_SEEING = (Permission.REPORT_VIEW, Permission.REPORT_SUBMIT)
_PHOTO_SIDE = 1600


def _show(report: Report) -> dict[str, Any]:
    return present.detail(current_access(), report)


def _decoded(view: Callable[..., Any]) -> Callable[..., Any]:
    """Decode the photos before the transaction that other writers wait for."""

    @wraps(view)
    def decoding(data: dict[str, Any], files: dict[str, list[FileStorage]], **ids: int) -> Any:
        return view(data, [clean(photo.read(), _PHOTO_SIDE) for photo in files["photos"]], **ids)

    return decoding


@blp.post("/establishments/<id:establishment_id>/reports")
@require(Permission.REPORT_SUBMIT, opens_transaction=False)
@blp.arguments(schemas.ReportArgs, location="form")
@blp.arguments(schemas.ReportFiles, location="files")
@_decoded
@in_transaction
@blp.response(201, schemas.HotlineReportOut)
def submit(data: dict[str, Any], photos: list[Picture], establishment_id: int) -> dict[str, Any]:
    return _show(reports.submit_signed_in(current_access(), establishment_id, data, photos))


@blp.get("/reports")
@require(*_SEEING)
@blp.arguments(schemas.ReportQuery, location="query")
@blp.response(200, schemas.HotlineReportPage)
def list_reports(args: dict[str, Any]) -> dict[str, Any]:
    statement = reports.list_reports(
        current_access(),
        establishment_id=args["establishment_id"],
        is_open=None if args["open"] is None else args["open"] == "1",
        is_mine=args["mine"] == "1",
    )
    page = paginate(statement, args["page"], args["page_size"])
    return page | {"items": present.rows(current_access(), page["items"])}


@blp.get("/reports/<id:report_id>")
@require(*_SEEING)
@blp.response(200, schemas.HotlineReportOut)
def get_report(report_id: int) -> dict[str, Any]:
    return _show(reports.get_report(current_access(), report_id))


@blp.get("/reports/<id:report_id>/photos/<id:photo_id>")
@require(*_SEEING)
@blp.doc(responses=FILE_ANSWERS)
def get_photo(report_id: int, photo_id: int) -> Response:
    report = reports.get_report(current_access(), report_id)
    file = db.session.get(StoredFile, photo_id) if photo_id in report.file_ids else None
    if file is None:
        raise NotFoundError
    return file_response(file)


@blp.post("/reports/<id:report_id>/answer")
@require(Permission.REPORT_ANSWER)
@blp.arguments(schemas.AnswerArgs)
@blp.response(200, schemas.HotlineReportOut)
def answer(data: dict[str, Any], report_id: int) -> dict[str, Any]:
    return _show(answers.answer(current_access(), report_id, data.pop("text"), **data))


@blp.put("/reports/<id:report_id>/publication")
@require(Permission.REPORT_ANSWER, Permission.INSPECTION_RECORD)
@blp.arguments(schemas.PublicationArgs)
@blp.response(200, schemas.HotlineReportOut)
def publish(data: dict[str, Any], report_id: int) -> dict[str, Any]:
    return _show(answers.publish(current_access(), report_id, **data))


@blp.post("/reports/<id:report_id>/contact")
@require(Permission.REPORT_ANSWER)
@blp.response(200, schemas.ContactOut)
def read_contact(report_id: int) -> dict[str, str]:
    return {"contact": answers.contact_of(current_access(), report_id)}
