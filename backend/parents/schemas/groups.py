from __future__ import annotations

from marshmallow import Schema, fields, validate

from backend.catalog.disclosure import GroupKind
from backend.core.fields import Instant, StrictInteger, Text
from backend.core.pagination import PageArgs, page_schema

_ID = validate.Range(1, 2**31 - 1)
_CLOCK = validate.Regexp(r"^(([01]\d|2[0-3]):[0-5]\d|24:00)\Z")
# Keys that are words of Python cannot be class attributes.
ViewingHours = Schema.from_dict(
    {
        "weekday": StrictInteger(required=True, validate=validate.Range(0, 6)),
        "from": fields.String(required=True, validate=_CLOCK),
        "to": fields.String(required=True, validate=_CLOCK),
    },
    name="ViewingHours",
)


class ViewingGroupQuery(PageArgs):
    establishment_id = fields.Integer(load_default=None, validate=_ID)


class ViewingGroupPatch(Schema):
    name = Text(60)
    camera_ids = fields.List(StrictInteger(), validate=validate.Length(max=200))
    hours = fields.List(fields.Nested(ViewingHours), validate=validate.Length(max=50))
    is_school_days_only = fields.Boolean(truthy={True}, falsy={False})
    is_blurred = fields.Boolean(truthy={True}, falsy={False})
    allows_playback = fields.Boolean(truthy={True}, falsy={False})
    ends_on = fields.Date(allow_none=True)


class ViewingGroupArgs(Schema):
    """Blurred and without recordings unless the school says otherwise."""

    establishment_id = StrictInteger(required=True)
    kind = fields.Enum(GroupKind, by_value=True, load_default=GroupKind.PARENTS)
    name = Text(60, required=True)
    camera_ids = fields.List(StrictInteger(), load_default=list, validate=validate.Length(max=200))
    hours = fields.List(fields.Nested(ViewingHours), load_default=list, validate=validate.Length(max=50))
    is_school_days_only = fields.Boolean(load_default=False, truthy={True}, falsy={False})
    is_blurred = fields.Boolean(load_default=True, truthy={True}, falsy={False})
    allows_playback = fields.Boolean(load_default=False, truthy={True}, falsy={False})
    ends_on = fields.Date(load_default=None, allow_none=True)


class ViewingGroupOut(Schema):
    id = StrictInteger(required=True)
    establishment_id = StrictInteger(required=True)
    establishment_name = fields.String(required=True)
    kind = fields.Enum(GroupKind, by_value=True, required=True)
    name = fields.String(required=True)
    camera_ids = fields.List(StrictInteger(), required=True)
    hours = fields.List(fields.Nested(ViewingHours), required=True)
    is_school_days_only = fields.Boolean(required=True)
    is_blurred = fields.Boolean(required=True)
    allows_playback = fields.Boolean(required=True)
    ends_on = fields.Date(required=True, allow_none=True)
    ended_at = Instant(required=True, allow_none=True)
    is_over = fields.Boolean(required=True)
    is_open_now = fields.Boolean(required=True)
    opens_at = Instant(required=True, allow_none=True)
    member_count = StrictInteger(required=True)


ViewingGroupPage = page_schema(ViewingGroupOut)


class GroupMemberArgs(Schema):
    phone = Text(20, required=True)
    name = Text(60, required=True)
    remark = Text(60, 0, load_default="")
    ends_on = fields.Date(load_default=None, allow_none=True)


class GroupMemberPatch(Schema):
    is_suspended = fields.Boolean(required=True, truthy={True}, falsy={False})


class GroupMemberOut(Schema):
    id = StrictInteger(required=True)
    user_id = StrictInteger(required=True)
    name = fields.String(required=True)
    phone = fields.String(required=True, metadata={"description": "Masked: 138****0001"})
    remark = fields.String(required=True)
    has_signed_in = fields.Boolean(required=True)
    started_at = Instant(required=True)
    ends_on = fields.Date(required=True, allow_none=True)
    suspended_at = Instant(required=True, allow_none=True)
    ended_at = Instant(required=True, allow_none=True)


GroupMemberPage = page_schema(GroupMemberOut)


class ParentListForm(Schema):
    """Pasted lines, or nothing where a file is sent. `is_trial`: only say what would happen."""

    text = Text(100_000, 0, load_default="", is_long=True)
    is_trial = fields.Boolean(load_default=True)


class ParentListFiles(Schema):
    file = fields.Raw(metadata={"type": "string", "format": "binary"})


class ParentListErrorOut(Schema):
    row = StrictInteger(required=True)
    code = fields.String(required=True)
    value = fields.String(required=True)


class ParentListOut(Schema):
    is_written = fields.Boolean(required=True)
    added = StrictInteger(required=True)
    already_in = StrictInteger(required=True)
    errors = fields.List(fields.Nested(ParentListErrorOut), required=True)
