"""Terms, and the days of an establishment."""

from __future__ import annotations

from datetime import date
from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load

from backend.calendars.published import FIRST_YEAR, LAST_YEAR
from backend.core.fields import Instant, StrictInteger, Text
from backend.core.pagination import page_schema
from backend.establishments.policy.opening import DayKind


def _in_range(day: date) -> None:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValidationError("This year is out of range.")


class TermArgs(Schema):
    name = Text(60, required=True)
    starts_on = fields.Date(required=True, validate=_in_range)
    ends_on = fields.Date(required=True, validate=_in_range)


class TermPatch(Schema):
    name = Text(60)
    starts_on = fields.Date(validate=_in_range)
    ends_on = fields.Date(validate=_in_range)


class TermOut(Schema):
    id = StrictInteger(required=True)
    name = fields.String(required=True)
    starts_on = fields.Date(required=True)
    ends_on = fields.Date(required=True)


TermPage = page_schema(TermOut)
_MOST_DAYS = 400


class OpeningQuery(Schema):
    from_day = fields.Date(required=True, data_key="from")
    to_day = fields.Date(required=True, data_key="to")

    @post_load
    def in_bounds(self, data: dict[str, Any], **_: object) -> dict[str, Any]:
        if not FIRST_YEAR <= data["from_day"].year <= data["to_day"].year < LAST_YEAR:
            raise ValidationError({"from": ["This year is out of range."]})
        if not 0 <= (data["to_day"] - data["from_day"]).days < _MOST_DAYS:
            raise ValidationError({"to": [f"Not before from, and at most {_MOST_DAYS} days."]})
        return data


class SpanOut(Schema):
    from_time = fields.String(required=True, data_key="from", attribute="from")
    to_time = fields.String(required=True, data_key="to", attribute="to")


class DayOut(Schema):
    """The names are those of the holiday, else empty."""

    day = fields.Date(required=True)
    kind = fields.Enum(DayKind, by_value=True, required=True)
    name_zh = fields.String(required=True)
    name_en = fields.String(required=True)
    spans = fields.List(fields.Nested(SpanOut), required=True)


class OpeningOut(Schema):
    is_open = fields.Boolean(required=True)
    opens_at = Instant(required=True, allow_none=True)
    days = fields.List(fields.Nested(DayOut), required=True)
