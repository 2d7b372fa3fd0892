"""The API of the boxes; see `device_auth` for how they sign their requests."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Response, jsonify, make_response, request
from flask_smorest import Blueprint

from backend.cameras.device_auth import Proof, authenticate, current_device, device_transaction, require_device
from backend.cameras.schemas import device as schemas
from backend.cameras.service import bins, camera_tests, live
from backend.cameras.service import device as service
from backend.evidence.pictures import clean
from backend.evidence.service import file_response

blueprint = Blueprint("device", __name__, url_prefix="/api/device", description="For media and detect")
_STILL_SIDE = 1280


@blueprint.get("/config")
@require_device
@blueprint.response(200)
def configuration() -> Response:
    config, etag = service.configuration(current_device())
    response = make_response("", 304) if request.if_none_match.contains(etag) else jsonify(config)
    response.set_etag(etag)
    return response


@blueprint.post("/camera-states")
@require_device
@blueprint.arguments(schemas.CameraStatesIn)
@blueprint.response(204)
def camera_states(args: dict[str, Any]) -> None:
    service.take_states(current_device(), args["states"])
    if args["disk"] is not None:
        service.take_disk(current_device(), **args["disk"])


@blueprint.put("/cameras/<id:camera_id>/still")
@blueprint.arguments(schemas.StillHeaders, location="headers")
@blueprint.response(204)
def still(headers: dict[str, Any], camera_id: int) -> None:
    proof = authenticate()
    picture = clean(request.get_data(), _STILL_SIDE)  # before the transaction: decoding takes long
    with device_transaction(proof):
        service.take_still(
            current_device(), camera_id, picture, headers.get("taken_at"), is_reference=headers["is_reference"]
        )


@blueprint.put("/cameras/<id:camera_id>/blurred-still")
@blueprint.arguments(schemas.BlurredStillHeaders, location="headers")
@blueprint.response(204)
def blurred_still(headers: dict[str, Any], camera_id: int) -> None:
    proof = authenticate()
    picture = clean(request.get_data(), _STILL_SIDE)
    with device_transaction(proof):
        service.take_blurred_still(current_device(), camera_id, picture, headers.get("taken_at"))


def _with_proof(view: Callable[..., Any]) -> Callable[..., Any]:
    """Authenticate before the body is looked at, and leave the transaction to the view."""

    @wraps(view)
    def proven(**kwargs: Any) -> Any:
        return view(proof=authenticate(), **kwargs)

    return proven


@blueprint.post("/live-views")
@_with_proof
@blueprint.arguments(schemas.LiveViewsIn)
@blueprint.response(200, schemas.EndedViewsOut)
def live_views(args: dict[str, Any], proof: Proof) -> dict[str, Any]:
    # Asked every other second by each box that is watched: only the request's id is written, so writers hardly wait.
    ended = live.ended_views(current_device(), args["views"])
    with device_transaction(proof):
        return {"ended": ended}


@blueprint.get("/cameras/<id:camera_id>/reference")
@require_device
@blueprint.response(200, {"type": "string", "format": "binary"}, content_type="image/jpeg")
def reference(camera_id: int) -> Response:
    return file_response(service.reference_of(current_device(), camera_id))


@blueprint.get("/cameras/<id:camera_id>/bins/<id:bin_id>/covered")
@require_device
@blueprint.response(200, {"type": "string", "format": "binary"}, content_type="image/jpeg")
def covered_still(camera_id: int, bin_id: int) -> Response:
    """The still on which this bin is covered."""
    return file_response(bins.covered_still(current_device(), camera_id, bin_id))


@blueprint.post("/camera-tests/<id:test_id>/result")
@blueprint.response(204)
def test_result(test_id: int) -> None:
    proof = authenticate()
    form = schemas.TestResultForm().load({"meta": request.form.get("meta")})
    result = schemas.TestResultIn().load(form["meta"])
    file = request.files.get("picture")
    picture = clean(file.read()) if file else None
    with device_transaction(proof):
        camera_tests.finish(current_device(), test_id, result, picture)
