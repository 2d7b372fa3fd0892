"""All that the public may ever be told. The page and its JSON are made of this and of nothing else.

Whatever people typed goes through `PublicText`, which masks identity and phone numbers: no other text field is used.
"""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from backend.catalog.areas import AreaKind
from backend.catalog.credentials import BusinessForm, BusinessItem
from backend.catalog.disclosure import AnnualGrade, Conclusion, DisclosureItem, Grade, ReportTopic
from backend.catalog.establishments import EstablishmentKind
from backend.core.fields import Instant, StrictInteger
from backend.core.redaction import redact
from backend.disclosure.policy import ItemState


class PublicText(fields.String):
    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        text = super()._serialize(value, attr, obj, **kwargs)
        return redact(text) if text is not None else None


class Word(fields.Enum[Any]):
    """A word of the catalog, also where it comes as the text that a JSON column holds."""

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        return None if value is None else str(self.enum(value))


class PublicCameraOut(Schema):
    """`online` only if a picture was seen in the last ten seconds. `id` is named only where anybody may watch."""

    id = StrictInteger(required=True, allow_none=True)
    area = Word(AreaKind, by_value=True, required=True)
    area_name = PublicText(required=True)
    name = PublicText(required=True)
    state = fields.String(required=True, validate=validate.OneOf(("online", "abnormal", "offline", "unknown")))
    last_picture_at = Instant(required=True, allow_none=True)
    has_still = fields.Boolean(required=True)


class ConnectionOut(Schema):
    state = fields.String(required=True, validate=validate.OneOf(("online", "partly", "offline", "not_connected")))
    online = StrictInteger(required=True)
    cameras = fields.List(fields.Nested(PublicCameraOut), required=True)
    missing_areas = fields.List(Word(AreaKind, by_value=True), required=True)


class PublicLiveOut(Schema):
    """`is_offered`: the establishment lets anybody watch at some hours. Always blurred."""

    is_offered = fields.Boolean(required=True)
    is_open = fields.Boolean(required=True)
    until = Instant(required=True, allow_none=True)
    opens_at = Instant(required=True, allow_none=True)


class PublicItemOut(Schema):
    item = Word(DisclosureItem, by_value=True, required=True)
    state = Word(ItemState, by_value=True, required=True)
    updated_at = Instant(required=True, allow_none=True)


class PublicLicenceOut(Schema):
    number = PublicText(required=True)
    operator = PublicText(required=True)
    form = Word(BusinessForm, by_value=True, required=True)
    items = fields.List(Word(BusinessItem, by_value=True), required=True)
    premises = PublicText(required=True)
    issuer = PublicText(required=True)
    issued_on = fields.Date(required=True)
    expires_on = fields.Date(required=True)
    is_expired = fields.Boolean(required=True)
    has_picture = fields.Boolean(required=True)


class PublicGradeOut(Schema):
    dynamic = Word(Grade, by_value=True, required=True)
    annual = Word(AnnualGrade, by_value=True, required=True, allow_none=True)
    average = fields.Float(required=True, allow_none=True)
    graded_on = fields.Date(required=True)
    authority = PublicText(required=True)


class PublicPledgeOut(Schema):
    text = PublicText(required=True)
    signer = PublicText(required=True)
    signed_on = fields.Date(required=True)


class PublicOfficerOut(Schema):
    name = PublicText(required=True)
    post_zh = fields.String(required=True)
    post_en = fields.String(required=True)
    is_passed = fields.Boolean(required=True, allow_none=True)
    assessed_on = fields.Date(required=True, allow_none=True)
    certificate_end = PublicText(required=True)


class PublicCertificateOut(Schema):
    """Surname, the last four of the certificate's number, and its validity: no more (reference 2.10)."""

    surname = PublicText(required=True)
    number_end = fields.String(required=True, validate=validate.Length(max=4))
    expires_on = fields.Date(required=True)
    is_valid = fields.Boolean(required=True)


class PublicHealthOut(Schema):
    on_post = StrictInteger(required=True)
    valid = StrictInteger(required=True)
    next_expiry = fields.Date(required=True, allow_none=True)
    certificates = fields.List(fields.Nested(PublicCertificateOut), required=True)


