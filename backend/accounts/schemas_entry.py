"""What comes and goes where nobody is signed in yet, and passkeys."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from backend.accounts.policy import MAX_PASSWORD
from backend.accounts.schemas import MeOut
from backend.core.fields import Instant, StrictInteger, Text
from backend.core.pagination import page_schema

_PHONE = Text(20, required=True)
_CODE = fields.String(required=True, validate=validate.Regexp(r"^[0-9]{6}\Z"))
_MAX_STATE = 2000


class SmsCodeArgs(Schema):
    phone = _PHONE


class CodeSentOut(Schema):
    expires_in_s = StrictInteger(required=True)
    again_after_s = StrictInteger(required=True)


class CodeSessionArgs(Schema):
    phone = _PHONE
    code = _CODE


class CodeSessionOut(Schema):
    """Either `me`, signed in, or the `ticket` with which a new number registers."""

    me = fields.Nested(MeOut, required=True, allow_none=True)
    ticket = fields.String(required=True, allow_none=True)


class RegistrationArgs(Schema):
    """Without a password the person signs in by code or passkey."""

    ticket = fields.String(required=True, validate=validate.Length(1, _MAX_STATE))
    name = Text(60, required=True)
    password = fields.String(load_default=None, allow_none=True, validate=validate.Length(1, MAX_PASSWORD))


class ResetArgs(Schema):
    phone = _PHONE
    code = _CODE
    password = fields.String(required=True, validate=validate.Length(1, MAX_PASSWORD))


class PasskeyOptionsOut(Schema):
    """`options` as the browser's credentials API takes them in JSON; `state` comes back with the answer."""

    options = fields.Dict(keys=fields.String(), required=True)
    state = fields.String(required=True)


class PasskeyAnswerArgs(Schema):
    """`credential`: what PublicKeyCredential.toJSON() gives."""

    state = fields.String(required=True, validate=validate.Length(1, _MAX_STATE))
    credential = fields.Dict(keys=fields.String(), required=True)


class PasskeyArgs(PasskeyAnswerArgs):
    name = Text(60, required=True)


class PasskeyPatch(Schema):
    name = Text(60, required=True)


class PasskeyOut(Schema):
    id = StrictInteger(required=True)
    name = fields.String(required=True)
    created_at = Instant(required=True)
    last_used_at = Instant(required=True, allow_none=True)


PasskeyPage = page_schema(PasskeyOut)
