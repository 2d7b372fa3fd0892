"""What a box says. Unknown fields are ignored here: a newer box may know more than this backend."""

from __future__ import annotations

from marshmallow import EXCLUDE, Schema, fields, validate

from backend.catalog.cameras import CameraState, PictureState
from backend.core.fields import Instant, JsonText, StrictInteger

_COUNT = validate.Range(0, 2**31 - 1)
_BYTES = validate.Range(0, 2**62)


class CameraStateIn(Schema):
    """`media` sends everything, `detect` only the picture."""

    class Meta:
        unknown = EXCLUDE

    camera_id = StrictInteger(required=True)
    state = fields.Enum(CameraState, by_value=True)
    picture = fields.Enum(PictureState, by_value=True)
    detail = fields.String(validate=validate.Length(max=500))
    since = Instant(allow_none=True)
    last_frame_at = Instant(allow_none=True)
    width = StrictInteger(allow_none=True, validate=_COUNT)
    height = StrictInteger(allow_none=True, validate=_COUNT)
    codec = fields.String(allow_none=True, validate=validate.Length(max=16))
    fps = fields.Float(allow_none=True, validate=validate.Range(0, 1000))
    gop_s = fields.Float(allow_none=True, validate=validate.Range(0, 100_000))
    bitrate = StrictInteger(allow_none=True, validate=_COUNT)


class DiskIn(Schema):
    """Bytes of the disk that holds the box's spool and recordings."""

    class Meta:
        unknown = EXCLUDE

    free = fields.Integer(required=True, strict=True, validate=_BYTES)
    total = fields.Integer(required=True, strict=True, validate=_BYTES)


class CameraStatesIn(Schema):
    class Meta:
        unknown = EXCLUDE

    disk = fields.Nested(DiskIn, load_default=None, allow_none=True)
    states = fields.List(fields.Nested(CameraStateIn), required=True, validate=validate.Length(max=1000))


class CheckIn(Schema):
    class Meta:
        unknown = EXCLUDE

    name = fields.String(required=True, validate=validate.Length(max=40))
    value = fields.String(required=True, validate=validate.Length(max=100))
    is_passed = fields.Boolean(required=True)
    advice = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=200))


class TestResultIn(Schema):
    __test__ = False

    class Meta:
        unknown = EXCLUDE

    outcome = fields.String(required=True, validate=validate.Length(1, 32))
    detail = fields.String(load_default="", validate=validate.Length(max=500))
    width = StrictInteger(load_default=None, allow_none=True, validate=_COUNT)
    height = StrictInteger(load_default=None, allow_none=True, validate=_COUNT)
    codec = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=40))
    fps = fields.Float(load_default=None, allow_none=True, validate=validate.Range(0, 1000))
    gop_s = fields.Float(load_default=None, allow_none=True, validate=validate.Range(0, 100_000))
    has_b_frames = fields.Boolean(load_default=False)
    bitrate = StrictInteger(load_default=None, allow_none=True, validate=_COUNT)
    checks = fields.List(fields.Nested(CheckIn), load_default=list, validate=validate.Length(max=20))


class TestResultForm(Schema):
    __test__ = False

    meta = JsonText(required=True)


class StillHeaders(Schema):
    class Meta:
        unknown = EXCLUDE

    taken_at = Instant(data_key="X-Taken-At")
    is_reference = fields.Boolean(data_key="X-Reference", load_default=False)


class BlurredStillHeaders(Schema):
    class Meta:
        unknown = EXCLUDE

    taken_at = Instant(data_key="X-Taken-At")


class LiveViewIn(Schema):
    """A view that runs on the box; `user` and `session_id` as they stood in its ticket."""

    id = fields.String(required=True, validate=validate.Length(1, 64))
    camera_id = StrictInteger(required=True)
    user = fields.String(required=True, validate=validate.Length(1, 20))
    session_id = StrictInteger(load_default=None, allow_none=True)
    is_blurred = fields.Boolean(required=True, truthy={True}, falsy={False})


class LiveViewsIn(Schema):
    views = fields.List(fields.Nested(LiveViewIn), required=True, validate=validate.Length(max=1000))


class EndedViewsOut(Schema):
    ended = fields.List(fields.String(), required=True)
