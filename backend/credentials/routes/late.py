from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Response
from flask_smorest import Blueprint

from backend.accounts.auth import current_access, require
from backend.catalog.establishments import BODY_NAMES, KINDS
from backend.catalog.roles import Permission
from backend.core import clock
from backend.core.tables import CSV_TYPE, XLSX_TYPE, Cell, table_response
from backend.credentials.schemas.late import (
    ConnectArgs,
    ConnectExportArgs,
    ConnectNoticeOut,
    ConnectOut,
    ConnectPage,
    ExtraChecksIn,
    ReceiptIn,
)
from backend.credentials.service import late
from backend.credentials.service.late import LateFilter
from backend.evidence.service import FILE_ANSWERS, file_response

blp = Blueprint("connect", __name__, url_prefix="/api", description="Who has to connect, and who is late")

_TABLE = {"schema": {"type": "string", "format": "binary"}}
_TABLE_ANSWERS = {"200": {"description": "A table", "content": {CSV_TYPE: _TABLE, XLSX_TYPE: _TABLE}}}
_HEADINGS = (
    ("单位", "Establishment"),
    ("类别", "Kind"),
    ("主管部门", "Department"),
    ("许可证编号", "Licence"),
    ("发证日期", "Issued"),
    ("应接入日期", "Due"),
    ("逾期天数", "Days late"),
    ("通报", "Notice"),
    ("通报签收", "Received"),
    ("加密检查（次/年）", "Extra checks a year"),
)


@blp.get("/connect-duties")
@require(Permission.DUTY_VIEW)
@blp.arguments(ConnectArgs, location="query")
@blp.response(200, ConnectPage)
def list_connect(args: dict[str, Any]) -> dict[str, Any]:
    page, page_size = args.pop("page"), args.pop("page_size")
    return late.list_late(current_access(), LateFilter(**args), page, page_size)


@blp.get("/connect-duties/export")
@require(Permission.DATA_EXPORT)
@blp.arguments(ConnectExportArgs, location="query")
@blp.doc(responses=_TABLE_ANSWERS)
def export_connect(args: dict[str, Any]) -> Response:
    """No personal data is in it: names of units, licences and days."""
    access, kind = current_access(), args.pop("format")
    language = 0 if access.user.locale.startswith("zh") else 1
    rows = late.all_late(access, LateFilter(**args))
    header = [heading[language] for heading in _HEADINGS]
    return table_response(kind, f"connect-{clock.now():%Y-%m-%d}", header, _rows(rows, language))


def _rows(found: list[dict[str, Any]], language: int) -> Iterator[list[Cell]]:
    for row in found:
        kind, notice, extra = KINDS[row["kind"]], row["notice"], row["extra_checks"]
        yield [
            row["establishment"]["name"],
            (kind.zh, kind.en)[language],
            BODY_NAMES[row["body"]][language],
            row["licence_number"],
            row["licence_issued_on"],
            row["due_on"],
            row["days_late"],
            notice["number"] if notice else "",
            notice["received_at"] if notice else None,
            extra["per_year"] if extra else 0,
        ]


@blp.post("/connect-duties/<id:duty_id>/notice")
@require(Permission.CASE_SANCTION)
@blp.response(201, ConnectOut)
def send_notice(duty_id: int) -> dict[str, Any]:
    late.send_notice(current_access(), duty_id)
    return _one(duty_id)


@blp.put("/connect-duties/<id:duty_id>/extra-checks")
@require(Permission.CASE_SANCTION)
@blp.arguments(ExtraChecksIn)
@blp.response(200, ConnectOut)
def set_extra_checks(data: dict[str, Any], duty_id: int) -> dict[str, Any]:
    late.flag(current_access(), duty_id, data["per_year"], data["reason"])
    return _one(duty_id)


@blp.delete("/connect-duties/<id:duty_id>/extra-checks")
@require(Permission.CASE_SANCTION)
@blp.response(200, ConnectOut)
def end_extra_checks(duty_id: int) -> dict[str, Any]:
    late.unflag(current_access(), duty_id)
    return _one(duty_id)


def _one(duty_id: int) -> dict[str, Any]:
    return late.show_all(current_access(), [late.get_duty(current_access(), duty_id)])[0]


@blp.get("/connect-notices/<id:notice_id>/pdf")
@require(Permission.DUTY_VIEW)
@blp.doc(responses=FILE_ANSWERS)
def notice_pdf(notice_id: int) -> Response:
    row, _ = late.get_notice(current_access(), notice_id)
    return file_response(row.file, f"{row.number}.pdf")


@blp.post("/connect-notices/<id:notice_id>/receipt")
@require(Permission.DUTY_VIEW)
@blp.arguments(ReceiptIn)
@blp.response(200, ConnectNoticeOut)
def confirm_receipt(data: dict[str, Any], notice_id: int) -> dict[str, Any]:
    row, place = late.confirm(current_access(), notice_id, data["note"])
    return late.show_notice(current_access(), row, place)
