from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Response
from flask_smorest import Blueprint
from werkzeug.datastructures import FileStorage

from backend.accounts.auth import current_access, current_user, in_transaction, require
from backend.core.errors import NotFoundError
from backend.core.pagination import paginate
from backend.establishments.models import Establishment
from backend.evidence.pictures import Picture, clean
from backend.evidence.service import FILE_ANSWERS, file_response
from backend.joining import schemas
from backend.joining.models import Application
from backend.joining.service import applications, review, reviewers, search
from backend.joining.service.applications import Founding, Wish

blueprint = Blueprint("joining", __name__, url_prefix="/api", description="Asking to be let in, and deciding on it")


def _show(row: Application) -> Application:
    access = current_access()
    shown: Application = schemas.shown(
        row, can_decide=review.may_decide(access, row), is_mine=row.user_id == access.user.id
    )
    return shown


@blueprint.get("/joining/establishments")
@require()
@blueprint.arguments(schemas.SearchArgs, location="query")
@blueprint.response(200, schemas.FoundOut(many=True))
def find(args: dict[str, str]) -> list[Establishment]:
    return search.find(current_user(), args["q"])


@blueprint.get("/joining/jurisdictions")
@require()
@blueprint.arguments(schemas.JurisdictionQuery, location="query")
@blueprint.response(200, schemas.JurisdictionPage)
def jurisdictions(args: dict[str, Any]) -> dict[str, Any]:
    return paginate(search.jurisdictions(args["parent_id"]), args["page"], args["page_size"])


@blueprint.get("/applications")
@require()
@blueprint.arguments(schemas.ApplicationQuery, location="query")
@blueprint.response(200, schemas.ApplicationPage)
def list_applications(args: dict[str, Any]) -> dict[str, Any]:
    statement = applications.visible(
        current_access(), state=args["state"], is_mine=args["mine"], is_queue=args["queue"]
    )
    page = paginate(statement, args["page"], args["page_size"])
    for row in page["items"]:
        _show(row)
    return page


@blueprint.post("/applications")
@require()
@blueprint.arguments(schemas.ApplicationArgs)
@blueprint.response(201, schemas.ApplicationOut)
def submit(args: dict[str, Any]) -> Application:
    wish = Wish(args["post"], args["is_part_time"], args["message"])
    return _show(applications.apply(current_user(), args["establishment_id"], wish))


def _decoded(view: Callable[..., Any]) -> Callable[..., Any]:
    """Decode the photo before the transaction that other writers wait for."""

    @wraps(view)
    def decoding(data: dict[str, Any], files: dict[str, FileStorage]) -> Any:
        return view(data, clean(files["photo"].read()))

    return decoding


@blueprint.post("/applications/founding")
@require(opens_transaction=False)
@blueprint.arguments(schemas.FoundingForm, location="form")
@blueprint.arguments(schemas.LicencePhotoFiles, location="files")
@_decoded
@in_transaction
@blueprint.response(201, schemas.ApplicationOut)
def found(data: dict[str, Any], photo: Picture) -> Application:
    wish = Wish(data.pop("post"), data.pop("is_part_time"), data.pop("message"))
    return _show(applications.found(current_user(), Founding(**data), wish, photo))


@blueprint.get("/applications/<id:application_id>")
@require()
@blueprint.response(200, schemas.ApplicationOut)
def get_one(application_id: int) -> Application:
    return _show(applications.get(current_access(), application_id))


@blueprint.get("/applications/<id:application_id>/photo")
@require()
@blueprint.doc(responses=FILE_ANSWERS)
def photo(application_id: int) -> Response:
    row = applications.get(current_access(), application_id)
    if row.licence_file is None:
        raise NotFoundError
    return file_response(row.licence_file)


@blueprint.post("/applications/<id:application_id>/approval")
@require(*reviewers.DECIDING)
@blueprint.arguments(schemas.ApprovalArgs)
@blueprint.response(200, schemas.ApplicationOut)
def approve(args: dict[str, str], application_id: int) -> Application:
    return _show(review.approve(current_access(), application_id, args["message"]))


@blueprint.post("/applications/<id:application_id>/refusal")
@require(*reviewers.DECIDING)
@blueprint.arguments(schemas.RefusalArgs)
@blueprint.response(200, schemas.ApplicationOut)
def refuse(args: dict[str, str], application_id: int) -> Application:
    return _show(review.refuse(current_access(), application_id, args["reason"]))


@blueprint.post("/applications/<id:application_id>/withdrawal")
@require()
@blueprint.response(200, schemas.ApplicationOut)
def withdraw(application_id: int) -> Application:
    return _show(applications.withdraw(current_user(), application_id))
