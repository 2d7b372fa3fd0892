from __future__ import annotations

from marshmallow import Schema, fields

from backend.cameras.schemas.cameras import CheckOut
from backend.catalog.cameras import StreamTransport
from backend.core.fields import Instant, StrictInteger, Text


class TestArgs(Schema):
    """With `camera_id` and no address, the camera's stored address is tried."""

    __test__ = False  # not a test of ours, whatever pytest thinks of the name

    establishment_id = StrictInteger(required=True)
    main_url = Text(1000)
    camera_id = StrictInteger()
    transport = fields.Enum(StreamTransport, by_value=True, load_default=StreamTransport.TCP)


class TestOut(Schema):
    __test__ = False

    id = StrictInteger(required=True)
    state = fields.String(required=True)
    requested_at = Instant(required=True)
    outcome = fields.String(required=True, allow_none=True)
    detail = fields.String(required=True)
    width = StrictInteger(required=True, allow_none=True)
    height = StrictInteger(required=True, allow_none=True)
    codec = fields.String(required=True, allow_none=True)
    fps = fields.Float(required=True, allow_none=True)
    gop_s = fields.Float(required=True, allow_none=True)
    has_b_frames = fields.Boolean(required=True)
    bitrate = StrictInteger(required=True, allow_none=True)
    checks = fields.List(fields.Nested(CheckOut), required=True)
    has_picture = fields.Boolean(required=True)
