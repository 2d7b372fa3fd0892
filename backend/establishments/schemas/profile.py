"""What an establishment says about itself."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, post_load, validate

from backend.catalog.establishments import (
    CompetentBody,
    EstablishmentKind,
    EstablishmentState,
    EstablishmentTag,
    SizeClass,
)
from backend.core.fields import Instant, StrictInteger, Text
from backend.core.pagination import PageArgs, page_schema
from backend.establishments.schemas.places import CLOCK, WEEKDAY, AreaOut

_COLOUR = validate.Regexp(r"^#[0-9a-fA-F]{6}\Z")
_MOST_DINERS = 200_000


class OpeningHours(Schema):
    """One span of a weekday, local time; Monday is 0. A night goes as two spans."""

    weekday = StrictInteger(required=True, validate=WEEKDAY)
    from_time = fields.String(required=True, data_key="from", validate=CLOCK)
    to_time = fields.String(required=True, data_key="to", validate=CLOCK)


class MealTime(Schema):
    name = Text(20, required=True)
    from_time = fields.String(required=True, data_key="from", validate=CLOCK)
    to_time = fields.String(required=True, data_key="to", validate=CLOCK)


class Platform(Schema):
    """Where meals are ordered; the shop's name there must be that of its signboard (网络餐饮规定)."""

    platform = Text(40, required=True)
    shop_name = Text(80, required=True)
    url = fields.URL(load_default="", schemes={"http", "https"}, validate=validate.Length(max=300))


class EstablishmentPatch(Schema):
    """What the establishment's own people say of it, then what the office keeps in its register."""

    opening_hours = fields.List(fields.Nested(OpeningHours), validate=validate.Length(max=28))
    closed_on = fields.List(fields.Date(), validate=validate.Length(max=400))
    uniform_colours = fields.List(fields.String(validate=_COLOUR), validate=validate.Length(1, 8))
    tags = fields.List(fields.Enum(EstablishmentTag, by_value=True), validate=validate.Length(max=8))
    size_class = fields.Enum(SizeClass, by_value=True, allow_none=True)
    brand = Text(60, 0)
    legal_person = Text(60, 0)
    phone = Text(40, 0, validate=validate.Regexp(r"^[0-9+()\- ]*\Z"))
    address = Text(200, 0)
    diners = StrictInteger(validate=validate.Range(0, _MOST_DINERS))
    meal_times = fields.List(fields.Nested(MealTime), validate=validate.Length(max=12))
    platforms = fields.List(fields.Nested(Platform), validate=validate.Length(max=20))
    follows_school_calendar = fields.Boolean(truthy={True}, falsy={False})
    closes_on_holidays = fields.Boolean(truthy={True}, falsy={False})

    name = Text(120)
    kind = fields.Enum(EstablishmentKind, by_value=True)
    credit_code = Text(40, allow_none=True)
    competent_body = fields.Enum(CompetentBody, by_value=True)
    jurisdiction_id = StrictInteger()

    @post_load
    def as_stored(self, data: dict[str, Any], **_: object) -> dict[str, Any]:
        """Lists are kept as the texts that they are in JSON."""
        lists = {name: self.fields[name]._serialize(data[name], name, data) for name in _JSON & data.keys()}
        return data | lists


_JSON = {"opening_hours", "closed_on", "uniform_colours", "tags", "meal_times", "platforms"}


class JurisdictionRef(Schema):
    id = StrictInteger(required=True)
    name = fields.String(required=True)


class EstablishmentRef(Schema):
    id = StrictInteger(required=True)
    name = fields.String(required=True)


class StoredHours(Schema):
    weekday = StrictInteger(required=True)
    from_time = fields.String(required=True, data_key="from", attribute="from")
    to_time = fields.String(required=True, data_key="to", attribute="to")


class StoredMeal(Schema):
    name = fields.String(required=True)
    from_time = fields.String(required=True, data_key="from", attribute="from")
    to_time = fields.String(required=True, data_key="to", attribute="to")


class StoredPlatform(Schema):
    platform = fields.String(required=True)
    shop_name = fields.String(required=True)
    url = fields.String(required=True)


class EstablishmentOut(Schema):
    id = StrictInteger(required=True)
    name = fields.String(required=True)
    kind = fields.Enum(EstablishmentKind, by_value=True, required=True)
    state = fields.Enum(EstablishmentState, by_value=True, required=True)
    address = fields.String(required=True)
    jurisdiction = fields.Nested(JurisdictionRef, required=True)
    timezone = fields.String(required=True)
    opening_hours = fields.List(fields.Nested(StoredHours), required=True)
    closed_on = fields.List(fields.String(), required=True)
    uniform_colours = fields.List(fields.String(), required=True)
    areas = fields.List(fields.Nested(AreaOut), required=True)


class ProfileOut(EstablishmentOut):
    """`may_manage`, `may_register`: whether who asks may change its own facts, and those of the register."""

    competent_body = fields.Enum(CompetentBody, by_value=True, required=True)
    tags = fields.List(fields.Enum(EstablishmentTag, by_value=True), required=True)
    size_class = fields.Enum(SizeClass, by_value=True, required=True, allow_none=True)
    brand = fields.String(required=True)
    credit_code = fields.String(required=True, allow_none=True)
    legal_person = fields.String(required=True)
    phone = fields.String(required=True)
    diners = StrictInteger(required=True)
    meal_times = fields.List(fields.Nested(StoredMeal), required=True)
    platforms = fields.List(fields.Nested(StoredPlatform), required=True)
    follows_school_calendar = fields.Boolean(required=True)
    closes_on_holidays = fields.Boolean(required=True)
    confirmed_at = Instant(required=True, allow_none=True)
    headquarters = fields.Nested(EstablishmentRef, required=True, allow_none=True)
    may_manage = fields.Boolean(required=True)
    may_register = fields.Boolean(required=True)


EstablishmentPage = page_schema(EstablishmentOut)


class EstablishmentQuery(PageArgs):
    q = Text(60, 0, load_default="")


class PublicQuery(PageArgs):
    """`use`: what the establishment is looked for."""

    q = Text(60, 2, required=True)
    use = fields.String(load_default="any", validate=validate.OneOf(["any", "headquarters", "supplier"]))


class PublicRefOut(Schema):
    id = StrictInteger(required=True)
    name = fields.String(required=True)
    address = fields.String(required=True)
    kind = fields.Enum(EstablishmentKind, by_value=True, required=True)


PublicRefPage = page_schema(PublicRefOut)
