from __future__ import annotations

from marshmallow import Schema, fields, validate

from backend.catalog.areas import AreaKind
from backend.catalog.cameras import ACCEPTANCE_POINTS, Acceptance, CameraState, PictureState, StreamTransport, ZoneKind
from backend.core.fields import Instant, StrictInteger, Text
from backend.core.pagination import PageArgs, page_schema


class CameraQuery(PageArgs):
    establishment_id = fields.Integer(load_default=None, validate=validate.Range(1, 2**31 - 1))


class CameraArgs(Schema):
    establishment_id = StrictInteger(required=True)
    area_id = StrictInteger(required=True)
    name = Text(60, required=True)
    main_url = Text(1000, required=True)
    sub_url = Text(1000, load_default=None, allow_none=True)
    transport = fields.Enum(StreamTransport, by_value=True, load_default=StreamTransport.TCP)
    is_ai_enabled = fields.Boolean(load_default=True, truthy={True}, falsy={False})
    device_id = StrictInteger(load_default=None, allow_none=True)


class CameraPatch(Schema):
    """An address that is left out, or comes back masked, stays as it is."""

    area_id = StrictInteger()
    name = Text(60)
    main_url = Text(1000)
    sub_url = Text(1000, allow_none=True)
    transport = fields.Enum(StreamTransport, by_value=True)
    is_ai_enabled = fields.Boolean(truthy={True}, falsy={False})
    device_id = StrictInteger()


class AreaRef(Schema):
    id = StrictInteger(required=True)
    kind = fields.Enum(AreaKind, by_value=True, required=True)
    name = fields.String(required=True)


class CameraOut(Schema):
    id = StrictInteger(required=True)
    name = fields.String(required=True)
    establishment_id = StrictInteger(required=True)
    establishment_name = fields.String(required=True)
    area = fields.Nested(AreaRef, required=True)
    state = fields.Enum(CameraState, by_value=True, required=True)
    state_detail = fields.String(required=True)
    picture = fields.Enum(PictureState, by_value=True, required=True)
    state_since = Instant(required=True, allow_none=True)
    last_frame_at = Instant(required=True, allow_none=True)
    is_online = fields.Boolean(required=True)
    width = StrictInteger(required=True, allow_none=True)
    height = StrictInteger(required=True, allow_none=True)
    codec = fields.String(required=True, allow_none=True)
    fps = fields.Float(required=True, allow_none=True)
    gop_s = fields.Float(required=True, allow_none=True)
    bitrate = StrictInteger(required=True, allow_none=True)
    transport = fields.Enum(StreamTransport, by_value=True, required=True)
    is_ai_enabled = fields.Boolean(required=True)
    acceptance = fields.Enum(Acceptance, by_value=True, required=True)
    accepted_at = Instant(required=True, allow_none=True)
    installed_by = fields.String(required=True, allow_none=True)
    url_masked = fields.String(required=True, allow_none=True)
    has_sub_stream = fields.Boolean(required=True)
    has_reference = fields.Boolean(required=True)
    open_case_ids = fields.List(StrictInteger(), required=True)
    still_at = Instant(required=True, allow_none=True)


CameraPage = page_schema(CameraOut)


class AcceptanceArgs(Schema):
    """Source: seed 000 3(3): a named, skilled person installs; what was checked is written down."""

    installed_by = Text(60, required=True)
    checked = fields.List(
        fields.String(validate=validate.OneOf(ACCEPTANCE_POINTS)), required=True, validate=validate.Length(max=20)
    )
    note = Text(500, 0, load_default="", is_long=True)


class CheckOut(Schema):
    name = fields.String(required=True)
    value = fields.String(required=True)
    is_passed = fields.Boolean(required=True)
    advice = fields.String(required=True, allow_none=True)


class AcceptanceOut(CameraOut):
    """The camera as it is now, and what each parameter was found to be."""

    checks = fields.List(fields.Nested(CheckOut), required=True)


class LiveOut(Schema):
    token = fields.String(required=True)
    whep_url = fields.String(required=True)
    mse_url = fields.String(required=True)
    blurred_url = fields.String(required=True)
    is_blurred = fields.Boolean(required=True)
    until = Instant(required=True, allow_none=True)
    expires_at = Instant(required=True)
    max_seconds = StrictInteger(required=True)


class ZoneArgs(Schema):
    id = StrictInteger()
    name = Text(60, required=True)
    kind = fields.Enum(ZoneKind, by_value=True, required=True)
    polygon = fields.List(
        fields.List(fields.Float(validate=validate.Range(0, 1)), validate=validate.Length(equal=2)),
        required=True,
        validate=validate.Length(3, 40),
    )


class ZoneOut(Schema):
    id = StrictInteger(required=True)
    name = fields.String(required=True)
    kind = fields.Enum(ZoneKind, by_value=True, required=True)
    polygon = fields.List(fields.List(fields.Float()), required=True)


class CoverageLine(Schema):
    kind = fields.Enum(AreaKind, by_value=True, required=True)
    area_ids = fields.List(StrictInteger(), required=True)
    cameras = StrictInteger(required=True)
    online = StrictInteger(required=True)
    ai_cameras = StrictInteger(required=True)
    gap = fields.String(required=True)


class CoverageOut(Schema):
    is_complete = fields.Boolean(required=True)
    missing = fields.List(fields.Enum(AreaKind, by_value=True), required=True)
    summary_zh = fields.String(required=True)
    summary_en = fields.String(required=True)
    areas = fields.List(fields.Nested(CoverageLine), required=True)
