from __future__ import annotations

from marshmallow import Schema, fields, validate

from backend.catalog.credentials import DutyCode, DutyState
from backend.catalog.establishments import EstablishmentKind
from backend.catalog.roles import Role
from backend.core.fields import Instant, StrictInteger, Text
from backend.core.pagination import PageArgs, page_schema


class DutyArgs(PageArgs):
    """`state`: one state; "open" stands for pending and overdue. `is_mine`: what the person has to settle."""

    state = fields.String(
        load_default="open", validate=validate.OneOf(["open", "all", *(state.value for state in DutyState)])
    )
    is_mine = fields.Boolean(load_default=False)
    establishment_id = fields.Integer(load_default=None, validate=validate.Range(1, 2**31 - 1))
    code = fields.Enum(DutyCode, by_value=True, load_default=None)
    within_days = fields.Integer(load_default=None, validate=validate.Range(0, 400))


class DutyPlaceOut(Schema):
    id = StrictInteger(required=True)
    name = fields.String(required=True)


class DutyHolderOut(Schema):
    id = StrictInteger(required=True)
    name = fields.String(required=True)


class DutyOut(Schema):
    id = StrictInteger(required=True)
    code = fields.Enum(DutyCode, by_value=True, required=True)
    title_zh = fields.String(required=True)
    title_en = fields.String(required=True)
    url = fields.String(required=True)
    due_on = fields.Date(required=True)
    days_left = StrictInteger(required=True)
    state = fields.Enum(DutyState, by_value=True, required=True)
    establishment = fields.Nested(DutyPlaceOut, required=True)
    holder = fields.Nested(DutyHolderOut, allow_none=True)
    holder_role = fields.Enum(Role, by_value=True, required=True)
    is_mine = fields.Boolean(required=True)
    may_cancel = fields.Boolean(required=True)
    case_id = StrictInteger(allow_none=True)
    fulfilled_at = Instant(allow_none=True)
    proof = fields.String(required=True)
    source = fields.String(required=True)


DutyPage = page_schema(DutyOut)


class DutyCancelIn(Schema):
    reason = Text(200, 3, required=True)


class DutyRuleArgs(Schema):
    """Without one of the two: the defaults alone."""

    establishment_id = fields.Integer(load_default=None, validate=validate.Range(1, 2**31 - 1))
    jurisdiction_id = fields.Integer(load_default=None, validate=validate.Range(1, 2**31 - 1))


class DutyRuleOut(Schema):
    id = StrictInteger(required=True)
    code = fields.Enum(DutyCode, by_value=True, required=True)
    scope = fields.String(required=True, validate=validate.OneOf(["default", "jurisdiction", "establishment"]))
    scope_name = fields.String(required=True)
    establishment_id = StrictInteger(allow_none=True)
    jurisdiction_id = StrictInteger(allow_none=True)
    name_zh = fields.String(required=True)
    name_en = fields.String(required=True)
    source = fields.String(required=True)
    kinds = fields.List(fields.Enum(EstablishmentKind, by_value=True), required=True)
    holder_role = fields.Enum(Role, by_value=True, required=True)
    parameters = fields.Dict(keys=fields.String(), values=StrictInteger(), required=True)
    remind_days = fields.List(StrictInteger(), required=True)
    overdue_type = fields.String(required=True)
    effective_on = fields.Date(required=True)
    is_active = fields.Boolean(required=True)
    is_effective = fields.Boolean(required=True)
    is_editable = fields.Boolean(required=True)


class DutyRuleIn(Schema):
    """A version of a rule from a day on. Without a scope: the default for everybody."""

    code = fields.Enum(DutyCode, by_value=True, required=True)
    establishment_id = StrictInteger(load_default=None, allow_none=True)
    jurisdiction_id = StrictInteger(load_default=None, allow_none=True)
    source = Text(200, 0, load_default=None, allow_none=True)
    kinds = fields.List(fields.Enum(EstablishmentKind, by_value=True), load_default=None, allow_none=True)
    holder_role = fields.Enum(Role, by_value=True, required=True)
    parameters = fields.Dict(
        keys=fields.String(validate=validate.Length(max=40)), values=StrictInteger(), load_default=None, allow_none=True
    )
    remind_days = fields.List(StrictInteger(), required=True, validate=validate.Length(max=20))
    effective_on = fields.Date(required=True)
    is_active = fields.Boolean(load_default=None, allow_none=True)
