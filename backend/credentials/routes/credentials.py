from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from flask import Response
from flask_smorest import Blueprint
from werkzeug.datastructures import FileStorage

from backend.accounts.auth import current_access, current_user, in_transaction, require
from backend.catalog.roles import Permission
from backend.core.errors import ForbiddenError, NotFoundError
from backend.core.pagination import PageArgs, paginate
from backend.credentials.schemas.credentials import (
    CredentialPhoto,
    CredentialsOut,
    LicenceIn,
    LicenceOut,
    LicencePage,
    PledgeIn,
    PledgeOut,
    PledgePage,
    QualityCertificateIn,
    QualityCertificateOut,
    QualityCertificatePage,
)
from backend.credentials.service import licences, overview, pledges, quality
from backend.credentials.watermark import watermarked
from backend.duties.service import local_day
from backend.establishments.access import can_in, get_establishment
from backend.evidence.models import StoredFile
from backend.evidence.pictures import Picture, clean
from backend.evidence.service import FILE_ANSWERS, file_response, store_picture

blp = Blueprint("credentials", __name__, url_prefix="/api", description="Licences, pledges and certificates")


@dataclass(frozen=True)
class _Photo:
    """What was sent, and the copy for the public; both decoded before the transaction that others wait for."""

    original: Picture | None
    public: Picture | None

    def stored(self) -> StoredFile | None:
        return store_picture(self.original) if self.original else None

    def stored_public(self) -> StoredFile | None:
        return store_picture(self.public) if self.public else None


def _decoded(view: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(view)
    def decoding(data: dict[str, Any], files: dict[str, FileStorage | None], establishment_id: int) -> Any:
        sent = files["photo"]
        original = clean(sent.read()) if sent is not None else None
        photo = _Photo(original, watermarked(original) if original is not None else None)
        return view(data, photo, establishment_id=establishment_id)

    return decoding


@blp.get("/establishments/<id:establishment_id>/credentials")
@require(Permission.CREDENTIAL_VIEW)
@blp.response(200, CredentialsOut)
def show(establishment_id: int) -> dict[str, Any]:
    return overview.show(current_access(), establishment_id)


@blp.get("/establishments/<id:establishment_id>/licences")
@require(Permission.CREDENTIAL_VIEW)
@blp.arguments(PageArgs, location="query")
@blp.response(200, LicencePage)
def list_licences(args: dict[str, Any], establishment_id: int) -> dict[str, Any]:
    access = current_access()
    place = get_establishment(access, establishment_id, Permission.CREDENTIAL_VIEW)
    found = paginate(licences.list_licences(access, establishment_id), **args)
    today = local_day(place)
    return found | {"items": [overview.show_licence(row, place, today) for row in found["items"]]}


@blp.post("/establishments/<id:establishment_id>/licences")
@require(Permission.CREDENTIAL_MANAGE, opens_transaction=False)
@blp.arguments(LicenceIn, location="form")
@blp.arguments(CredentialPhoto, location="files")
@_decoded
@in_transaction
@blp.response(201, LicenceOut)
def add_licence(data: dict[str, Any], photo: _Photo, establishment_id: int) -> dict[str, Any]:
    place = get_establishment(current_access(), establishment_id, Permission.CREDENTIAL_VIEW)
    if not can_in(current_access(), Permission.CREDENTIAL_MANAGE, place):
        raise ForbiddenError("forbidden")
    row = licences.add_licence(place, data, current_user(), photo.stored(), photo.stored_public())
    return overview.show_licence(row, place, local_day(place))


def _file(file: StoredFile | None) -> Response:
    if file is None:
        raise NotFoundError
    return file_response(file)


@blp.get("/licences/<id:licence_id>/photo")
@require(Permission.CREDENTIAL_VIEW)
@blp.doc(responses=FILE_ANSWERS)
def licence_photo(licence_id: int) -> Response:
    return _file(licences.get_licence(current_access(), licence_id).file)


@blp.get("/licences/<id:licence_id>/public-photo")
@require(Permission.CREDENTIAL_VIEW)
@blp.doc(responses=FILE_ANSWERS)
def licence_public_photo(licence_id: int) -> Response:
    """As the public page shows it, with the watermark."""
    return _file(licences.get_licence(current_access(), licence_id).public_file)


@blp.get("/establishments/<id:establishment_id>/pledges")
@require(Permission.CREDENTIAL_VIEW)
@blp.arguments(PageArgs, location="query")
@blp.response(200, PledgePage)
def list_pledges(args: dict[str, Any], establishment_id: int) -> dict[str, Any]:
    found = paginate(pledges.list_pledges(current_access(), establishment_id), **args)
    return found | {"items": [overview.show_pledge(row) for row in found["items"]]}


@blp.post("/establishments/<id:establishment_id>/pledges")
@require(*pledges.SIGNING, opens_transaction=False)
@blp.arguments(PledgeIn, location="form")
@blp.arguments(CredentialPhoto, location="files")
@_decoded
@in_transaction
@blp.response(201, PledgeOut)
def sign_pledge(data: dict[str, Any], photo: _Photo, establishment_id: int) -> dict[str, Any]:
    row = pledges.sign(current_access(), establishment_id, data["text"], data["signer_name"], photo.stored())
    return overview.show_pledge(row)


@blp.get("/pledges/<id:pledge_id>/photo")
@require(Permission.CREDENTIAL_VIEW)
@blp.doc(responses=FILE_ANSWERS)
def pledge_photo(pledge_id: int) -> Response:
    return _file(pledges.get_pledge(current_access(), pledge_id).file)


@blp.get("/establishments/<id:establishment_id>/quality-certificates")
@require(Permission.CREDENTIAL_VIEW)
@blp.arguments(PageArgs, location="query")
@blp.response(200, QualityCertificatePage)
def list_certificates(args: dict[str, Any], establishment_id: int) -> dict[str, Any]:
    place = get_establishment(current_access(), establishment_id, Permission.CREDENTIAL_VIEW)
    found = paginate(quality.list_certificates(current_access(), establishment_id), **args)
    return found | {"items": [overview.show_certificate(row, local_day(place)) for row in found["items"]]}


@blp.post("/establishments/<id:establishment_id>/quality-certificates")
@require(Permission.CREDENTIAL_MANAGE, opens_transaction=False)
@blp.arguments(QualityCertificateIn, location="form")
@blp.arguments(CredentialPhoto, location="files")
@_decoded
@in_transaction
@blp.response(201, QualityCertificateOut)
def add_certificate(data: dict[str, Any], photo: _Photo, establishment_id: int) -> dict[str, Any]:
    row = quality.add_certificate(current_access(), establishment_id, data, photo.stored())
    place = get_establishment(current_access(), establishment_id, Permission.CREDENTIAL_VIEW)
    return overview.show_certificate(row, local_day(place))


@blp.post("/quality-certificates/<id:quality_certificate_id>/withdrawal")
@require(Permission.CREDENTIAL_MANAGE)
@blp.response(200, QualityCertificateOut)
def withdraw(quality_certificate_id: int) -> dict[str, Any]:
    row = quality.withdraw(current_access(), quality_certificate_id)
    place = get_establishment(current_access(), row.establishment_id, Permission.CREDENTIAL_VIEW)
    return overview.show_certificate(row, local_day(place))


@blp.get("/quality-certificates/<id:quality_certificate_id>/photo")
@require(Permission.CREDENTIAL_VIEW)
@blp.doc(responses=FILE_ANSWERS)
def certificate_photo(quality_certificate_id: int) -> Response:
    return _file(quality.get_certificate(current_access(), quality_certificate_id).file)
