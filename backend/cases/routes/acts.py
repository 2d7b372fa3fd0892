"""One URL for each thing that people do with a case; every one answers with the whole case."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask_smorest import Blueprint
from werkzeug.datastructures import FileStorage

from backend.accounts.auth import current_access, in_transaction, require
from backend.cases.routes.cases import show
from backend.cases.schemas.cases import (
    CaseOut,
    DismissalIn,
    PenaltyIn,
    PersonIn,
    PhotoFiles,
    SaidIn,
    VerificationIn,
)
from backend.cases.service import acts, sanctions
from backend.cases.service.acts import Said
from backend.catalog.roles import Permission
from backend.evidence.pictures import Picture, clean

blp = Blueprint("case_acts", __name__, url_prefix="/api/cases/<id:case_id>")


def _said(data: dict[str, Any]) -> Said:
    return Said(data.pop("text"), data.pop("made_at"))


@blp.post("/confirmation")
@require(Permission.CASE_HANDLE)
@blp.arguments(SaidIn)
@blp.response(200, CaseOut)
def confirm(data: dict[str, Any], case_id: int) -> dict[str, Any]:
    return show(acts.confirm(current_access(), case_id, _said(data)))


@blp.post("/acknowledgement")
@require(Permission.CASE_HANDLE)
@blp.arguments(SaidIn)
@blp.response(200, CaseOut)
def acknowledge(data: dict[str, Any], case_id: int) -> dict[str, Any]:
    return show(acts.acknowledge(current_access(), case_id, _said(data)))


def _decoded(view: Callable[..., Any]) -> Callable[..., Any]:
    """Decode the photo before the transaction that other writers wait for."""

    @wraps(view)
    def decoding(data: dict[str, Any], files: dict[str, FileStorage], case_id: int) -> Any:
        return view(data, clean(files["photo"].read()), case_id=case_id)

    return decoding


@blp.post("/rectification")
@require(Permission.CASE_HANDLE, opens_transaction=False)
@blp.arguments(SaidIn, location="form")
@blp.arguments(PhotoFiles, location="files")
@_decoded
@in_transaction
@blp.response(200, CaseOut)
def rectify(data: dict[str, Any], photo: Picture, case_id: int) -> dict[str, Any]:
    return show(acts.rectify(current_access(), case_id, photo, _said(data)))


@blp.post("/dismissal")
@require(Permission.CASE_HANDLE)
@blp.arguments(DismissalIn)
@blp.response(200, CaseOut)
def dismiss(data: dict[str, Any], case_id: int) -> dict[str, Any]:
    return show(acts.dismiss(current_access(), case_id, data["reason"], _said(data)))


@blp.post("/verification")
@require(Permission.CASE_VERIFY)
@blp.arguments(VerificationIn)
@blp.response(200, CaseOut)
def verify(data: dict[str, Any], case_id: int) -> dict[str, Any]:
    return show(acts.verify(current_access(), case_id, is_accepted=data["is_accepted"], said=_said(data)))


@blp.post("/urges")
@require(Permission.CASE_URGE)
@blp.arguments(SaidIn)
@blp.response(201, CaseOut)
def urge(data: dict[str, Any], case_id: int) -> dict[str, Any]:
    return show(acts.urge(current_access(), case_id, _said(data)))


@blp.post("/assignment")
@require(Permission.CASE_ASSIGN)
@blp.arguments(PersonIn)
@blp.response(200, CaseOut)
def assign(data: dict[str, Any], case_id: int) -> dict[str, Any]:
    return show(acts.assign(current_access(), case_id, data["user_id"], _said(data)))


@blp.post("/attribution")
@require(Permission.CASE_ATTRIBUTE)
@blp.arguments(PersonIn)
@blp.response(200, CaseOut)
def attribute(data: dict[str, Any], case_id: int) -> dict[str, Any]:
    return show(acts.attribute(current_access(), case_id, data["user_id"], _said(data)))


@blp.post("/penalty")
@require(Permission.CASE_SANCTION)
@blp.arguments(PenaltyIn)
@blp.response(200, CaseOut)
def record_penalty(data: dict[str, Any], case_id: int) -> dict[str, Any]:
    return show(sanctions.record_penalty(current_access(), case_id, data["reference"], data["text"]))
