from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Response
from flask_smorest import Blueprint
from werkzeug.datastructures import FileStorage

from backend.accounts.auth import current_access, in_transaction, require
from backend.audit.reading import record_read
from backend.catalog.roles import Permission
from backend.core import clock
from backend.core.errors import InvalidError, NotFoundError
from backend.core.tables import table_response
from backend.establishments.access import get_establishment
from backend.evidence.pictures import Picture, clean
from backend.evidence.service import FILE_ANSWERS, file_response
from backend.staff import schemas, tables
from backend.staff.models import Employment
from backend.staff.service import files, health, lookup, moves
from backend.staff.service.files import StaffFilter

blueprint = Blueprint("staff", __name__, url_prefix="/api", description="Who works where, and their files")


def _filter(args: dict[str, Any]) -> StaffFilter:
    state = args.pop("state")
    return StaffFilter(has_left={"active": False, "left": True}.get(state), **args)


def _show(employment: Employment) -> dict[str, Any]:
    return files.show(current_access(), employment)


@blueprint.get("/establishments/<id:establishment_id>/staff")
@require(Permission.STAFF_VIEW)
@blueprint.arguments(schemas.StaffListArgs, location="query")
@blueprint.response(200, schemas.StaffRowPage)
def list_staff(args: dict[str, Any], establishment_id: int) -> dict[str, Any]:
    page, page_size = args.pop("page"), args.pop("page_size")
    return files.list_staff(current_access(), establishment_id, _filter(args), page, page_size)


@blueprint.get("/establishments/<id:establishment_id>/staff/export")
@require(Permission.DATA_EXPORT)
@blueprint.arguments(schemas.StaffExportArgs, location="query")
@blueprint.doc(responses=tables.ANSWERS)
def export_staff(args: dict[str, Any], establishment_id: int) -> Response:
    access = current_access()
    get_establishment(access, establishment_id, Permission.DATA_EXPORT)
    establishment = get_establishment(access, establishment_id, Permission.STAFF_VIEW)
    reason, kind = args.pop("reason"), args.pop("format")
    record_read("staff_export", "establishment", establishment.id, establishment.id, reason)
    people = files.all_staff(access, establishment, _filter(args))
    locale, day = access.user.locale, lookup.today_at(establishment)
    return table_response(kind, f"staff-{day}", tables.header(locale), tables.rows(people, locale))


@blueprint.get("/establishments/<id:establishment_id>/on-post")
@require(Permission.STAFF_VIEW)
@blueprint.arguments(schemas.OnPostArgs, location="query")
@blueprint.response(200, schemas.OnPostPage)
def on_post(args: dict[str, Any], establishment_id: int) -> dict[str, Any]:
    at = args.pop("at") or clock.now()
    return files.on_post(current_access(), establishment_id, at, **args)


@blueprint.get("/my-file")
@require()
@blueprint.response(200, schemas.MyFilesOut)
def my_file() -> dict[str, Any]:
    return {"files": files.my_files(current_access())}


@blueprint.get("/employments/<id:employment_id>")
@require()
@blueprint.response(200, schemas.StaffFileOut)
def get_file(employment_id: int) -> dict[str, Any]:
    return _show(lookup.get_file(current_access(), employment_id, Permission.STAFF_VIEW))


@blueprint.post("/employments/<id:employment_id>/posts")
@require(*moves.MANAGING)
@blueprint.arguments(schemas.PostIn)
@blueprint.response(201, schemas.StaffFileOut)
def assign_post(args: dict[str, Any], employment_id: int) -> dict[str, Any]:
    return _show(moves.assign(current_access(), employment_id, args["post"]))


@blueprint.delete("/post-holdings/<id:holding_id>")
@require(*moves.MANAGING)
@blueprint.response(200, schemas.StaffFileOut)
def end_post(holding_id: int) -> dict[str, Any]:
    return _show(moves.take_away(current_access(), holding_id))


@blueprint.post("/employments/<id:employment_id>/leaving")
@require(*moves.MANAGING)
@blueprint.arguments(schemas.LeavingIn)
@blueprint.response(200, schemas.StaffFileOut)
def leave(args: dict[str, Any], employment_id: int) -> dict[str, Any]:
    """Access ends at once; the file stays."""
    return _show(
        moves.leave(current_access(), employment_id, args["reason"], args["text"], args["next_establishment_id"])
    )


def _decoded(view: Callable[..., Any]) -> Callable[..., Any]:
    """Decode the photo before the transaction that other writers wait for."""

    @wraps(view)
    def decoding(data: dict[str, Any], sent: dict[str, FileStorage], employment_id: int) -> Any:
        return view(data, clean(sent["photo"].read()), employment_id=employment_id)

    return decoding


@blueprint.post("/employments/<id:employment_id>/certificates")
@require(opens_transaction=False)
@blueprint.arguments(schemas.CertificateIn, location="form")
@blueprint.arguments(schemas.CertificatePhoto, location="files")
@_decoded
@in_transaction
@blueprint.response(201, schemas.StaffFileOut)
def add_certificate(data: dict[str, Any], photo: Picture, employment_id: int) -> dict[str, Any]:
    return _show(health.add_certificate(current_access(), employment_id, data, photo))


@blueprint.get("/health-certificates/<id:health_certificate_id>/photo")
@require()
@blueprint.arguments(schemas.PhotoArgs, location="query")
@blueprint.doc(responses=FILE_ANSWERS)
def certificate_photo(args: dict[str, Any], health_certificate_id: int) -> Response:
    """Health data: others than the person say why, and every reading is on record."""
    access = current_access()
    row = lookup.get_certificate(access, health_certificate_id)
    is_own = row.user_id == access.user.id
    if not is_own and args["reason"] is None:
        raise InvalidError("reason_required", reason=["Say why you look at health data."])
    if row.file is None:
        raise NotFoundError
    reason = "own" if is_own else args["reason"]
    record_read("health_certificate", "health_certificate", row.id, row.establishment_id, reason)
    return file_response(row.file)
