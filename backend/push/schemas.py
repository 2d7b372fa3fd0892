from __future__ import annotations

from marshmallow import Schema, fields

from backend.core.fields import Instant, StrictInteger, Text
from backend.core.pagination import page_schema


class KeysArgs(Schema):
    p256dh = Text(120, required=True)
    auth = Text(40, required=True)


class SubscriptionArgs(Schema):
    endpoint = Text(1000, required=True)
    keys = fields.Nested(KeysArgs, required=True)
    user_agent = Text(200, 0, load_default="")


class SubscriptionOut(Schema):
    """The endpoint is a secret of the browser and does not come back; `host` says whose push service it is."""

    id = StrictInteger(required=True)
    host = fields.String(required=True)
    user_agent = fields.String(required=True)
    created_at = Instant(required=True)
    last_ok_at = Instant(required=True, allow_none=True)
    is_current = fields.Boolean(required=True)


SubscriptionPage = page_schema(SubscriptionOut)
