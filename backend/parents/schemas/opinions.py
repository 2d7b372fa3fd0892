from __future__ import annotations

from marshmallow import Schema, fields, validate

from backend.catalog.disclosure import GroupKind
from backend.core.fields import Instant, StrictInteger, Text
from backend.core.pagination import PageArgs, page_schema

_ID = validate.Range(1, 2**31 - 1)


class GroupOpinionQuery(PageArgs):
    establishment_id = fields.Integer(load_default=None, validate=_ID)
    group_id = fields.Integer(load_default=None, validate=_ID)


class GroupOpinionForm(Schema):
    """With `held_on` the minutes of that day's meeting."""

    title = Text(120, 0, load_default="")
    text = Text(5000, required=True, is_long=True)
    held_on = fields.Date(load_default=None, allow_none=True)


class GroupOpinionFiles(Schema):
    """A photo or a PDF."""

    file = fields.Raw(metadata={"type": "string", "format": "binary"})


class OpinionAnswerArgs(Schema):
    text = Text(5000, required=True, is_long=True)


class GroupOpinionOut(Schema):
    id = StrictInteger(required=True)
    group_id = StrictInteger(required=True)
    group_name = fields.String(required=True)
    group_kind = fields.Enum(GroupKind, by_value=True, required=True)
    establishment_id = StrictInteger(required=True)
    establishment_name = fields.String(required=True)
    author_name = fields.String(required=True)
    held_on = fields.Date(required=True, allow_none=True)
    title = fields.String(required=True)
    text = fields.String(required=True)
    file_type = fields.String(required=True, allow_none=True)
    created_at = Instant(required=True)
    answer = fields.String(required=True)
    answered_by_name = fields.String(required=True, allow_none=True)
    answered_at = Instant(required=True, allow_none=True)
    answer_due_on = fields.Date(required=True)
    may_answer = fields.Boolean(required=True)


GroupOpinionPage = page_schema(GroupOpinionOut)
