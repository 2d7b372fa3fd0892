"""Coming in without a password: codes, registration, reset. Open to everybody, hence every try is counted."""

from __future__ import annotations

from typing import Any

from flask import Response, make_response, request
from flask_smorest import Blueprint

from backend.accounts import auth, codes, entry, service
from backend.accounts.models import Session
from backend.accounts.schemas import MeOut
from backend.accounts.schemas_entry import (
    CodeSentOut,
    CodeSessionArgs,
    CodeSessionOut,
    RegistrationArgs,
    ResetArgs,
    SmsCodeArgs,
)

blueprint = Blueprint("entry", __name__, url_prefix="/api", description="Codes, registration, new passwords")


def address() -> str:
    return request.remote_addr or ""


def signed_in(session: Session, token: str, status: int = 200) -> Response:
    response = make_response(MeOut().dump(service.describe_me(session)), status)
    auth.set_cookies(response, session, token)
    return response


@blueprint.post("/sms-codes")
@blueprint.arguments(SmsCodeArgs)
@blueprint.response(202, CodeSentOut)
def send_code(args: dict[str, str]) -> dict[str, int]:
    auth.check_origin()
    codes.send(args["phone"], address())
    return {
        "expires_in_s": int(codes.LIFETIME.total_seconds()),
        "again_after_s": int(codes.ONE_EACH.total_seconds()),
    }


@blueprint.post("/session/code")
@blueprint.arguments(CodeSessionArgs)
@blueprint.response(200, CodeSessionOut)
def sign_in_by_code(args: dict[str, str]) -> Response | dict[str, Any]:
    auth.check_origin()
    opened = entry.sign_in_by_code(args["phone"], args["code"], address(), request.user_agent.string)
    if isinstance(opened, str):
        return {"me": None, "ticket": opened}
    session, token = opened
    response = make_response(CodeSessionOut().dump({"me": service.describe_me(session), "ticket": None}))
    auth.set_cookies(response, session, token)
    return response


@blueprint.post("/registrations")
@blueprint.arguments(RegistrationArgs)
@blueprint.response(201, MeOut)
def register(args: dict[str, Any]) -> Response:
    auth.check_origin()
    session, token = entry.register(args["ticket"], args["name"], args["password"], request.user_agent.string)
    return signed_in(session, token, 201)


@blueprint.post("/password-resets")
@blueprint.arguments(ResetArgs)
@blueprint.response(200, MeOut)
def reset_password(args: dict[str, str]) -> Response:
    auth.check_origin()
    given = (args["phone"], args["code"], args["password"])
    return signed_in(*entry.reset_password(*given, address(), request.user_agent.string))
