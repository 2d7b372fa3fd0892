"""How complete an establishment's file is, and what speaks for a supplier."""

from __future__ import annotations

from marshmallow import Schema, fields

from backend.catalog.establishments import EstablishmentKind
from backend.catalog.posts import Post
from backend.core.fields import Instant, StrictInteger, Text
from backend.core.pagination import PageArgs, page_schema


class FactOut(Schema):
    """`key`: a field of the profile, "areas", "terms", "licence", or "post:" with a post."""

    key = fields.String(required=True)
    is_filled = fields.Boolean(required=True)


class PostHoldersOut(Schema):
    post = fields.Enum(Post, by_value=True, required=True)
    names = fields.List(fields.String(), required=True)
    is_required = fields.Boolean(required=True)


class CompletenessOut(Schema):
    """`warnings`: no_data_owner, no_video_keeper, no_installation_head, stale. `stale_on`: the first stale day."""

    filled = StrictInteger(required=True)
    total = StrictInteger(required=True)
    items = fields.List(fields.Nested(FactOut), required=True)
    duties = fields.List(fields.Nested(PostHoldersOut), required=True)
    warnings = fields.List(fields.String(), required=True)
    confirmed_at = Instant(required=True, allow_none=True)
    stale_days = StrictInteger(required=True)
    stale_on = fields.Date(required=True)


class SupplierLinkOut(Schema):
    id = StrictInteger(required=True)
    starts_on = fields.Date(required=True)
    ends_on = fields.Date(required=True, allow_none=True)


class SupplierOut(Schema):
    """`*_until`: of what is valid today, else null. `public_code`: leads to the supplier's public page."""

    id = StrictInteger(required=True)
    name = fields.String(required=True)
    address = fields.String(required=True)
    kind = fields.Enum(EstablishmentKind, by_value=True, required=True)
    public_code = fields.String(required=True)
    haccp_until = fields.Date(required=True, allow_none=True)
    iso_22000_until = fields.Date(required=True, allow_none=True)
    licence_until = fields.Date(required=True, allow_none=True)
    cameras_live = StrictInteger(required=True)
    link = fields.Nested(SupplierLinkOut, required=True, allow_none=True)


SupplierPage = page_schema(SupplierOut)


class SupplierQuery(PageArgs):
    q = Text(60, 0, load_default="")
