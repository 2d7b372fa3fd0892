"""Quality of the recognition and versions of models as JSON."""

from __future__ import annotations

import json
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate

from backend.cameras.schemas.rules import EffectiveRuleOut
from backend.catalog.learning import MODEL_TYPES, ModelState, SuggestionKind
from backend.catalog.violations import SEEN_TYPES, ViolationType
from backend.core.fields import Instant, JsonText, StrictInteger, Text

_METRICS_BYTES = 20_000


class QualityArgs(Schema):
    days = fields.Integer(load_default=30, validate=validate.Range(7, 90))


class NamedOut(Schema):
    id = StrictInteger(required=True)
    name = fields.String(required=True)


class WeekOut(Schema):
    until = Instant(required=True)
    false = StrictInteger(required=True)
    true = StrictInteger(required=True)
    unanswered = StrictInteger(required=True)


class TuningOut(Schema):
    id = StrictInteger(required=True)
    opened_at = Instant(required=True)
    false_alarms = StrictInteger(required=True)
    days = StrictInteger(required=True)
    ended_at = Instant(required=True, allow_none=True)


class SuggestionOut(Schema):
    """`value` of the parameter, or `polygon` of a zone to ignore; counted over the last 90 days."""

    kind = fields.Enum(SuggestionKind, by_value=True, required=True)
    value = fields.Float(required=True, allow_none=True)
    now = fields.Float(required=True, allow_none=True)
    polygon = fields.List(fields.List(fields.Float()), required=True, allow_none=True)
    false_gone = StrictInteger(required=True)
    false_all = StrictInteger(required=True)
    true_lost = StrictInteger(required=True)
    true_all = StrictInteger(required=True)


class QualityLineOut(Schema):
    """`share`: of the answered alarms, those that were false; null while nobody has answered."""

    camera = fields.Nested(NamedOut, required=True)
    area = fields.Nested(NamedOut, required=True)
    type = fields.Enum(ViolationType, by_value=True, required=True)
    type_zh = fields.String(required=True)
    type_en = fields.String(required=True)
    alarms = StrictInteger(required=True)
    false = StrictInteger(required=True)
    true = StrictInteger(required=True)
    unanswered = StrictInteger(required=True)
    share = fields.Float(required=True, allow_none=True)
    reasons = fields.Dict(keys=fields.String(), values=StrictInteger(), required=True)
    weeks = fields.List(fields.Nested(WeekOut), required=True)
    rule = fields.Nested(EffectiveRuleOut, required=True, allow_none=True)
    tuning = fields.Nested(TuningOut, required=True, allow_none=True)
    suggestions = fields.List(fields.Nested(SuggestionOut), required=True)


class QualityOut(Schema):
    establishment = fields.Nested(NamedOut, required=True)
    days = StrictInteger(required=True)
    may_manage = fields.Boolean(required=True)
    may_export = fields.Boolean(required=True)
    items = fields.List(fields.Nested(QualityLineOut), required=True)


class ApplyIn(Schema):
    camera_id = StrictInteger(required=True, validate=validate.Range(min=1))
    type = fields.Enum(ViolationType, by_value=True, required=True, validate=validate.OneOf(sorted(SEEN_TYPES)))
    kind = fields.Enum(SuggestionKind, by_value=True, required=True)
    value = fields.Float(load_default=None, allow_none=True)


class TunedIn(Schema):
    note = Text(500, 0, is_long=True, load_default="")


def _check_metrics(value: dict[str, Any]) -> None:
    try:
        size = len(json.dumps(value, allow_nan=False))
    except ValueError as error:
        raise ValidationError("Not a number.") from error
    if size > _METRICS_BYTES:
        raise ValidationError("Too long.")


class ProposalForm(Schema):
    """`metrics`: metrics.json as `vision train` wrote it."""

    type = fields.Enum(ViolationType, by_value=True, required=True, validate=validate.OneOf(sorted(MODEL_TYPES)))
    metrics = JsonText(required=True, validate=_check_metrics)
    note = Text(500, 0, is_long=True, load_default="")


class ProposalFiles(Schema):
    model = fields.Raw(required=True, metadata={"type": "string", "format": "binary"})


class ModelVersionOut(Schema):
    id = StrictInteger(required=True)
    type = fields.Enum(ViolationType, by_value=True, required=True)
    version = fields.String(required=True)
    state = fields.Enum(ModelState, by_value=True, required=True)
    sha256 = fields.String(required=True, attribute="file.sha256")
    size = StrictInteger(required=True, attribute="file.size")
    metrics = fields.Dict(required=True)
    note = fields.String(required=True)
    proposed_at = Instant(required=True)
    proposed_by = fields.Nested(NamedOut, required=True)
    switched_at = Instant(required=True, allow_none=True)
    switched_by = fields.Nested(NamedOut, required=True, allow_none=True)
    previous_id = StrictInteger(required=True, allow_none=True)
    fault = fields.String(required=True)
    fault_at = Instant(required=True, allow_none=True)


class ModelVersionsOut(Schema):
    items = fields.List(fields.Nested(ModelVersionOut), required=True)


class FaultIn(Schema):
    class Meta:
        unknown = EXCLUDE

    type = fields.Enum(ViolationType, by_value=True, required=True)
    version = fields.String(required=True, validate=validate.Length(1, 60))
    error = fields.String(required=True, validate=validate.Length(1, 500))
