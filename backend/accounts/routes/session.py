from __future__ import annotations

import json
from typing import Any, cast

from flask import Response, current_app, make_response, request
from flask_smorest import Blueprint

from backend.accounts import auth, service
from backend.accounts.auth import current_access, current_session, current_user, require
from backend.accounts.schemas import (
    LANGUAGES,
    ConfigOut,
    MeArgs,
    MeOut,
    PasswordArgs,
    SessionPage,
    SignInArgs,
)
from backend.core.pagination import PageArgs, paginate
from backend.settings import Settings

blueprint = Blueprint("accounts", __name__, url_prefix="/api", description="Signing in, and who I am")
VERSION = "0.1.0"


@blueprint.get("/config")
@blueprint.response(200, ConfigOut)
def config() -> dict[str, Any]:
    settings = cast(Settings, current_app.extensions["settings"])
    answer: dict[str, Any] = {
        "version": VERSION,
        "vapid_public_key": settings.secrets.vapid_public,
        "languages": LANGUAGES,
        "is_demo": settings.is_demo,
    }
    accounts = settings.data_dir / "demo-accounts.json"
    if settings.is_demo and accounts.exists():
        answer["demo_accounts"] = json.loads(accounts.read_text(encoding="utf-8"))
    return answer


@blueprint.post("/session")
@blueprint.arguments(SignInArgs)
@blueprint.response(200, MeOut)
def sign_in(args: dict[str, str]) -> Response:
    auth.check_origin()
    address = request.remote_addr or ""
    session, token = service.sign_in(args["phone"], args["password"], address, request.user_agent.string)
    response = make_response(MeOut().dump(service.describe_me(session)))
    auth.set_cookies(response, session, token)
    return response


@blueprint.get("/session")
@require()
@blueprint.response(200, MeOut)
def me() -> Response | dict[str, Any]:
    answer = service.describe_me(current_session(), current_access())
    if not service.renew(current_session()):
        return answer
    response = make_response(MeOut().dump(answer))
    auth.set_cookies(response, current_session(), request.cookies[auth.COOKIE])
    return response


@blueprint.delete("/session")
@require()
@blueprint.response(204)
def sign_out() -> Response:
    service.revoke(current_session())
    response = make_response("", 204)
    auth.clear_cookies(response)
    return response


@blueprint.get("/sessions")
@require()
@blueprint.arguments(PageArgs, location="query")
@blueprint.response(200, SessionPage)
def sessions(args: dict[str, int]) -> dict[str, Any]:
    page = paginate(service.live_sessions(current_user()), **args)
    for session in page["items"]:
        session.is_current = session.id == current_session().id
    return page


@blueprint.delete("/sessions/<id:session_id>")
@require()
@blueprint.response(204)
def revoke_session(session_id: int) -> None:
    service.revoke_one(current_user(), session_id)


@blueprint.put("/password")
@require(opens_transaction=False)
@blueprint.arguments(PasswordArgs)
@blueprint.response(204)
def change_password(args: dict[str, str]) -> None:
    service.change_password(current_user(), current_session(), args["old"], args["new"])


@blueprint.patch("/me")
@require()
@blueprint.arguments(MeArgs)
@blueprint.response(200, MeOut)
def change_me(args: dict[str, Any]) -> dict[str, Any]:
    service.change_settings(current_user(), args)
    return service.describe_me(current_session(), current_access())
