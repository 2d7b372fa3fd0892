from __future__ import annotations

from marshmallow import Schema, fields

from backend.catalog.areas import AreaKind
from backend.core.fields import Instant, StrictInteger


class OnDutyPerson(Schema):
    id = StrictInteger(required=True)
    name = fields.String(required=True)


class OnDutyPlace(Schema):
    id = StrictInteger(required=True)
    kind = fields.Enum(AreaKind, by_value=True, required=True)
    name = fields.String(required=True)


class OnDutyArea(Schema):
    """`behind`: who is asked when the holder is gone. Without a holder a case there goes to level 2 at once."""

    area = fields.Nested(OnDutyPlace, required=True)
    holder = fields.Nested(OnDutyPerson, required=True, allow_none=True)
    behind = fields.List(fields.Nested(OnDutyPerson), required=True)


class OnDutyOut(Schema):
    at = Instant(required=True)
    areas = fields.List(fields.Nested(OnDutyArea), required=True)
