"""The establishment's and the officers' side of what is disclosed."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from backend.accounts.auth import current_access, require
from backend.catalog.disclosure import DisclosureItem
from backend.catalog.roles import Permission
from backend.core.pagination import paginate
from backend.disclosure.models import DisclosureEntry
from backend.disclosure.schemas import entries as schemas
from backend.disclosure.service import entries, poster, settings
from backend.establishments.access import get_establishment

blp = Blueprint("disclosure", __name__, url_prefix="/api", description="What the public sees of an establishment")
_ENTERING = (Permission.DISCLOSURE_MANAGE, Permission.INSPECTION_RECORD)
_TYPES = {"pdf": "application/pdf", "png": "image/png"}
_BYTES = {kind: {"schema": {"type": "string", "format": "binary"}} for kind in _TYPES.values()}
_POSTER = {"200": {"description": "The poster", "content": _BYTES}}


class PublicPosterQuery(Schema):
    format = fields.String(load_default="pdf", validate=validate.OneOf(tuple(_TYPES)))


@blp.get("/establishments/<id:establishment_id>/disclosure")
@require(Permission.ESTABLISHMENT_VIEW)
@blp.response(200, schemas.DisclosureOut)
def overview(establishment_id: int) -> dict[str, Any]:
    return settings.overview(current_access(), establishment_id, request.host_url)


@blp.get("/establishments/<id:establishment_id>/disclosure-entries")
@require(Permission.ESTABLISHMENT_VIEW)
@blp.arguments(schemas.DisclosureEntryQuery, location="query")
@blp.response(200, schemas.DisclosureEntryPage)
def list_entries(args: dict[str, Any], establishment_id: int) -> dict[str, Any]:
    statement = entries.list_entries(
        current_access(), establishment_id, args["item"], with_history=args["history"] == "1"
    )
    return paginate(statement, args["page"], args["page_size"])


@blp.post("/establishments/<id:establishment_id>/disclosure-entries")
@require(*_ENTERING)
@blp.arguments(schemas.DisclosureEntryArgs)
@blp.response(201, schemas.DisclosureEntryOut)
def add_entry(args: dict[str, Any], establishment_id: int) -> DisclosureEntry:
    item = DisclosureItem(args.pop("item"))
    return entries.add(current_access(), establishment_id, item, **args)


@blp.post("/disclosure-entries/<id:entry_id>/correction")
@require(*_ENTERING)
@blp.arguments(schemas.DisclosureCorrectionArgs)
@blp.response(201, schemas.DisclosureEntryOut)
def correct_entry(args: dict[str, Any], entry_id: int) -> DisclosureEntry:
    return entries.correct(current_access(), entry_id, **args)


@blp.post("/disclosure-entries/<id:entry_id>/withdrawal")
@require(*_ENTERING)
@blp.response(204)
def withdraw_entry(entry_id: int) -> None:
    entries.withdraw(current_access(), entry_id)


@blp.get("/establishments/<id:establishment_id>/public-settings")
@require(settings.MANAGE)
@blp.response(200, schemas.PublicSettingsOut)
def get_settings(establishment_id: int) -> dict[str, Any]:
    return settings.get_settings(current_access(), establishment_id)


@blp.patch("/establishments/<id:establishment_id>/public-settings")
@require(settings.MANAGE)
@blp.arguments(schemas.PublicSettingsArgs)
@blp.response(200, schemas.PublicSettingsOut)
def change_settings(args: dict[str, Any], establishment_id: int) -> dict[str, Any]:
    return settings.change_settings(current_access(), establishment_id, args)


@blp.post("/establishments/<id:establishment_id>/public-code")
@require(settings.MANAGE)
@blp.response(200, schemas.DisclosureOut)
def renew_code(establishment_id: int) -> dict[str, Any]:
    place = settings.renew_code(current_access(), establishment_id)
    return settings.overview(current_access(), place.id, request.host_url)


@blp.get("/establishments/<id:establishment_id>/public-poster")
@require(settings.MANAGE)
@blp.arguments(PublicPosterQuery, location="query")
@blp.doc(responses=_POSTER)
def get_poster(args: dict[str, Any], establishment_id: int) -> Response:
    place = get_establishment(current_access(), establishment_id, settings.MANAGE)
    format = args["format"]
    data = poster.render_poster(request.host_url, place, format)
    headers = {"Content-Disposition": f"inline; filename=poster-{place.id}.{format}", "Cache-Control": "no-store"}
    return Response(data, headers=headers, mimetype=_TYPES[format])
