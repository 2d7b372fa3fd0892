from __future__ import annotations

from typing import Any

from flask import Response, request
from flask_smorest import Blueprint

from backend.accounts import auth, passkeys
from backend.accounts.auth import current_user, require
from backend.accounts.models import Passkey
from backend.accounts.routes.entry import address, signed_in
from backend.accounts.schemas import MeOut
from backend.accounts.schemas_entry import (
    PasskeyAnswerArgs,
    PasskeyArgs,
    PasskeyOptionsOut,
    PasskeyOut,
    PasskeyPage,
    PasskeyPatch,
)
from backend.core.pagination import PageArgs, paginate

blueprint = Blueprint("passkeys", __name__, url_prefix="/api", description="Signing in with the phone's own lock")


@blueprint.get("/passkeys")
@require()
@blueprint.arguments(PageArgs, location="query")
@blueprint.response(200, PasskeyPage)
def mine(args: dict[str, int]) -> dict[str, Any]:
    return paginate(passkeys.of(current_user()), **args)


@blueprint.post("/passkeys/options")
@require()
@blueprint.response(200, PasskeyOptionsOut)
def creation_options() -> dict[str, Any]:
    return passkeys.creation_options(current_user())


@blueprint.post("/passkeys")
@require()
@blueprint.arguments(PasskeyArgs)
@blueprint.response(201, PasskeyOut)
def add(args: dict[str, Any]) -> Passkey:
    return passkeys.add(current_user(), args["state"], args["credential"], args["name"])


@blueprint.patch("/passkeys/<id:passkey_id>")
@require()
@blueprint.arguments(PasskeyPatch)
@blueprint.response(200, PasskeyOut)
def rename(args: dict[str, str], passkey_id: int) -> Passkey:
    row = passkeys.own(current_user(), passkey_id)
    row.name = args["name"]
    return row


@blueprint.delete("/passkeys/<id:passkey_id>")
@require()
@blueprint.response(204)
def remove(passkey_id: int) -> None:
    passkeys.remove(current_user(), passkey_id)


@blueprint.post("/session/passkey-options")
@blueprint.response(200, PasskeyOptionsOut)
def request_options() -> dict[str, Any]:
    auth.check_origin()
    return passkeys.request_options()


@blueprint.post("/session/passkey")
@blueprint.arguments(PasskeyAnswerArgs)
@blueprint.response(200, MeOut)
def sign_in(args: dict[str, Any]) -> Response:
    auth.check_origin()
    opened = passkeys.sign_in(args["state"], args["credential"], address(), request.user_agent.string)
    return signed_in(*opened)
