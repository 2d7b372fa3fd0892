"""People's files as JSON."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from backend.audit.reading import ReasonArgs
from backend.catalog.posts import Post
from backend.catalog.staff import ConductKind, ContestState, LeavingReason, MorningFinding
from backend.core.fields import Instant, StrictInteger, Text
from backend.core.pagination import PageArgs, page_schema
from backend.staff.policy import HealthState, Light

_STATES = ("active", "left", "all")
_MAX_PEOPLE = 2_000


class StaffFilterArgs(Schema):
    q = Text(60, 0, load_default="")
    post = fields.Enum(Post, by_value=True, load_default=None)
    state = fields.String(load_default="active", validate=validate.OneOf(_STATES))
    light = fields.Enum(Light, by_value=True, load_default=None)
    due_within = fields.Integer(
        load_default=None,
        validate=validate.Range(0, 400),
        metadata={"description": "certificate ends within so many days, has ended, or is missing"},
    )


class StaffListArgs(StaffFilterArgs, PageArgs):
    pass


class StaffExportArgs(StaffFilterArgs, ReasonArgs):
    format = fields.String(load_default="csv", validate=validate.OneOf(("csv", "xlsx")))


class StaffRowOut(Schema):
    """Names and numbers are masked for those who may not see health data."""

    id = StrictInteger(required=True)
    user_id = StrictInteger(required=True)
    name = fields.String(required=True)
    phone = fields.String(required=True)
    posts = fields.List(fields.Enum(Post, by_value=True), required=True)
    is_part_time = fields.Boolean(required=True)
    started_at = Instant(required=True)
    ended_at = Instant(required=True, allow_none=True)
    light = fields.Enum(Light, by_value=True, required=True)
    health = fields.Enum(HealthState, by_value=True, required=True)
    expires_on = fields.Date(required=True, allow_none=True)
    number = fields.String(required=True)
    is_barred = fields.Boolean(required=True)
    is_unfit_today = fields.Boolean(required=True)
    violations = StrictInteger(required=True)
    praise = StrictInteger(required=True)


StaffRowPage = page_schema(StaffRowOut)


class HoldingOut(Schema):
    id = StrictInteger(required=True)
    post = fields.Enum(Post, by_value=True, required=True)
    started_at = Instant(required=True)
    ended_at = Instant(required=True, allow_none=True)


class HealthCertificateOut(Schema):
    id = StrictInteger(required=True)
    number = fields.String(required=True)
    examined_on = fields.Date(required=True)
    expires_on = fields.Date(required=True)
    issuer = fields.String(required=True)
    added_at = Instant(required=True)
    is_current = fields.Boolean(required=True)
    has_photo = fields.Boolean(required=True)


class ConductOut(Schema):
    id = StrictInteger(required=True)
    name = fields.String(required=True)
    kind = fields.Enum(ConductKind, by_value=True, required=True)
    case_id = StrictInteger(required=True, allow_none=True)
    text = fields.String(required=True)
    recorded_by = fields.String(required=True)
    recorded_at = Instant(required=True)
    contest = fields.Enum(ContestState, by_value=True, required=True)
    contest_text = fields.String(required=True)
    contested_at = Instant(required=True, allow_none=True)
    contest_answer = fields.String(required=True)
    decided_at = Instant(required=True, allow_none=True)
    can_contest = fields.Boolean(required=True)
    can_decide = fields.Boolean(required=True)


ConductPage = page_schema(ConductOut)


class StaffPlaceOut(Schema):
    id = StrictInteger(required=True)
    name = fields.String(required=True)


class StaffFileOut(StaffRowOut):
    establishment = fields.Nested(StaffPlaceOut, required=True)
    holdings = fields.List(fields.Nested(HoldingOut), required=True)
    leaving_reason = fields.Enum(LeavingReason, by_value=True, required=True, allow_none=True)
    leaving_text = fields.String(required=True)
    certificates = fields.List(fields.Nested(HealthCertificateOut), required=True)
    conduct = fields.List(fields.Nested(ConductOut), required=True)
    is_mine = fields.Boolean(required=True)
    allowed = fields.List(fields.String(), required=True)


class PostIn(Schema):
    post = fields.Enum(Post, by_value=True, required=True)


class LeavingIn(Schema):
    reason = fields.Enum(LeavingReason, by_value=True, required=True)
    text = Text(300, 0, load_default="")
    next_establishment_id = StrictInteger(load_default=None, allow_none=True)


class CertificateIn(Schema):
    """Fields of the form beside the photo. Without an end the rule's validity counts."""

    number = Text(60, required=True)
    examined_on = fields.Date(required=True)
    expires_on = fields.Date(load_default=None, allow_none=True)
    issuer = Text(120, 0, load_default="")


