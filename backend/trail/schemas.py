from __future__ import annotations

from marshmallow import Schema, fields, validate

from backend.core.fields import Instant, StrictInteger
from backend.core.pagination import PageArgs, page_schema


class TrailQuery(PageArgs):
    """`subject`: a kind ("case"), or a kind and an id ("case:7")."""

    subject = fields.String(load_default=None, validate=validate.Regexp(r"^[a-z_]{1,40}(:[1-9]\d{0,8})?\Z"))
    establishment_id = fields.Integer(load_default=None, validate=validate.Range(1, 2**31 - 1))
    actor_id = fields.Integer(load_default=None, validate=validate.Range(1, 2**31 - 1))


class ActorOut(Schema):
    id = StrictInteger(required=True)
    name = fields.String(required=True)


class EntryOut(Schema):
    """`actor` is "user", "device:1" or "system"; `user` names the person."""

    seq = StrictInteger(required=True)
    at = Instant(required=True)
    actor = fields.String(required=True)
    user = fields.Nested(ActorOut, required=True, allow_none=True)
    action = fields.String(required=True)
    subject_kind = fields.String(required=True)
    subject_id = StrictInteger(required=True, allow_none=True)
    establishment_id = StrictInteger(required=True, allow_none=True)
    changes = fields.Dict(keys=fields.String(), required=True)
    hash = fields.String(required=True)


EntryPage = page_schema(EntryOut)
