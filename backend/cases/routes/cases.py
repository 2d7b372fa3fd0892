from __future__ import annotations

from typing import Any

from flask import Response, jsonify
from flask_smorest import Blueprint

from backend.accounts.auth import current_access, require
from backend.cases import present
from backend.cases.models import Case
from backend.cases.schemas.cases import CaseListArgs, CaseOut, CasePage, SummaryOut
from backend.cases.service import listing, lookup
from backend.cases.service.listing import CaseFilter
from backend.cases.service.lookup import SEEING
from backend.catalog.cases import CaseState
from backend.evidence.service import FILE_ANSWERS, file_response

blp = Blueprint("cases", __name__, url_prefix="/api/cases")


def show(case: Case) -> dict[str, Any]:
    access = current_access()
    allowed = [action.value for action in lookup.allowed_to(access, case)]
    return present.detail(case, access.user, allowed, lookup.people_named_in(case))


@blp.get("")
@require(*SEEING)
@blp.arguments(CaseListArgs, location="query")
@blp.response(200, CasePage)
def list_cases(args: dict[str, Any]) -> Response:
    page, page_size, states = args.pop("page"), args.pop("page_size"), args.pop("state")
    wanted = CaseFilter(
        states=[CaseState(state) for state in states.split(",") if state], is_mine=args.pop("mine"), **args
    )
    found = listing.list_cases(current_access(), wanted, page, page_size)
    # Made into JSON here and not by the schema: that took as long as reading the rows. A test holds them to one shape.
    items = present.list_rows(found, current_access().user.id)
    return jsonify(items=items, page=page, page_size=page_size, total=found.total)


@blp.get("/summary")
@require(*SEEING)
@blp.response(200, SummaryOut)
def summary() -> dict[str, int]:
    return lookup.summarize(current_access())


@blp.get("/<id:case_id>")
@require(*SEEING)
@blp.response(200, CaseOut)
def get_case(case_id: int) -> dict[str, Any]:
    return show(lookup.get_case(current_access(), case_id))


@blp.get("/<id:case_id>/evidence/<id:evidence_id>")
@require(*SEEING)
@blp.doc(responses=FILE_ANSWERS)
def get_evidence(case_id: int, evidence_id: int) -> Response:
    return file_response(lookup.get_evidence(current_access(), case_id, evidence_id).file)