class PublicAdditiveOut(Schema):
    happened_on = fields.Date(required=True)
    is_none = fields.Boolean(required=True)
    name = PublicText(required=True)
    purpose = PublicText(required=True)
    used_in = PublicText(required=True)


class PublicIngredientOut(Schema):
    happened_on = fields.Date(required=True)
    name = PublicText(required=True)
    supplier = PublicText(required=True)
    batch = PublicText(required=True)
    certificates = PublicText(required=True)


class PublicInspectionOut(Schema):
    happened_on = fields.Date(required=True)
    conclusion = Word(Conclusion, by_value=True, required=True)
    problems = PublicText(required=True)
    correction = PublicText(required=True)
    authority = PublicText(required=True)


class SelfCheckSumOut(Schema):
    planned = StrictInteger(required=True)
    done = StrictInteger(required=True)
    rate = StrictInteger(required=True, allow_none=True)
    problems = StrictInteger(required=True)
    corrected = StrictInteger(required=True)


class PublicSelfChecksOut(Schema):
    week = fields.Nested(SelfCheckSumOut, required=True)
    month = fields.Nested(SelfCheckSumOut, required=True)
    newest_on = fields.Date(required=True)


class PublicRatingOut(Schema):
    stars = StrictInteger(required=True)
    text = PublicText(required=True)
    created_at = Instant(required=True)
    reply = PublicText(required=True)


class PublicRatingsOut(Schema):
    average = fields.Float(required=True, allow_none=True)
    count = StrictInteger(required=True)
    hidden = StrictInteger(required=True)
    newest = fields.List(fields.Nested(PublicRatingOut), required=True)


class PublicReportOut(Schema):
    topic = Word(ReportTopic, by_value=True, required=True)
    text = PublicText(required=True)
    created_at = Instant(required=True)
    answer = PublicText(required=True)
    answered_at = Instant(required=True, allow_none=True)


class FollowedReportOut(Schema):
    """For who has the follow-up code."""

    topic = fields.String(required=True)
    text = PublicText(required=True)
    created_at = Instant(required=True)
    stage = fields.String(required=True)
    answer = PublicText(required=True)
    answered_at = Instant(required=True, allow_none=True)


class PublicReportsOut(Schema):
    """Counts of the last 90 days, whether the words are shown or not."""

    received = StrictInteger(required=True)
    answered = StrictInteger(required=True)
    newest = fields.List(fields.Nested(PublicReportOut), required=True)


class PublicStatementOut(Schema):
    text = PublicText(required=True)
    at = Instant(required=True)


class PublicPageOut(Schema):
    name = PublicText(required=True)
    kind = Word(EstablishmentKind, by_value=True, required=True)
    address = PublicText(required=True)
    connection = fields.Nested(ConnectionOut, required=True)
    live = fields.Nested(PublicLiveOut, required=True)
    shown = StrictInteger(required=True)
    of = StrictInteger(required=True)
    items = fields.List(fields.Nested(PublicItemOut), required=True)
    licence = fields.Nested(PublicLicenceOut, required=True, allow_none=True)
    grade = fields.Nested(PublicGradeOut, required=True, allow_none=True)
    pledge = fields.Nested(PublicPledgeOut, required=True, allow_none=True)
    safety_officers = fields.List(fields.Nested(PublicOfficerOut), required=True)
    workers_health = fields.Nested(PublicHealthOut, required=True, allow_none=True)
    additives = fields.List(fields.Nested(PublicAdditiveOut), required=True)
    ingredients = fields.List(fields.Nested(PublicIngredientOut), required=True)
    inspections = fields.List(fields.Nested(PublicInspectionOut), required=True)
    self_checks = fields.Nested(PublicSelfChecksOut, required=True, allow_none=True)
    ratings = fields.Nested(PublicRatingsOut, required=True, allow_none=True)
    reports = fields.Nested(PublicReportsOut, required=True)
    statement = fields.Nested(PublicStatementOut, required=True, allow_none=True)
    updated_at = Instant(required=True, allow_none=True)


class PublicLiveTicketOut(Schema):
    token = fields.String(required=True)
    blurred_url = fields.String(required=True)
    until = Instant(required=True, allow_none=True)
    max_seconds = StrictInteger(required=True)
