from __future__ import annotations

from marshmallow import Schema, fields, validate

from backend.catalog.disclosure import ReportChannel, ReportTopic
from backend.core.fields import Instant, StrictInteger, Text
from backend.core.pagination import PageArgs, page_schema
from backend.hotline.policy import MAX_PHOTOS

_ID = validate.Range(1, 2**31 - 1)
_FLAG = validate.OneOf(("0", "1"))


class ReportArgs(Schema):
    """Form fields; the photos come beside them."""

    topic = fields.Enum(ReportTopic, by_value=True, required=True)
    text = Text(2000, 4, is_long=True, required=True)
    camera_id = fields.Integer(load_default=None, validate=_ID)


class ReportFiles(Schema):
    photos = fields.List(
        fields.Raw(metadata={"type": "string", "format": "binary"}),
        load_default=list,
        validate=validate.Length(max=MAX_PHOTOS),
    )


class ReportQuery(PageArgs):
    """`open`: 1 for those without an answer, 0 for the others; `mine`: 1 for the person's own."""

    establishment_id = fields.Integer(load_default=None, validate=_ID)
    open = fields.String(load_default=None, validate=_FLAG)
    mine = fields.String(load_default="0", validate=_FLAG)


class HotlineNameOut(Schema):
    id = StrictInteger(required=True)
    name = fields.String(required=True)


class ReportCaseOut(Schema):
    """No more than that there is a case and how far it is: its notes are for those who may see cases."""

    id = StrictInteger(required=True, allow_none=True)
    number = fields.String(required=True)
    state = fields.String(required=True)


class HotlineReportRowOut(Schema):
    id = StrictInteger(required=True)
    establishment = fields.Nested(HotlineNameOut, required=True)
    channel = fields.Enum(ReportChannel, by_value=True, required=True)
    topic = fields.Enum(ReportTopic, by_value=True, required=True)
    text = fields.String(required=True)
    created_at = Instant(required=True)
    answered_at = Instant(required=True, allow_none=True)
    stage = fields.String(
        required=True, validate=validate.OneOf(("received", "handling", "corrected", "closed", "unfounded"))
    )
    is_published = fields.Boolean(required=True)
    is_mine = fields.Boolean(required=True)


class HotlineReportOut(HotlineReportRowOut):
    """`photo_ids`: for /photos/<id>. `has_contact`: the sender left one; who may answer can ask for it."""

    answer = fields.String(required=True)
    photo_ids = fields.List(StrictInteger(), required=True)
    has_contact = fields.Boolean(required=True)
    camera = fields.Nested(HotlineNameOut, required=True, allow_none=True)
    case = fields.Nested(ReportCaseOut, required=True, allow_none=True)
    may_answer = fields.Boolean(required=True)
    may_publish = fields.Boolean(required=True)


HotlineReportPage = page_schema(HotlineReportRowOut)


class AnswerArgs(Schema):
    text = Text(2000, 2, is_long=True, required=True)
    is_unfounded = fields.Boolean(load_default=False, truthy={True}, falsy={False})
    is_published = fields.Boolean(load_default=False, truthy={True}, falsy={False})


class PublicationArgs(Schema):
    is_published = fields.Boolean(required=True, truthy={True}, falsy={False})


class ContactOut(Schema):
    contact = fields.String(required=True)


class RatingOut(Schema):
    id = StrictInteger(required=True)
    stars = StrictInteger(required=True)
    text = fields.String(required=True)
    created_at = Instant(required=True)
    reply = fields.String(required=True)
    replied_at = Instant(required=True, allow_none=True)
    hidden_at = Instant(required=True, allow_none=True)
    hidden_reason = fields.String(required=True)


RatingPage = page_schema(RatingOut)


class RatingSummaryOut(Schema):
    average = fields.Float(required=True, allow_none=True)
    count = StrictInteger(required=True)
    hidden = StrictInteger(required=True)


class ReplyArgs(Schema):
    text = Text(500, 2, is_long=True, required=True)


class HidingArgs(Schema):
    reason = Text(200, 2, required=True)


class GuidanceArgs(Schema):
    establishment_ids = fields.List(StrictInteger(validate=_ID), required=True, validate=validate.Length(1, 500))
    text = Text(2000, 2, is_long=True, required=True)


class GuidanceQuery(PageArgs):
    """`open`: 1 for those that nobody has confirmed yet."""

    establishment_id = fields.Integer(load_default=None, validate=_ID)
    open = fields.String(load_default=None, validate=_FLAG)


class GuidanceOut(Schema):
    id = StrictInteger(required=True)
    establishment = fields.Nested(HotlineNameOut, required=True)
    author = fields.Nested(HotlineNameOut, required=True)
    text = fields.String(required=True)
    created_at = Instant(required=True)
    received_at = Instant(required=True, allow_none=True)
    received_by = fields.Nested(HotlineNameOut, required=True, allow_none=True)


GuidancePage = page_schema(GuidanceOut)


class SentOut(Schema):
    sent = StrictInteger(required=True)
