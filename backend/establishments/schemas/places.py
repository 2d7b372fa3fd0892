"""Areas, and who is responsible for them."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from backend.catalog.areas import AreaKind
from backend.catalog.roles import Role
from backend.catalog.violations import ViolationType
from backend.core.fields import StrictInteger, Text
from backend.core.pagination import page_schema

CLOCK = validate.Regexp(r"^(([01]\d|2[0-3]):[0-5]\d|24:00)\Z")
WEEKDAY = validate.Range(0, 6)


class AreaArgs(Schema):
    kind = fields.Enum(AreaKind, by_value=True, required=True)
    name = Text(60, required=True)


class AreaPatch(Schema):
    kind = fields.Enum(AreaKind, by_value=True)
    name = Text(60)


class AreaOut(Schema):
    id = StrictInteger(required=True)
    kind = fields.Enum(AreaKind, by_value=True, required=True)
    name = fields.String(required=True)


class PersonOut(Schema):
    id = StrictInteger(required=True)
    name = fields.String(required=True)
    role = fields.Enum(Role, by_value=True, required=True)
    phone = fields.String(required=True)


class ResponsibilityArgs(Schema):
    """Without an area or a type it holds for all of them. A span that ends before it begins runs over midnight."""

    area_id = StrictInteger(load_default=None, allow_none=True)
    violation_type = fields.Enum(ViolationType, by_value=True, load_default=None, allow_none=True)
    user_id = StrictInteger(required=True)
    is_deputy = fields.Boolean(load_default=False, truthy={True}, falsy={False})
    weekdays = fields.List(
        StrictInteger(validate=WEEKDAY), load_default=lambda: list(range(7)), validate=validate.Length(1, 7)
    )
    from_time = fields.String(data_key="from", load_default="00:00", validate=CLOCK)
    to_time = fields.String(data_key="to", load_default="24:00", validate=CLOCK)


class PersonRef(Schema):
    id = StrictInteger(required=True)
    name = fields.String(required=True)


class ResponsibilityOut(Schema):
    id = StrictInteger(required=True)
    area_id = StrictInteger(required=True, allow_none=True)
    violation_type = fields.Enum(ViolationType, by_value=True, required=True, allow_none=True)
    user_id = StrictInteger(required=True)
    user = fields.Nested(PersonRef, required=True)
    is_deputy = fields.Boolean(required=True)
    weekdays = fields.List(StrictInteger(), required=True)
    from_time = fields.String(required=True, data_key="from")
    to_time = fields.String(required=True, data_key="to")


ResponsibilityPage = page_schema(ResponsibilityOut)