class CertificatePhoto(Schema):
    photo = fields.Raw(required=True, metadata={"type": "string", "format": "binary"})


class PhotoArgs(Schema):
    reason = Text(200, 3, load_default=None)


class OnPostArgs(PageArgs):
    at = Instant(load_default=None)


class OnPostOut(Schema):
    employment_id = StrictInteger(required=True)
    name = fields.String(required=True)
    post = fields.Enum(Post, by_value=True, required=True)
    started_at = Instant(required=True)
    ended_at = Instant(required=True, allow_none=True)
    presence = fields.String(required=True, validate=validate.OneOf(("present", "absent", "unknown")))


OnPostPage = page_schema(OnPostOut)


class MorningExceptionIn(Schema):
    user_id = StrictInteger(required=True)
    finding = fields.Enum(MorningFinding, by_value=True, required=True)
    temperature = fields.Float(load_default=None, allow_none=True, validate=validate.Range(34, 43))
    action = Text(300, required=True)


def _people() -> fields.List[Any]:
    return fields.List(StrictInteger(), load_default=list, validate=validate.Length(max=_MAX_PEOPLE))


class MorningCheckIn(Schema):
    """Who is fit, who is away, and the exceptions; `made_at` is the phone's clock where it was offline."""

    day = fields.Date(load_default=None, allow_none=True)
    fit_user_ids = _people()
    absent_user_ids = _people()
    exceptions = fields.List(
        fields.Nested(MorningExceptionIn), load_default=list, validate=validate.Length(max=_MAX_PEOPLE)
    )
    made_at = Instant(load_default=None, allow_none=True)


class MorningCheckOut(Schema):
    """Numbers only: who had what is asked for with a reason."""

    id = StrictInteger(required=True)
    day = fields.Date(required=True)
    version = StrictInteger(required=True)
    checked_by = fields.String(required=True, attribute="checked_by.name")
    submitted_at = Instant(required=True)
    made_at = Instant(required=True, allow_none=True)
    fit = StrictInteger(required=True)
    absent = StrictInteger(required=True)
    unfit = StrictInteger(required=True)


MorningCheckPage = page_schema(MorningCheckOut)


class RosterPersonOut(Schema):
    user_id = StrictInteger(required=True)
    name = fields.String(required=True)
    posts = fields.List(fields.Enum(Post, by_value=True), required=True)
    is_barred = fields.Boolean(required=True)


class RosterOut(Schema):
    day = fields.Date(required=True)
    people = fields.List(fields.Nested(RosterPersonOut), required=True)
    check = fields.Nested(MorningCheckOut, required=True, allow_none=True)


class MorningExceptionOut(Schema):
    user_id = StrictInteger(required=True)
    name = fields.String(required=True)
    finding = fields.Enum(MorningFinding, by_value=True, required=True)
    temperature = fields.Float(required=True, allow_none=True)
    action = fields.String(required=True)


class MorningFindingsOut(MorningCheckOut):
    fit_user_ids = fields.List(StrictInteger(), required=True)
    absent_user_ids = fields.List(StrictInteger(), required=True)
    exceptions = fields.List(fields.Nested(MorningExceptionOut), required=True)


class ConductIn(Schema):
    kind = fields.Enum(ConductKind, by_value=True, required=True)
    text = Text(1000, 2, required=True, is_long=True)


class ContestIn(Schema):
    text = Text(1000, 2, required=True, is_long=True)


class DecisionIn(Schema):
    is_upheld = fields.Boolean(required=True, truthy={True}, falsy={False})
    answer = Text(1000, 2, required=True, is_long=True)


class ConductListArgs(PageArgs):
    contest = fields.Enum(ContestState, by_value=True, load_default=None)


class MyFilesOut(Schema):
    files = fields.List(fields.Nested(StaffFileOut), required=True)
