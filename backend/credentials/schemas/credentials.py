from __future__ import annotations

from marshmallow import Schema, fields, validate

from backend.catalog.credentials import BusinessForm, BusinessItem, QualityScheme
from backend.catalog.establishments import EstablishmentKind
from backend.core.fields import Instant, StrictInteger, Text
from backend.core.pagination import page_schema
from backend.credentials.policy import Light, RenewalState

_FILE = {"type": "string", "format": "binary"}


class CredentialPlaceOut(Schema):
    id = StrictInteger(required=True)
    name = fields.String(required=True)


class CredentialItemOut(Schema):
    """`kind`: licence, pledge, quality or health. `count`: how many there are; of health, how many have ended."""

    kind = fields.String(required=True)
    light = fields.Enum(Light, by_value=True, required=True)
    expires_on = fields.Date(allow_none=True)
    name = fields.String(required=True)
    count = StrictInteger(required=True)
    url = fields.String(required=True)


class LicenceOut(Schema):
    id = StrictInteger(required=True)
    previous_id = StrictInteger(allow_none=True)
    number = fields.String(required=True)
    operator = fields.String(required=True)
    credit_code = fields.String(required=True)
    legal_person = fields.String(required=True)
    domicile = fields.String(required=True)
    premises = fields.String(required=True)
    form = fields.Enum(BusinessForm, by_value=True, required=True)
    items = fields.List(fields.String(), required=True)
    issued_on = fields.Date(required=True)
    expires_on = fields.Date(required=True)
    issuer = fields.String(required=True)
    change_note = fields.String(required=True)
    added_at = Instant(required=True)
    added_by = fields.String(required=True)
    superseded_at = Instant(allow_none=True)
    is_current = fields.Boolean(required=True)
    fits_check_digit = fields.Boolean(required=True)
    days_left = StrictInteger(required=True)
    light = fields.Enum(Light, by_value=True, required=True)
    renewal = fields.Enum(RenewalState, by_value=True, required=True)
    renewal_opens_on = fields.Date(required=True)
    renewal_closes_on = fields.Date(required=True)
    photo_url = fields.String(allow_none=True)
    public_photo_url = fields.String(allow_none=True)


LicencePage = page_schema(LicenceOut)


class PledgeOut(Schema):
    id = StrictInteger(required=True)
    text = fields.String(required=True)
    signer_name = fields.String(required=True)
    signed_at = Instant(required=True)
    photo_url = fields.String(allow_none=True)


PledgePage = page_schema(PledgeOut)


class QualityCertificateOut(Schema):
    id = StrictInteger(required=True)
    scheme = fields.Enum(QualityScheme, by_value=True, required=True)
    number = fields.String(required=True)
    body = fields.String(required=True)
    scope = fields.String(required=True)
    issued_on = fields.Date(required=True)
    expires_on = fields.Date(required=True)
    added_at = Instant(required=True)
    superseded_at = Instant(allow_none=True)
    is_current = fields.Boolean(required=True)
    days_left = StrictInteger(required=True)
    light = fields.Enum(Light, by_value=True, required=True)
    photo_url = fields.String(allow_none=True)


QualityCertificatePage = page_schema(QualityCertificateOut)


class CredentialsOut(Schema):
    establishment = fields.Nested(CredentialPlaceOut, required=True)
    kind = fields.Enum(EstablishmentKind, by_value=True, required=True)
    light = fields.Enum(Light, by_value=True, required=True)
    items = fields.List(fields.Nested(CredentialItemOut), required=True)
    licence = fields.Nested(LicenceOut, allow_none=True)
    pledge = fields.Nested(PledgeOut, allow_none=True)
    pledge_text = fields.String(required=True)
    quality = fields.List(fields.Nested(QualityCertificateOut), required=True)
    may_manage = fields.Boolean(required=True)
    may_sign = fields.Boolean(required=True)


class LicenceIn(Schema):
    number = Text(40, required=True)
    operator = Text(120, 0, load_default="")
    credit_code = Text(40, 0, load_default="")
    legal_person = Text(60, 0, load_default="")
    domicile = Text(200, 0, load_default="")
    premises = Text(200, 0, load_default="")
    form = fields.Enum(BusinessForm, by_value=True, required=True)
    items = fields.List(
        fields.Enum(BusinessItem, by_value=True), required=True, validate=validate.Length(1, len(BusinessItem))
    )
    issued_on = fields.Date(required=True)
    expires_on = fields.Date(load_default=None, allow_none=True)
    issuer = Text(120, 0, load_default="")
    change_note = Text(300, 0, load_default="")


class PledgeIn(Schema):
    text = Text(8000, 20, is_long=True, required=True)
    signer_name = Text(60, required=True)


class QualityCertificateIn(Schema):
    scheme = fields.Enum(QualityScheme, by_value=True, required=True)
    number = Text(60, required=True)
    body = Text(120, required=True)
    scope = Text(300, 0, load_default="")
    issued_on = fields.Date(required=True)
    expires_on = fields.Date(required=True)


class CredentialPhoto(Schema):
    photo = fields.Raw(load_default=None, metadata=_FILE)
