from __future__ import annotations

from marshmallow import Schema, fields

from backend.core.fields import Instant, StrictInteger
from backend.core.pagination import page_schema


class InboxItemOut(Schema):
    id = StrictInteger(required=True)
    case_id = StrictInteger(allow_none=True)
    title = fields.String(required=True)
    body = fields.String(required=True)
    level = StrictInteger(allow_none=True)
    at = Instant(required=True)
    read_at = Instant(allow_none=True)
    url = fields.String(required=True)


InboxPage = page_schema(InboxItemOut)
