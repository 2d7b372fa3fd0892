from __future__ import annotations

from marshmallow import Schema, fields, validate

from backend.catalog.cameras import Lack, ReferenceState
from backend.catalog.violations import RuleStanding, ViolationType
from backend.catalog.vision_limits import Part
from backend.core.fields import Instant, StrictInteger, Text
from backend.core.pagination import page_schema

_POINT = fields.List(fields.Float(validate=validate.Range(0, 1)), validate=validate.Length(equal=2))


class FloorArgs(Schema):
    """Far left, far right, near right, near left of a rectangle on the floor; from left to right, from far to near."""

    points = fields.List(_POINT, required=True, validate=validate.Length(equal=4))
    width_cm = fields.Float(required=True, validate=validate.Range(20, 3000))
    depth_cm = fields.Float(required=True, validate=validate.Range(20, 3000))


class FloorOut(Schema):
    points = fields.List(fields.List(fields.Float()), required=True)
    width_cm = fields.Float(required=True)
    depth_cm = fields.Float(required=True)


class InstallationPatch(Schema):
    """What is left out stays; null forgets it."""

    view_degrees = fields.Float(allow_none=True, validate=validate.Range(10, 180, max_inclusive=False))
    mount_cm = StrictInteger(allow_none=True, validate=validate.Range(50, 2000))
    floor = fields.Nested(FloorArgs, allow_none=True)


class AssumedOut(Schema):
    """What was counted with: what is known, else what is usual."""

    width = StrictInteger(required=True)
    view_degrees = fields.Float(required=True)
    mount_cm = fields.Float(required=True)


class KindOut(Schema):
    """One kind on one camera. `metres`: along the floor, up to where `part` has `min_px` pixels."""

    type = fields.Enum(ViolationType, by_value=True, required=True)
    source = fields.String(required=True)
    quiet = fields.String(required=True, allow_none=True, metadata={"enum": ["ai_off", "rule_off", "area", None]})
    standing = fields.Enum(RuleStanding, by_value=True, required=True)
    part = fields.Enum(Part, by_value=True, required=True, allow_none=True)
    min_px = StrictInteger(required=True, allow_none=True)
    metres = fields.Float(required=True, allow_none=True)
    lack = fields.Enum(Lack, by_value=True, required=True, allow_none=True)


class InstallationOut(Schema):
    width = StrictInteger(required=True, allow_none=True)
    height = StrictInteger(required=True, allow_none=True)
    view_degrees = fields.Float(required=True, allow_none=True)
    mount_cm = StrictInteger(required=True, allow_none=True)
    floor = fields.Nested(FloorOut, required=True, allow_none=True)
    assumed = fields.Nested(AssumedOut, required=True)
    kinds = fields.List(fields.Nested(KindOut), required=True)


class BinArgs(Schema):
    id = StrictInteger()
    name = Text(60, required=True)
    polygon = fields.List(_POINT, required=True, validate=validate.Length(3, 40))


class BinOut(Schema):
    id = StrictInteger(required=True)
    name = fields.String(required=True)
    polygon = fields.List(fields.List(fields.Float()), required=True)
    offered_at = Instant(required=True, allow_none=True)
    covered_at = Instant(required=True, allow_none=True)


class BinStillQuery(Schema):
    is_offered = fields.Boolean(load_default=False)


class ReferenceOut(Schema):
    id = StrictInteger(required=True)
    taken_at = Instant(required=True)
    state = fields.Enum(ReferenceState, by_value=True, required=True)
    difference = fields.Float(required=True, allow_none=True)
    decided_at = Instant(required=True, allow_none=True)


ReferencePage = page_schema(ReferenceOut)


class DecisionArgs(Schema):
    is_accepted = fields.Boolean(required=True, truthy={True}, falsy={False})


class PhoneTaskArgs(Schema):
    area_id = StrictInteger(load_default=None, allow_none=True)
