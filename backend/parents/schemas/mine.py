from __future__ import annotations

from marshmallow import Schema, fields

from backend.cameras.schemas.cameras import AreaRef
from backend.catalog.disclosure import GroupKind
from backend.core.fields import Instant, StrictInteger
from backend.core.pagination import page_schema
from backend.parents.schemas.groups import ViewingHours


class MyGroupOut(Schema):
    id = StrictInteger(required=True)
    kind = fields.Enum(GroupKind, by_value=True, required=True)
    name = fields.String(required=True)
    establishment_id = StrictInteger(required=True)
    establishment_name = fields.String(required=True)
    public_code = fields.String(required=True)
    hours = fields.List(fields.Nested(ViewingHours), required=True)
    is_school_days_only = fields.Boolean(required=True)
    is_blurred = fields.Boolean(required=True)
    allows_playback = fields.Boolean(required=True)
    camera_count = StrictInteger(required=True)
    ends_on = fields.Date(required=True, allow_none=True)
    is_over = fields.Boolean(required=True)
    is_suspended = fields.Boolean(required=True)
    is_open_now = fields.Boolean(required=True)
    opens_at = Instant(required=True, allow_none=True)


MyGroupPage = page_schema(MyGroupOut)


class WatchedCameraOut(Schema):
    """`opens_at`: outside the hours, when they begin again. `still_at`: of the blurred still, while it may be seen."""

    id = StrictInteger(required=True)
    name = fields.String(required=True)
    area = fields.Nested(AreaRef, required=True)
    establishment_id = StrictInteger(required=True)
    establishment_name = fields.String(required=True)
    is_online = fields.Boolean(required=True)
    last_frame_at = Instant(required=True, allow_none=True)
    is_allowed = fields.Boolean(required=True)
    is_blurred = fields.Boolean(required=True)
    allows_playback = fields.Boolean(required=True)
    reason_code = fields.String(required=True)
    until = Instant(required=True, allow_none=True)
    opens_at = Instant(required=True, allow_none=True)
    still_at = Instant(required=True, allow_none=True)


WatchedCameraPage = page_schema(WatchedCameraOut)
