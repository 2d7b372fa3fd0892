"""Cases as JSON."""

from __future__ import annotations

from marshmallow import Schema, ValidationError, fields, validate, validates

from backend.catalog.cases import CaseSource, CaseState, DeliveryChannel, DeliveryState, DismissalReason
from backend.catalog.violations import Severity, ViolationType
from backend.core.fields import Instant, StrictInteger, Text
from backend.core.pagination import PageArgs, page_schema

_TEXT = validate.Length(max=2000)


class CaseListArgs(PageArgs):
    state = fields.String(load_default="", metadata={"description": "one or more states, separated by commas"})
    mine = fields.Boolean(load_default=False)
    establishment_id = fields.Integer(load_default=None, validate=validate.Range(1, 2**31 - 1))
    camera_id = fields.Integer(load_default=None, validate=validate.Range(1, 2**31 - 1))
    severity = fields.Enum(Severity, by_value=True, load_default=None)
    type = fields.Enum(ViolationType, by_value=True, load_default=None)
    q = fields.String(load_default="", validate=validate.Length(max=60))

    @validates("state")
    def check_states(self, value: str, data_key: str) -> None:
        if not set(filter(None, value.split(","))) <= {state.value for state in CaseState}:
            raise ValidationError("Unknown state.")


class CaseNameOut(Schema):
    id = StrictInteger(required=True)
    name = fields.String(required=True)


class CaseAreaOut(CaseNameOut):
    kind = fields.String(required=True)


class CaseRowOut(Schema):
    id = StrictInteger(required=True)
    number = fields.String(required=True)
    type = fields.Enum(ViolationType, by_value=True, required=True)
    type_zh = fields.String(required=True)
    type_en = fields.String(required=True)
    severity = fields.Enum(Severity, by_value=True, required=True)
    source = fields.Enum(CaseSource, by_value=True, required=True)
    state = fields.Enum(CaseState, by_value=True, required=True)
    establishment = fields.Nested(CaseNameOut, required=True)
    area = fields.Nested(CaseAreaOut, allow_none=True)
    camera = fields.Nested(CaseNameOut, allow_none=True)
    opened_at = Instant(required=True)
    first_seen_at = Instant(required=True)
    last_seen_at = Instant(required=True)
    due_at = Instant(required=True)
    level = StrictInteger(required=True)
    is_overdue = fields.Boolean(required=True)
    is_suspected = fields.Boolean(required=True)
    is_mine = fields.Boolean(required=True)
    occurrences = StrictInteger(required=True)
    snapshot_url = fields.String(allow_none=True)
    holder = fields.Nested(CaseNameOut, allow_none=True)
    version = StrictInteger(required=True)


CasePage = page_schema(CaseRowOut)


class WhyDutyOut(Schema):
    id = StrictInteger(required=True)
    title_zh = fields.String(required=True)
    title_en = fields.String(required=True)
    due_on = fields.String(allow_none=True)
    url = fields.String(required=True)


class WhyReportOut(Schema):
    id = StrictInteger(required=True)
    title_zh = fields.String(required=True)
    title_en = fields.String(required=True)
    url = fields.String(required=True)


class WhyCropOut(Schema):
    """A part of the picture that was judged. `answer`: yes, the violation is seen; no, the opposite; unknown."""

    evidence_id = StrictInteger(required=True)
    kind = fields.String(required=True)
    answer = fields.String(required=True)
    score = fields.Float(required=True)
    url = fields.String(required=True)


class WhyOut(Schema):
    rule = fields.Dict(allow_none=True)
    held_s = fields.Float(allow_none=True)
    score = fields.Float(allow_none=True)
    cause = fields.String(allow_none=True)
    norm_zh = fields.String(required=True)
    norm_en = fields.String(required=True)
    model = fields.String(allow_none=True)
    measured = fields.Dict(allow_none=True)
    crops = fields.List(fields.Nested(WhyCropOut), required=True)
    duty = fields.Nested(WhyDutyOut, allow_none=True)
    report = fields.Nested(WhyReportOut, allow_none=True)


class EvidenceOut(Schema):
    id = StrictInteger(required=True)
    kind = fields.String(required=True)
    url = fields.String(required=True)
    sha256 = fields.String(required=True)
    media_type = fields.String(required=True)
    taken_at = Instant(required=True)
    by = fields.Nested(CaseNameOut, allow_none=True)


