"""One error type with a stable code; here it becomes problem+json. The PWA owns the words."""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, jsonify
from marshmallow import ValidationError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

_HTTP_CODES = {
    400: "bad_request",
    401: "unauthenticated",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    409: "conflict",
    413: "too_large",
    415: "unsupported_media_type",
    422: "invalid",
    429: "too_many_attempts",
}


class DomainError(Exception):
    """A refusal with a stable code. `extra` goes into the problem document as it is."""

    status = 409

    def __init__(self, code: str, *, retry_after: int | None = None, **extra: Any) -> None:
        super().__init__(code)
        self.code = code
        self.retry_after = retry_after
        self.extra = extra


class UnauthorizedError(DomainError):
    status = 401


class ForbiddenError(DomainError):
    status = 403


class NotFoundError(DomainError):
    """Also the answer for what exists but is somebody else's, so that ids cannot be probed."""

    status = 404

    def __init__(self, code: str = "not_found") -> None:
        super().__init__(code)


class InvalidError(DomainError):
    status = 422

    def __init__(self, code: str = "invalid", **fields: Any) -> None:
        super().__init__(code, fields=fields) if fields else super().__init__(code)


class TooManyError(DomainError):
    status = 429


class StorageFullError(DomainError):
    status = 507


def problem(status: int, code: str, title: str, **extra: Any) -> Response:
    response = jsonify({"type": "about:blank", "title": title, "status": status, "code": code, **extra})
    response.status_code = status
    response.content_type = "application/problem+json"
    return response


def _domain(error: DomainError) -> Response:
    response = problem(error.status, error.code, error.code.replace("_", " "), **error.extra)
    if error.retry_after is not None:
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    data: dict[str, Any] = getattr(error, "data", None) or {}
    messages = data.get("messages") or data.get("errors")
    extra = {"fields": messages} if messages else {}
    response = problem(status, _HTTP_CODES.get(status, "http_" + str(status)), error.name, **extra)
    for name, value in (data.get("headers") or {}).items():
        response.headers[name] = value
    if status == 405 and getattr(error, "valid_methods", None):
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods))  # type: ignore[attr-defined]  # only 405 has it
    return response


def _database(error: OperationalError) -> Response:
    """A locked database or a full disk is a wait, not a fault of the request."""
    text = str(error.orig).lower()
    if "full" in text or "disk" in text:
        return problem(507, "storage_full", "Insufficient storage")
    response = problem(503, "database_busy", "Service unavailable")
    response.headers["Retry-After"] = "1"
    return response


def register(app: Flask) -> None:
    app.register_error_handler(DomainError, _domain)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(OperationalError, _database)
    app.register_error_handler(
        ValidationError, lambda e: problem(422, "invalid", "Unprocessable content", fields=e.normalized_messages())
    )
