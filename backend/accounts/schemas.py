from __future__ import annotations

from marshmallow import Schema, fields, validate

from backend.accounts.policy import MAX_PASSWORD
from backend.catalog.roles import Permission, Role, ScopeKind
from backend.core.fields import Instant, StrictInteger, Text
from backend.core.pagination import page_schema

LANGUAGES = ("zh-CN", "en")


class SignInArgs(Schema):
    phone = Text(20, required=True)
    # Not Text: a password is taken as it is, spaces and all.
    password = fields.String(required=True, validate=validate.Length(1, MAX_PASSWORD))


class PasswordArgs(Schema):
    old = fields.String(required=True, validate=validate.Length(1, MAX_PASSWORD))
    new = fields.String(required=True, validate=validate.Length(1, MAX_PASSWORD))


class MeArgs(Schema):
    locale = fields.String(validate=validate.OneOf(LANGUAGES))
    is_large_print = fields.Boolean(truthy={True}, falsy={False})


class MembershipOut(Schema):
    role = fields.Enum(Role, by_value=True, required=True)
    scope = fields.Enum(ScopeKind, by_value=True, required=True)
    scope_id = StrictInteger(required=True, allow_none=True)
    scope_name = fields.String(required=True)
    stands_in_for = fields.String(required=True, allow_none=True)
    ends_at = Instant(required=True, allow_none=True)


class MeOut(Schema):
    id = StrictInteger(required=True)
    name = fields.String(required=True)
    phone = fields.String(required=True)
    locale = fields.String(required=True)
    is_large_print = fields.Boolean(required=True)
    csrf_token = fields.String(required=True)
    memberships = fields.List(fields.Nested(MembershipOut), required=True)
    permissions = fields.List(fields.Enum(Permission, by_value=True), required=True)
    unread = StrictInteger(required=True)


class SessionOut(Schema):
    id = StrictInteger(required=True)
    created_at = Instant(required=True)
    last_seen_at = Instant(required=True)
    expires_at = Instant(required=True)
    user_agent = fields.String(required=True)
    is_current = fields.Boolean(required=True)


SessionPage = page_schema(SessionOut)


class DemoAccountOut(Schema):
    phone = fields.String(required=True)
    password = fields.String(required=True)
    name = fields.String(required=True)
    role = fields.String(required=True)


class ConfigOut(Schema):
    version = fields.String(required=True)
    vapid_public_key = fields.String(required=True)
    languages = fields.List(fields.String(), required=True)
    is_demo = fields.Boolean(required=True)
    demo_accounts = fields.List(fields.Nested(DemoAccountOut))
