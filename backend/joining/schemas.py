from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from backend.accounts.policy import mask_phone
from backend.catalog.agencies import JurisdictionKind
from backend.catalog.establishments import EstablishmentKind
from backend.catalog.posts import Post
from backend.catalog.staff import ApplicationState, InvitationKind
from backend.core.fields import Instant, StrictInteger, Text
from backend.core.pagination import PageArgs, page_schema


class SearchArgs(Schema):
    q = Text(60, 0, load_default="")


class FoundOut(Schema):
    """All that somebody who belongs nowhere yet may know of an establishment."""

    id = StrictInteger(required=True)
    name = fields.String(required=True)
    address = fields.String(required=True)
    kind = fields.Enum(EstablishmentKind, by_value=True, required=True)


class JurisdictionQuery(PageArgs):
    parent_id = fields.Integer(load_default=None, validate=validate.Range(1, 999_999_999))


class JurisdictionOut(Schema):
    id = StrictInteger(required=True)
    name = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf([*JurisdictionKind]))


JurisdictionPage = page_schema(JurisdictionOut)


class ApplicationArgs(Schema):
    establishment_id = StrictInteger(required=True)
    post = fields.Enum(Post, by_value=True, required=True)
    is_part_time = fields.Boolean(load_default=False, truthy={True}, falsy={False})
    message = Text(300, 0, load_default="", is_long=True)


class FoundingForm(Schema):
    """Parts of a multipart form; the licence's photo is the file `photo`."""

    name = Text(120, 2, required=True)
    kind = fields.Enum(EstablishmentKind, by_value=True, required=True)
    address = Text(200, required=True)
    credit_code = Text(18, 18, required=True)
    jurisdiction_id = fields.Integer(required=True, validate=validate.Range(1, 999_999_999))
    licence_number = Text(32, required=True)
    licence_issued_on = fields.Date(required=True)
    licence_expires_on = fields.Date(required=True)
    post = fields.Enum(Post, by_value=True, required=True)
    is_part_time = fields.Boolean(load_default=False)
    message = Text(300, 0, load_default="", is_long=True)


class LicencePhotoFiles(Schema):
    photo = fields.Raw(required=True, metadata={"type": "string", "format": "binary"})


class ApprovalArgs(Schema):
    message = Text(300, 0, load_default="", is_long=True)


class RefusalArgs(Schema):
    reason = Text(300, 2, required=True, is_long=True)


class ApplicationQuery(PageArgs):
    """`mine`: only one's own. `queue`: only those that one may decide on, oldest first."""

    state = fields.Enum(ApplicationState, by_value=True, load_default=None)
    mine = fields.Boolean(load_default=False)
    queue = fields.Boolean(load_default=False)


class ApplicantOut(Schema):
    id = StrictInteger(required=True)
    name = fields.String(required=True)
    phone = fields.Function(lambda user: mask_phone(user.phone), required=True, metadata={"type": "string"})


class AppliedEstablishmentOut(FoundOut):
    credit_code = fields.String(required=True, allow_none=True)
    jurisdiction = fields.Function(lambda place: place.jurisdiction.name, required=True, metadata={"type": "string"})


class ApplicationOut(Schema):
    id = StrictInteger(required=True)
    user = fields.Nested(ApplicantOut, required=True)
    establishment = fields.Nested(AppliedEstablishmentOut, required=True)
    post = fields.Enum(Post, by_value=True, required=True)
    founds = fields.Boolean(required=True)
    is_part_time = fields.Boolean(required=True)
    licence_number = fields.String(required=True)
    licence_issued_on = fields.Date(required=True, allow_none=True)
    licence_expires_on = fields.Date(required=True, allow_none=True)
    has_photo = fields.Function(
        lambda row: row.licence_file_id is not None, required=True, metadata={"type": "boolean"}
    )
    is_invited = fields.Function(lambda row: row.invitation_id is not None, required=True, metadata={"type": "boolean"})
    message = fields.String(required=True)
    state = fields.Enum(ApplicationState, by_value=True, required=True)
    created_at = Instant(required=True)
    decided_at = Instant(required=True, allow_none=True)
    reason = fields.String(required=True)
    can_decide = fields.Boolean(required=True)
    is_mine = fields.Boolean(required=True)


ApplicationPage = page_schema(ApplicationOut)


class InvitationArgs(Schema):
    """`post` for staff, `group_id` for parents, `access_days` for guests."""

    kind = fields.Enum(InvitationKind, by_value=True, required=True)
    post = fields.Enum(Post, by_value=True, load_default=None, allow_none=True)
    group_id = StrictInteger(load_default=None, allow_none=True)
    days = StrictInteger(load_default=30, validate=validate.Range(1, 365))
    access_days = StrictInteger(load_default=None, allow_none=True, validate=validate.Range(1, 90))
    max_uses = StrictInteger(load_default=None, allow_none=True, validate=validate.Range(1, 5000))


class InvitationOut(Schema):
    id = StrictInteger(required=True)
    kind = fields.Enum(InvitationKind, by_value=True, required=True)
    post = fields.Enum(Post, by_value=True, required=True, allow_none=True)
    group_id = StrictInteger(required=True, allow_none=True)
    created_at = Instant(required=True)
    expires_at = Instant(required=True)
    access_ends_at = Instant(required=True, allow_none=True)
    uses = StrictInteger(required=True)
    max_uses = StrictInteger(required=True, allow_none=True)
    url = fields.String(required=True)
    is_living = fields.Boolean(required=True)


InvitationPage = page_schema(InvitationOut)


class TokenArgs(Schema):
    token = fields.String(required=True, validate=validate.Length(1, 100))


class InvitationPreviewOut(Schema):
    """What the holder of the link is told before signing in."""

    kind = fields.Enum(InvitationKind, by_value=True, required=True)
    establishment = fields.Nested(FoundOut, required=True)
    post = fields.Enum(Post, by_value=True, required=True, allow_none=True)
    group = fields.String(required=True, allow_none=True)
    expires_at = Instant(required=True)
    access_ends_at = Instant(required=True, allow_none=True)


class InvitationAcceptanceOut(Schema):
    """With `application_id` the person waits for a review; without, the person is in."""

    kind = fields.Enum(InvitationKind, by_value=True, required=True)
    application_id = StrictInteger(required=True, allow_none=True)


class PosterQuery(Schema):
    format = fields.String(load_default="pdf", validate=validate.OneOf(("pdf", "png")))


def shown(row: Any, **more: Any) -> Any:
    """The row with facts that depend on who looks."""
    for name, value in more.items():
        setattr(row, name, value)
    return row
