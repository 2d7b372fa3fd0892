"""What every answer carries: security headers, a request id, and the size limit of what comes in."""

from __future__ import annotations

import re
import secrets
from json import JSONDecodeError

from flask import Flask, Response, g, request
from werkzeug.middleware.proxy_fix import ProxyFix

from backend.core import json_text
from backend.core.errors import InvalidError
from backend.settings import Settings

MAX_BODY = 25 * 1024 * 1024
_HOST = re.compile(r"[A-Za-z0-9.-]{1,253}")


def media_origin(settings: Settings, scheme: str = "http") -> str:
    """Where the browser reaches the media process: as set, else this host with the media port."""
    if settings.media_public_url:
        return settings.media_public_url.rstrip("/")
    host = request.host.rsplit(":", 1)[0] if not request.host.endswith("]") else request.host
    # The host comes from the request and goes into a header, so anything but a plain host name is dropped.
    safe = host if _HOST.fullmatch(host) else "127.0.0.1"
    return f"{scheme}://{safe}:{settings.media_port}"


def _policy(settings: Settings) -> str:
    media = media_origin(settings, request.scheme)
    socket = media.replace("http", "ws", 1)
    own_socket = f"{'wss' if request.is_secure else 'ws'}://{request.host}" if _HOST.match(request.host) else ""
    return "; ".join(
        [
            "default-src 'self'",
            "script-src 'self'",
            "style-src 'self' 'unsafe-inline'",  # Vant sets style attributes
            "img-src 'self' data: blob:",
            "media-src 'self' blob:",
            "font-src 'self' data:",
            f"connect-src 'self' {own_socket} {media} {socket}",
            "worker-src 'self'",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        ]
    )


def _refuse_unusable_text() -> None:
    if request.is_json and json_text.is_suspicious(body := request.get_data(cache=True)):
        try:
            json_text.loads(body)
        except JSONDecodeError:
            return  # the view says so, to those who may ask it
        except ValueError as error:
            raise InvalidError("unusable_text") from error
    if b"%00" in request.query_string:
        raise InvalidError("unusable_text")


def register(app: Flask, settings: Settings) -> None:
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY
    app.config["MAX_FORM_MEMORY_SIZE"] = 2 * 1024 * 1024
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]  # Flask's documented way

    @app.before_request
    def name_request() -> None:
        g.request_id = secrets.token_hex(8)

    app.before_request(_refuse_unusable_text)

    @app.after_request
    def add_headers(response: Response) -> Response:
        headers = response.headers
        headers.setdefault("Content-Security-Policy", _policy(settings))
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("Referrer-Policy", "same-origin")
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        headers.setdefault("Permissions-Policy", "camera=(self), microphone=(), geolocation=(self)")
        headers["X-Request-Id"] = g.get("request_id", "")
        if request.path.startswith("/api/"):
            headers.setdefault("Cache-Control", "no-store")
        return response
