"""What every route of the API shares: ids in paths, and the OpenAPI document with its errors.

All errors have one shape and may come from any operation, so they are documented here once and not at each route.
"""

from __future__ import annotations

import re
from typing import Any

from flask import Flask, Response, current_app, jsonify
from werkzeug.routing import IntegerConverter

from backend.extensions import api

MAX_ID = 999_999_999
PUBLIC = {
    ("get", "/api/config"),
    ("post", "/api/session"),
    ("post", "/api/session/code"),
    ("post", "/api/session/passkey"),
    ("post", "/api/session/passkey-options"),
    ("post", "/api/sms-codes"),
    ("post", "/api/registrations"),
    ("post", "/api/password-resets"),
    ("post", "/api/invitation-previews"),
    ("get", "/api/public/{public_code}"),
    ("post", "/api/public/{public_code}/cameras/{camera_id}/live-sessions"),
}
_WRITES = {"post", "put", "patch", "delete"}
_ERRORS = {
    "400": "The request cannot be read",
    "401": "Not signed in",
    "403": "Signed in, but not allowed; or the CSRF token is missing",
    "404": "Missing, or outside the person's scope",
    "409": "Not possible in this state",
    "413": "Too large",
    "415": "Wrong media type",
    "422": "Invalid input; `fields` names what",
    "429": "Too many tries; see Retry-After",
    "503": "Busy; see Retry-After",
    "507": "The disk is full",
}
_PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
        "fields": {"type": "object"},
    },
}


class IdConverter(IntegerConverter):
    """`<id:case_id>`: a positive id that every database can hold; anything else is a path that does not exist.

    A pattern and not bounds: werkzeug answers a number outside its bounds with 405.
    """

    regex = r"[1-9]\d{0,8}"


def register(app: Flask) -> None:
    """Call before the first blueprint is registered."""
    app.json.ensure_ascii = False  # type: ignore[attr-defined]  # Flask's default provider has it
    app.url_map.converters["id"] = IdConverter
    api.register_converter(IdConverter, lambda _: {"type": "integer", "minimum": 1, "maximum": MAX_ID})

    @app.get("/api/openapi.json")
    def openapi() -> Response:
        return jsonify(document())


def document() -> dict[str, Any]:
    """The OpenAPI document of the running application."""
    spec: dict[str, Any] = api.described().to_dict()
    components = spec.setdefault("components", {})
    components.setdefault("schemas", {})["Problem"] = _PROBLEM
    components["responses"] = {
        f"Problem{status}": {"description": text, "content": _content()} for status, text in _ERRORS.items()
    }
    components["securitySchemes"] = {
        "session": {"type": "apiKey", "in": "cookie", "name": "session"},
        "device": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
    }
    needed = _needed_permissions()
    for path, item in spec.get("paths", {}).items():
        for method, operation in item.items():
            if isinstance(operation, dict) and "responses" in operation:
                _complete(operation, path, method)
                if permissions := needed.get((method, path)):
                    operation["x-permissions"] = permissions
    return spec


def _needed_permissions() -> dict[tuple[str, str], list[str]]:
    """What the guard of each view asks for: holding one of them is enough. The permission matrix is made of it."""
    found: dict[tuple[str, str], list[str]] = {}
    for rule in current_app.url_map.iter_rules():
        needed = getattr(current_app.view_functions[rule.endpoint], "required_permissions", ())
        path = re.sub(r"<(?:[^:<>]+:)?(\w+)>", r"{\1}", rule.rule)
        found |= {(method.lower(), path): [str(one) for one in needed] for method in rule.methods or ()}
    return found


def _complete(operation: dict[str, Any], path: str, method: str) -> None:
    kept = {status: answer for status, answer in operation["responses"].items() if _is_success(status)}
    operation["responses"] = kept | {s: {"$ref": f"#/components/responses/Problem{s}"} for s in _ERRORS}
    if path.startswith("/api/device/") or path.startswith("/api/observations"):
        operation["security"] = [{"device": []}]
        return
    operation["security"] = [] if (method, path) in PUBLIC else [{"session": []}]
    # Without a session there is no token to check, and nobody's keys to remember answers under.
    if method in _WRITES and (method, path) not in PUBLIC:
        names = ("X-CSRF-Token", "Idempotency-Key")
        operation.setdefault("parameters", []).extend(
            {"in": "header", "name": name, "schema": {"type": "string", "maxLength": 120}} for name in names
        )


def _is_success(status: str) -> bool:
    return status.isdigit() and int(status) < 400


def _content() -> dict[str, Any]:
    return {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
