from __future__ import annotations

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from backend.calendars.published import FIRST_YEAR, LAST_YEAR
from backend.core.fields import StrictInteger, Text


class CalendarQuery(Schema):
    year = fields.Integer(required=True, validate=validate.Range(FIRST_YEAR, LAST_YEAR))


class SpecialDayOut(Schema):
    """A day that is not what its weekday says. `is_edited`: corrected here, not as published."""

    day = fields.Date(required=True)
    is_workday = fields.Boolean(required=True)
    name_zh = fields.String(required=True)
    name_en = fields.String(required=True)
    is_edited = fields.Boolean(required=True)


class CalendarOut(Schema):
    """`is_announced`: the notice with the make-up workdays is in; before it only the statutory days are known."""

    year = StrictInteger(required=True)
    is_announced = fields.Boolean(required=True)
    days = fields.List(fields.Nested(SpecialDayOut), required=True)


class CalendarCorrectionArgs(Schema):
    """Without a value for `is_workday` the day is as published again."""

    day = fields.Date(required=True)
    is_workday = fields.Boolean(required=True, allow_none=True, truthy={True}, falsy={False})
    name = Text(60, 0, load_default="")

    @validates_schema
    def check(self, data: dict[str, Any], **_: object) -> None:
        if not FIRST_YEAR <= data["day"].year <= LAST_YEAR:
            raise ValidationError("This year is out of range.", "day")
