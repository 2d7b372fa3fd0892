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
from backend.evidence.pictures import Picture, clean
from backend.evidence.service import FILE_ANSWERS, file_response, store_document, store_picture
from backend.parents.schemas import opinions as schemas
from backend.parents.service import opinions as service

blueprint = Blueprint("group_opinions", __name__, url_prefix="/api", description="What committees say and are answered")
READ = (Permission.OPINION_VIEW, service.ANSWERING)
_PDF = b"%PDF-"


@blueprint.get("/group-opinions")
@require(*READ)
@blueprint.arguments(schemas.GroupOpinionQuery, location="query")
@blueprint.response(200, schemas.GroupOpinionPage)
def list_opinions(args: dict[str, Any]) -> dict[str, Any]:
    access = current_access()
    statement = service.visible(access, args["establishment_id"], args["group_id"])
    page = paginate(statement, args["page"], args["page_size"])
    return {**page, "items": [service.present(access, opinion) for opinion in page["items"]]}


def _read(view: Callable[..., Any]) -> Callable[..., Any]:
    """Decode the photo before the transaction that other writers wait for."""

    @wraps(view)
    def reading(data: dict[str, Any], files: dict[str, FileStorage], group_id: int) -> Any:
        content = files["file"].read() if "file" in files else b""
        picture = clean(content) if content and not content.startswith(_PDF) else None
        return view(data, picture or content, group_id=group_id)

    return reading


@blueprint.post("/viewing-groups/<id:group_id>/opinions")
@require(*READ, opens_transaction=False)
@blueprint.arguments(schemas.GroupOpinionForm, location="form")
@blueprint.arguments(schemas.GroupOpinionFiles, location="files")
@_read
@in_transaction
@blueprint.response(201, schemas.GroupOpinionOut)
def submit(data: dict[str, Any], content: Picture | bytes, group_id: int) -> dict[str, Any]:
    access, file = current_access(), None
    service.own_group(access, group_id)  # before anything of a stranger's is kept
    if content:
        file = store_picture(content) if isinstance(content, Picture) else store_document(content)
    return service.present(access, service.submit(access, group_id, data, file))


@blueprint.get("/group-opinions/<id:group_opinion_id>")
@require(*READ)
@blueprint.response(200, schemas.GroupOpinionOut)
def get_one(group_opinion_id: int) -> dict[str, Any]:
    access = current_access()
    return service.present(access, service.get_opinion(access, group_opinion_id))


@blueprint.get("/group-opinions/<id:group_opinion_id>/file")
@require(*READ)
@blueprint.doc(responses=FILE_ANSWERS)
def get_file(group_opinion_id: int) -> Response:
    file = service.get_opinion(current_access(), group_opinion_id).file
    if file is None:
        raise NotFoundError
    return file_response(file)


@blueprint.put("/group-opinions/<id:group_opinion_id>/answer")
@require(service.ANSWERING)
@blueprint.arguments(schemas.OpinionAnswerArgs)
@blueprint.response(200, schemas.GroupOpinionOut)
def answer(args: dict[str, Any], group_opinion_id: int) -> dict[str, Any]:
    access = current_access()
    return service.present(access, service.answer(access, group_opinion_id, args["text"]))
