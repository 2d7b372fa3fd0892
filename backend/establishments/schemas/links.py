"""Branches and suppliers."""

from __future__ import annotations

from marshmallow import Schema, fields

from backend.core.fields import StrictInteger
from backend.core.pagination import page_schema
from backend.establishments.schemas.profile import PublicRefOut


class HeadquartersArgs(Schema):
    headquarters_id = StrictInteger(required=True, allow_none=True)


class SupplierArgs(Schema):
    supplier_id = StrictInteger(required=True)
    starts_on = fields.Date(required=True)


class LinkEndArgs(Schema):
    ends_on = fields.Date(required=True)


class SupplyLinkOut(Schema):
    id = StrictInteger(required=True)
    supplier = fields.Nested(PublicRefOut, required=True)
    customer = fields.Nested(PublicRefOut, required=True)
    starts_on = fields.Date(required=True)
    ends_on = fields.Date(required=True, allow_none=True)


SupplyLinkPage = page_schema(SupplyLinkOut)
