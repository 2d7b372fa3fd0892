from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Response, g, jsonify, request
from flask_smorest import Blueprint
from werkzeug.datastructures import FileStorage

from backend.cameras.device_auth import authenticate, current_device, device_transaction, require_device
from backend.evidence.pictures import Picture, clean
from backend.observations import service
from backend.observations.schemas import (
    CROPS,
    ClipHeaders,
    EndIn,
    ObservationFiles,
    ObservationForm,
    ObservationMeta,
    ObservationOut,
)
from backend.observations.service import Pictures

blueprint = Blueprint("observations", __name__, url_prefix="/api/observations", description="What vision saw")


def _picture(file: FileStorage | None) -> Picture | None:
    """A camera that never sent a picture is reported with an empty part."""
    data = file.read() if file is not None else b""
    return clean(data) if data else None


def _signed(view: Callable[..., Any]) -> Callable[..., Any]:
    """Check the signature before anything of the body is read; the view opens its transaction itself."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        g.proof = authenticate()
        return view(*args, **kwargs)

    return guarded


@blueprint.post("")
@_signed
@blueprint.arguments(ObservationForm, location="form")
@blueprint.arguments(ObservationFiles, location="files")
@blueprint.alt_response(201, schema=ObservationOut)
@blueprint.alt_response(200, schema=ObservationOut)
def take_in(form: dict[str, Any], files: dict[str, Any]) -> Response:
    meta: dict[str, Any] = ObservationMeta().load(form["meta"])
    # Decoding takes a while, so it happens before the transaction that others wait for.
    crops = [_picture(files[name]) for name in CROPS]
    pictures = Pictures(
        _picture(files["snapshot"]), _picture(files["boxed"]), tuple(crop for crop in crops if crop is not None)
    )
    with device_transaction(g.proof):
        taken = service.take_in(current_device(), meta, pictures)
        response = jsonify(id=taken.observation.id, case_id=taken.observation.case_id)
        response.status_code = 201 if taken.is_new else 200
        return response


@blueprint.put("/<path:key>/clip")
@require_device
@blueprint.arguments(ClipHeaders, location="headers")
@blueprint.response(204)
def attach_clip(headers: dict[str, Any], key: str) -> None:
    service.attach_clip(current_device(), key, request.get_data(cache=True), headers["start_at"])


@blueprint.post("/<path:key>/end")
@require_device
@blueprint.arguments(EndIn)
@blueprint.response(204)
def end(data: dict[str, Any], key: str) -> None:
    service.end(current_device(), key, data["ended_at"])
