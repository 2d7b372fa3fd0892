from __future__ import annotations

import json
import re
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate

from backend.catalog.violations import SEEN_TYPES, ViolationType
from backend.core.fields import Instant, JsonText, StrictInteger

_KEY = validate.Regexp(re.compile(r"[A-Za-z0-9._:-]{1,120}\Z"))
_BOX = fields.List(fields.Float(), validate=validate.Length(equal=4))


_WHY_BYTES = 8_000
_MAX_CROPS = 6


def _check_why(value: dict[str, Any]) -> None:
    try:
        size = len(json.dumps(value, allow_nan=False))
    except ValueError as error:
        raise ValidationError("Not a number.") from error
    if size > _WHY_BYTES:
        raise ValidationError("Too long.")


class CropIn(Schema):
    """What a judge answered about one part of the picture; its pixels are the part `crop0`, `crop1`, ..."""

    class Meta:
        unknown = EXCLUDE

    kind = fields.String(required=True, validate=validate.Length(1, 20))
    answer = fields.String(required=True, validate=validate.OneOf(["yes", "no", "unknown"]))
    score = fields.Float(required=True, validate=validate.Range(0, 1))


class RuleIn(Schema):
    """The rule that fired, as it was then. Further facts a device adds are left out."""

    class Meta:
        unknown = EXCLUDE

    id = StrictInteger(load_default=None, allow_none=True)
    hold_s = fields.Float(load_default=None, allow_none=True)
    votes = StrictInteger(load_default=None, allow_none=True)
    window = StrictInteger(load_default=None, allow_none=True)
    hits = StrictInteger(load_default=None, allow_none=True)
    min_score = fields.Float(load_default=None, allow_none=True)
    min_height = fields.Float(load_default=None, allow_none=True)
    schedule = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=20))
    standing = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=20))
    zones = fields.List(
        fields.String(validate=validate.Length(max=60)), load_default=list, validate=validate.Length(max=50)
    )


class ObservationMeta(Schema):
    class Meta:
        unknown = EXCLUDE

    key = fields.String(required=True, validate=_KEY)
    type = fields.Enum(ViolationType, by_value=True, required=True, validate=validate.OneOf(sorted(SEEN_TYPES)))
    camera_id = StrictInteger(required=True)
    score = fields.Float(required=True, validate=validate.Range(0, 1))
    boxes = fields.List(_BOX, load_default=list, validate=validate.Length(max=100))
    frame = fields.List(StrictInteger(), load_default=list, validate=validate.Length(max=2))
    first_seen_at = Instant(required=True)
    last_seen_at = Instant(required=True)
    held_s = fields.Float(required=True, validate=validate.Range(0, 10**7))
    rule = fields.Nested(RuleIn, load_default=dict)
    model = fields.String(load_default="", validate=validate.Length(max=200))
    cause = fields.String(load_default="", validate=validate.Length(max=200))
    why = fields.Dict(keys=fields.String(), load_default=dict, validate=_check_why)
    crops = fields.List(fields.Nested(CropIn), load_default=list, validate=validate.Length(max=_MAX_CROPS))


class ObservationForm(Schema):
    class Meta:
        unknown = EXCLUDE

    meta = JsonText(required=True)


def _file() -> fields.Raw:
    return fields.Raw(load_default=None, metadata={"type": "string", "format": "binary"})


CROPS = tuple(f"crop{n}" for n in range(_MAX_CROPS))


class _Pictures(Schema):
    class Meta:
        unknown = EXCLUDE

    snapshot = _file()
    boxed = _file()


ObservationFiles = _Pictures.from_dict({name: _file() for name in CROPS}, name="ObservationFiles")


class ObservationOut(Schema):
    id = StrictInteger(required=True)
    case_id = StrictInteger(required=True)


class ClipHeaders(Schema):
    class Meta:
        unknown = EXCLUDE

    start_at = Instant(required=True, data_key="X-Start-At")
    duration = fields.Float(load_default=0.0, data_key="X-Duration", validate=validate.Range(0, 3600))


class EndIn(Schema):
    ended_at = Instant(required=True)
