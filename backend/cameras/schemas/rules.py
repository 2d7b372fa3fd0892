from __future__ import annotations

from marshmallow import Schema, fields, validate

from backend.catalog.violations import SEEN_TYPES, RuleSchedule, RuleStanding, ViolationType
from backend.core.fields import StrictInteger
from backend.core.pagination import PageArgs, page_schema


class RuleQuery(PageArgs):
    establishment_id = fields.Integer(required=True, validate=validate.Range(1, 2**31 - 1))


class _Parameters(Schema):
    is_enabled = fields.Boolean(truthy={True}, falsy={False})
    min_height = StrictInteger(validate=validate.Range(0, 4320))
    min_score = fields.Float(validate=validate.Range(0, 1))
    hold_s = fields.Float(validate=validate.Range(0, 3600))
    votes = StrictInteger(validate=validate.Range(1, 100))
    window = StrictInteger(validate=validate.Range(1, 100))
    merge_s = StrictInteger(validate=validate.Range(0, 86400))
    schedule = fields.Enum(RuleSchedule, by_value=True)
    standing = fields.Enum(RuleStanding, by_value=True)
    grace_s = StrictInteger(validate=validate.Range(0, 600))
    zone_ids = fields.List(StrictInteger(), validate=validate.Length(max=20))


class RuleArgs(_Parameters):
    """Without area and camera it holds for the whole establishment; parameters left out are the type's defaults."""

    establishment_id = StrictInteger(required=True)
    area_id = StrictInteger(load_default=None, allow_none=True)
    camera_id = StrictInteger(load_default=None, allow_none=True)
    type = fields.Enum(ViolationType, by_value=True, required=True, validate=validate.OneOf(sorted(SEEN_TYPES)))


class RulePatch(_Parameters):
    pass


class _RuleFields(Schema):
    id = StrictInteger(required=True)
    type = fields.Enum(ViolationType, by_value=True, required=True)
    min_height = StrictInteger(required=True)
    min_score = fields.Float(required=True)
    hold_s = fields.Float(required=True)
    votes = StrictInteger(required=True)
    window = StrictInteger(required=True)
    merge_s = StrictInteger(required=True)
    schedule = fields.Enum(RuleSchedule, by_value=True, required=True)
    standing = fields.Enum(RuleStanding, by_value=True, required=True)
    grace_s = StrictInteger(required=True)
    zone_ids = fields.List(StrictInteger(), required=True)


class RuleOut(_RuleFields):
    establishment_id = StrictInteger(required=True)
    area_id = StrictInteger(required=True, allow_none=True)
    camera_id = StrictInteger(required=True, allow_none=True)
    is_enabled = fields.Boolean(required=True)


RulePage = page_schema(RuleOut)


class EffectiveRuleOut(_RuleFields):
    """`source`: camera, area, establishment, or default (then `id` is 0)."""

    source = fields.String(required=True)
