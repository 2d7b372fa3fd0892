from __future__ import annotations

from marshmallow import Schema, fields

from backend.catalog.roles import Role, ScopeKind
from backend.core.fields import Instant, StrictInteger, Text
from backend.core.pagination import PageArgs, page_schema


class DelegationArgs(Schema):
    """`membership_id`: which of the own roles. Without a start it begins now."""

    membership_id = StrictInteger(required=True)
    user_id = StrictInteger(required=True)
    starts_at = Instant(load_default=None, allow_none=True)
    ends_at = Instant(required=True)


class ColleagueQuery(PageArgs):
    q = Text(60, 0, load_default="")


class DelegationPerson(Schema):
    id = StrictInteger(required=True)
    name = fields.String(required=True)


class OwnRoleOut(Schema):
    """`id`: the membership's."""

    id = StrictInteger(required=True)
    role = fields.Enum(Role, by_value=True, required=True)
    scope = fields.Enum(ScopeKind, by_value=True, required=True)
    scope_name = fields.String(required=True)
    ends_at = Instant(required=True, allow_none=True)


class DelegationOut(OwnRoleOut):
    """`state`: planned, running or ended; `giver` is away, `deputy` stands in."""

    giver = fields.Nested(DelegationPerson, required=True)
    deputy = fields.Nested(DelegationPerson, required=True)
    starts_at = Instant(required=True)
    state = fields.String(required=True)


DelegationPage = page_schema(DelegationOut)
ColleaguePage = page_schema(DelegationPerson)
OwnRolePage = page_schema(OwnRoleOut)