class ChainStepOut(Schema):
    level = StrictInteger(required=True)
    roles = fields.List(fields.String(), required=True)
    after = fields.String(required=True)
    at = fields.String(required=True)
    told_at = fields.String(allow_none=True)
    label_zh = fields.String(required=True)
    label_en = fields.String(required=True)


class TimelineOut(Schema):
    id = StrictInteger(required=True)
    at = Instant(required=True)
    made_at = Instant(allow_none=True)
    kind = fields.String(required=True)
    actor = fields.Nested(CaseNameOut, allow_none=True)
    stands_in_for = fields.Nested(CaseNameOut, required=True, allow_none=True)
    level = StrictInteger(allow_none=True)
    text = fields.String(required=True)
    data = fields.Dict(required=True)


class DeliveryOut(Schema):
    id = StrictInteger(required=True)
    user = fields.Nested(CaseNameOut, required=True)
    role = fields.String(allow_none=True)
    channel = fields.Enum(DeliveryChannel, by_value=True, required=True)
    level = StrictInteger(allow_none=True)
    state = fields.Enum(DeliveryState, by_value=True, required=True)
    created_at = Instant(required=True)
    sent_at = Instant(allow_none=True)
    read_at = Instant(allow_none=True)
    error = fields.String(allow_none=True)
    attempts = StrictInteger(required=True)


class OpinionOut(Schema):
    id = StrictInteger(required=True)
    number = fields.String(required=True)
    issued_at = Instant(required=True)
    issued_by = fields.Nested(CaseNameOut, required=True)
    facts = fields.String(required=True)
    demands = fields.List(fields.String(), required=True)
    deadline_on = fields.String(required=True)
    sha256 = fields.String(required=True)
    pdf_url = fields.String(required=True)
    received_at = Instant(allow_none=True)
    received_by = fields.Nested(CaseNameOut, allow_none=True)


class PenaltyOut(Schema):
    reference = fields.String(required=True)
    text = fields.String(required=True)
    at = Instant(allow_none=True)
    by = fields.Nested(CaseNameOut, allow_none=True)


class RectificationOut(Schema):
    text = fields.String(required=True)
    photo_url = fields.String(allow_none=True)
    at = Instant(required=True)
    by = fields.Nested(CaseNameOut, allow_none=True)


class DismissalOut(Schema):
    reason = fields.String(required=True)
    text = fields.String(required=True)
    at = Instant(required=True)
    by = fields.Nested(CaseNameOut, allow_none=True)


class CaseOut(CaseRowOut):
    why = fields.Nested(WhyOut, required=True)
    evidence = fields.List(fields.Nested(EvidenceOut), required=True)
    chain = fields.List(fields.Nested(ChainStepOut), required=True)
    timeline = fields.List(fields.Nested(TimelineOut), required=True)
    deliveries = fields.List(fields.Nested(DeliveryOut), required=True)
    opinions = fields.List(fields.Nested(OpinionOut), required=True)
    penalty = fields.Nested(PenaltyOut, allow_none=True)
    rectification = fields.Nested(RectificationOut, allow_none=True)
    dismissal = fields.Nested(DismissalOut, allow_none=True)
    confirmed_at = Instant(allow_none=True)
    recovered_at = Instant(allow_none=True)
    ended_at = Instant(allow_none=True)
    allowed = fields.List(fields.String(), required=True)


class SummaryOut(Schema):
    open = StrictInteger(required=True)
    acknowledged = StrictInteger(required=True)
    rectified = StrictInteger(required=True)
    mine = StrictInteger(required=True)
    overdue = StrictInteger(required=True)
    critical = StrictInteger(required=True)


class SaidIn(Schema):
    text = Text(2000, 0, is_long=True, load_default="")
    made_at = Instant(load_default=None, allow_none=True)


class DismissalIn(SaidIn):
    reason = fields.Enum(DismissalReason, by_value=True, required=True)


class VerificationIn(SaidIn):
    is_accepted = fields.Boolean(required=True)


class PersonIn(SaidIn):
    user_id = StrictInteger(required=True, validate=validate.Range(min=1))


class OpinionIn(Schema):
    demands = fields.List(
        fields.String(validate=validate.Length(1, 500)), required=True, validate=validate.Length(1, 20)
    )
    deadline_on = fields.Date(required=True)
    facts = fields.String(load_default=None, allow_none=True, validate=_TEXT)


class PenaltyIn(Schema):
    reference = fields.String(required=True, validate=validate.Length(1, 120))
    text = fields.String(load_default="", validate=_TEXT)


class PhotoFiles(Schema):
    photo = fields.Raw(required=True, metadata={"type": "string", "format": "binary"})
