from __future__ import annotations

from marshmallow import Schema, fields, validate

from backend.catalog.credentials import DutyState
from backend.catalog.establishments import CompetentBody, EstablishmentKind
from backend.core.fields import Instant, StrictInteger, Text
from backend.core.pagination import PageArgs, page_schema
from backend.credentials.schemas.credentials import CredentialPlaceOut


class ConnectFilterArgs(Schema):
    state = fields.String(load_default="late", validate=validate.OneOf(["late", "pending", "connected"]))
    establishment_id = fields.Integer(load_default=None, validate=validate.Range(1, 2**31 - 1))
    body = fields.Enum(CompetentBody, by_value=True, load_default=None)


class ConnectArgs(ConnectFilterArgs, PageArgs):
    pass


class ConnectExportArgs(ConnectFilterArgs):
    format = fields.String(load_default="csv", validate=validate.OneOf(["csv", "xlsx"]))


class ConnectNoticeOut(Schema):
    id = StrictInteger(required=True)
    number = fields.String(required=True)
    body = fields.Enum(CompetentBody, by_value=True, required=True)
    addressee = fields.String(required=True)
    sent_at = Instant(required=True)
    received_at = Instant(allow_none=True)
    receipt_note = fields.String(required=True)
    pdf_url = fields.String(required=True)
    may_confirm = fields.Boolean(required=True)


class ExtraChecksOut(Schema):
    id = StrictInteger(required=True)
    per_year = StrictInteger(required=True)
    reason = fields.String(required=True)


class ConnectOut(Schema):
    """The duty of one school to connect; `id` is the duty's."""

    id = StrictInteger(required=True)
    establishment = fields.Nested(CredentialPlaceOut, required=True)
    kind = fields.Enum(EstablishmentKind, by_value=True, required=True)
    body = fields.Enum(CompetentBody, by_value=True, required=True)
    licence_number = fields.String(required=True)
    licence_issued_on = fields.Date(allow_none=True)
    due_on = fields.Date(required=True)
    days_late = StrictInteger(required=True)
    state = fields.Enum(DutyState, by_value=True, required=True)
    is_late = fields.Boolean(required=True)
    connected_at = Instant(allow_none=True)
    case_id = StrictInteger(allow_none=True)
    notice = fields.Nested(ConnectNoticeOut, allow_none=True)
    extra_checks = fields.Nested(ExtraChecksOut, allow_none=True)
    may_notify = fields.Boolean(required=True)
    may_flag = fields.Boolean(required=True)


ConnectPage = page_schema(ConnectOut)


class ReceiptIn(Schema):
    note = Text(200, 0, load_default="")


class ExtraChecksIn(Schema):
    per_year = StrictInteger(required=True, validate=validate.Range(1, 52))
    reason = Text(200, 3, required=True)
