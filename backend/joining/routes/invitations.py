from __future__ import annotations

from typing import Any

from flask import Response, request
from flask_smorest import Blueprint

from backend.accounts import auth
from backend.accounts.auth import current_access, current_user, require
from backend.core.pagination import PageArgs, paginate
from backend.joining import schemas
from backend.joining.models import Invitation
from backend.joining.service import invitations, posters

blueprint = Blueprint("invitations", __name__, url_prefix="/api", description="Links and codes that let people join")
_MEDIA = {"pdf": "application/pdf", "png": "image/png"}
_POSTER = {
    "200": {
        "description": "The poster, A4",
        "content": {media: {"schema": {"type": "string", "format": "binary"}} for media in _MEDIA.values()},
    }
}


def _show(row: Invitation) -> Invitation:
    url = posters.address_of(request.host_url, row)
    shown: Invitation = schemas.shown(row, url=url, is_living=invitations.is_living(row))
    return shown


def _poster(data: bytes, format: str, name: str) -> Response:
    disposition = f'inline; filename="{name}.{format}"'
    return Response(data, 200, {"Content-Disposition": disposition}, mimetype=_MEDIA[format])


@blueprint.get("/establishments/<id:establishment_id>/invitations")
@require(*invitations.INVITERS)
@blueprint.arguments(PageArgs, location="query")
@blueprint.response(200, schemas.InvitationPage)
def list_invitations(args: dict[str, int], establishment_id: int) -> dict[str, Any]:
    page = paginate(invitations.listed(current_access(), establishment_id), **args)
    for row in page["items"]:
        _show(row)
    return page


@blueprint.post("/establishments/<id:establishment_id>/invitations")
@require(*invitations.INVITERS)
@blueprint.arguments(schemas.InvitationArgs)
@blueprint.response(201, schemas.InvitationOut)
def invite(args: dict[str, Any], establishment_id: int) -> Invitation:
    return _show(invitations.invite(current_access(), establishment_id, invitations.Terms(**args)))


@blueprint.delete("/invitations/<id:invitation_id>")
@require(*invitations.INVITERS)
@blueprint.response(204)
def revoke(invitation_id: int) -> None:
    invitations.revoke(current_access(), invitation_id)


@blueprint.get("/invitations/<id:invitation_id>/poster")
@require(*invitations.INVITERS)
@blueprint.arguments(schemas.PosterQuery, location="query")
@blueprint.doc(responses=_POSTER)
def poster(args: dict[str, Any], invitation_id: int) -> Response:
    row = invitations.own(current_access(), invitation_id)
    return _poster(posters.invitation(request.host_url, row, args["format"]), args["format"], f"invitation-{row.id}")


@blueprint.get("/install-poster")
@require()
@blueprint.arguments(schemas.PosterQuery, location="query")
@blueprint.doc(responses=_POSTER)
def install_poster(args: dict[str, Any]) -> Response:
    return _poster(posters.install(request.host_url, args["format"]), args["format"], "install")


@blueprint.post("/invitation-previews")
@blueprint.arguments(schemas.TokenArgs)
@blueprint.response(200, schemas.InvitationPreviewOut)
def preview(args: dict[str, str]) -> Invitation:
    auth.check_origin()
    row = invitations.look(args["token"], request.remote_addr or "")
    shown: Invitation = schemas.shown(row, group=invitations.group_name(row))
    return shown


@blueprint.post("/invitation-acceptances")
@require()
@blueprint.arguments(schemas.TokenArgs)
@blueprint.response(201, schemas.InvitationAcceptanceOut)
def accept(args: dict[str, str]) -> dict[str, Any]:
    row, application = invitations.accept(current_user(), args["token"])
    return {"kind": row.kind, "application_id": application.id if application else None}
