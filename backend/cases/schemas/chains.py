"""Chains and timers as JSON."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, post_load, validate

from backend.cases.policy.chains import Minutes, StepPlan
from backend.cases.schemas.cases import CaseNameOut
from backend.catalog.cases import ChainCode, StepTimer
from backend.catalog.violations import Severity, TimerClock, ViolationType
from backend.core.fields import Instant, StrictInteger

_MINUTES = validate.Range(1, 60 * 24 * 60)


class EstablishmentArgs(Schema):
    establishment_id = fields.Integer(load_default=None, validate=validate.Range(1, 2**31 - 1))


class StepIO(Schema):
    level = StrictInteger(required=True, validate=validate.Range(1, 9))
    roles = fields.List(fields.String(), required=True, validate=validate.Length(1, 12))
    after = fields.Enum(StepTimer, by_value=True, required=True)


class ChainOut(Schema):
    id = StrictInteger(required=True)
    code = fields.Enum(ChainCode, by_value=True, required=True)
    establishment_id = StrictInteger(allow_none=True)
    name_zh = fields.String(required=True)
    name_en = fields.String(required=True)
    steps = fields.List(fields.Nested(StepIO), required=True)


class ChainIn(Schema):
    name_zh = fields.String(required=True, validate=validate.Length(1, 60))
    name_en = fields.String(required=True, validate=validate.Length(1, 60))
    steps = fields.List(fields.Nested(StepIO), required=True, validate=validate.Length(1, 8))

    @post_load
    def plan(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        data["steps"] = [StepPlan(step["level"], tuple(step["roles"]), step["after"]) for step in data["steps"]]
        return data


class ChainCopyIn(Schema):
    establishment_id = StrictInteger(required=True, validate=validate.Range(min=1))
    code = fields.Enum(ChainCode, by_value=True, required=True)


class PreviewIn(Schema):
    establishment_id = StrictInteger(required=True, validate=validate.Range(min=1))
    type = fields.Enum(ViolationType, by_value=True, required=True)
    opened_at = Instant(required=True)


class PreviewStepOut(Schema):
    level = StrictInteger(required=True)
    at = fields.String(required=True)
    after = fields.String(required=True)
    roles = fields.List(fields.String(), required=True)
    people = fields.List(fields.Nested(CaseNameOut), required=True)


class _MinutesIO(Schema):
    t1_minutes = StrictInteger(required=True, validate=_MINUTES)
    t2_minutes = StrictInteger(required=True, validate=_MINUTES)
    close_minutes = StrictInteger(required=True, validate=_MINUTES)
    clock = fields.Enum(TimerClock, by_value=True, required=True)


class TimerIn(_MinutesIO):
    @post_load
    def minutes(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        names = ("t1_minutes", "t2_minutes", "close_minutes", "clock")
        data["minutes"] = Minutes(*(data.pop(name) for name in names))
        return data


class TimerCopyIn(TimerIn):
    establishment_id = StrictInteger(required=True, validate=validate.Range(min=1))
    type = fields.Enum(ViolationType, by_value=True, load_default=None, allow_none=True)
    severity = fields.Enum(Severity, by_value=True, required=True)


class TimerOut(_MinutesIO):
    id = StrictInteger(required=True)
    establishment_id = StrictInteger(allow_none=True)
    type = fields.Enum(ViolationType, by_value=True, allow_none=True)
    severity = fields.Enum(Severity, by_value=True, required=True)
