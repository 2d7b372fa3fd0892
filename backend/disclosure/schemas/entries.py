"""What the establishment and the office enter for the public page, and what the establishment decides about it."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from backend.catalog.disclosure import DisclosureItem
from backend.core.fields import Instant, StrictInteger, Text
from backend.core.pagination import PageArgs, page_schema
from backend.disclosure.entry_data import ENTERED
from backend.disclosure.policy import ItemState
from backend.establishments.schemas.profile import OpeningHours, StoredHours


class DisclosureEntryArgs(Schema):
    """`data` has the fields of its item: GradeData, InspectionData, OfficerData, AdditiveData and so on."""

    item = fields.String(required=True, validate=validate.OneOf(ENTERED))
    happened_on = fields.Date(required=True)
    data = fields.Dict(keys=fields.String(), required=True)


class DisclosureCorrectionArgs(Schema):
    happened_on = fields.Date(required=True)
    data = fields.Dict(keys=fields.String(), required=True)


class DisclosureEntryQuery(PageArgs):
    """`history`: 1 to include what was corrected or withdrawn."""

    item = fields.String(load_default=None, validate=validate.OneOf(ENTERED))
    history = fields.String(load_default="0", validate=validate.OneOf(("0", "1")))


class DisclosureEntryOut(Schema):
    id = StrictInteger(required=True)
    item = fields.Enum(DisclosureItem, by_value=True, required=True)
    happened_on = fields.Date(required=True)
    data = fields.Dict(keys=fields.String(), required=True)
    added_at = Instant(required=True)
    previous_id = StrictInteger(required=True, allow_none=True)
    replaced_at = Instant(required=True, allow_none=True)


DisclosureEntryPage = page_schema(DisclosureEntryOut)


class DisclosureItemOut(Schema):
    item = fields.Enum(DisclosureItem, by_value=True, required=True)
    state = fields.Enum(ItemState, by_value=True, required=True)
    updated_at = Instant(required=True, allow_none=True)


class DisclosureOut(Schema):
    """How complete and how fresh the page is, and where it stands."""

    items = fields.List(fields.Nested(DisclosureItemOut), required=True)
    shown = StrictInteger(required=True)
    of = StrictInteger(required=True)
    missing = fields.List(fields.Enum(DisclosureItem, by_value=True), required=True)
    updated_at = Instant(required=True, allow_none=True)
    public_url = fields.String(required=True)
    code_version = fields.String(required=True)
    may_manage = fields.Boolean(required=True)
    may_inspect = fields.Boolean(required=True)


class StatementOut(Schema):
    text = fields.String(required=True)
    at = fields.String(required=True)


class PublicSettingsArgs(Schema):
    """`hours` in local time of the establishment; without cameras or hours nothing can be watched."""

    camera_ids = fields.List(StrictInteger(), validate=validate.Length(max=50))
    hours = fields.List(fields.Nested(OpeningHours), validate=validate.Length(max=28))
    shows_ratings = fields.Boolean(truthy={True}, falsy={False})
    masks_names = fields.Boolean(truthy={True}, falsy={False})
    statement = Text(1000, 0, is_long=True)


class PublicSettingsOut(Schema):
    camera_ids = fields.List(StrictInteger(), required=True)
    hours = fields.List(fields.Nested(StoredHours), required=True)
    shows_ratings = fields.Boolean(required=True)
    masks_names = fields.Boolean(required=True)
    statement = fields.Nested(StatementOut, required=True, allow_none=True)
    updated_at = Instant(required=True, allow_none=True)
