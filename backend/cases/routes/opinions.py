from __future__ import annotations

from typing import Any

from flask import Response
from flask_smorest import Blueprint

from backend.accounts.auth import current_access, require
from backend.cases import present
from backend.cases.models import RectificationOpinion
from backend.cases.schemas.cases import OpinionIn, OpinionOut
from backend.cases.service import sanctions
from backend.cases.service.lookup import SEEING
from backend.catalog.roles import Permission
from backend.evidence.service import FILE_ANSWERS, file_response

blp = Blueprint("opinions", __name__, url_prefix="/api")


def _show(opinion: RectificationOpinion) -> dict[str, Any]:
    return present.opinion(opinion, sanctions.receivers_of([opinion]))


@blp.post("/cases/<id:case_id>/opinions")
@require(Permission.CASE_SANCTION)
@blp.arguments(OpinionIn)
@blp.response(201, OpinionOut)
def issue(data: dict[str, Any], case_id: int) -> dict[str, Any]:
    return _show(sanctions.issue_opinion(current_access(), case_id, **data))


@blp.get("/opinions/<id:opinion_id>/pdf")
@require(*SEEING)
@blp.doc(responses=FILE_ANSWERS)
def get_pdf(opinion_id: int) -> Response:
    opinion = sanctions.get_opinion(current_access(), opinion_id)
    return file_response(opinion.file, f"{opinion.number}.pdf")


@blp.post("/opinions/<id:opinion_id>/receipt")
@require(Permission.ESTABLISHMENT_MANAGE)
@blp.response(200, OpinionOut)
def confirm_receipt(opinion_id: int) -> dict[str, Any]:
    return _show(sanctions.confirm_receipt(current_access(), opinion_id))
