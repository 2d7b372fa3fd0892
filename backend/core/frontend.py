"""Serves the built PWA: hashed assets for ever, everything else afresh, unknown paths as the app itself."""

from __future__ import annotations

import gzip
from functools import lru_cache
from pathlib import Path

from flask import Blueprint, Flask, Response, request, send_from_directory
from werkzeug.exceptions import NotFound
from werkzeug.routing import PathConverter

from backend.settings import Settings

_ZIPPED = {".js", ".css", ".html", ".svg", ".webmanifest", ".json"}


class PageConverter(PathConverter):
    """Any path but those of the API: what is missing there is a 404 of the API, and a wrong method its 405."""

    regex = r"(?!(?:api|socket\.io|healthz)(?:/|$))[^/].*?"


@lru_cache(maxsize=256)
def _gzipped(path: str, _mtime: float) -> bytes:
    return gzip.compress(Path(path).read_bytes(), 6)


def register(app: Flask, settings: Settings) -> None:
    root = settings.pwa_dir
    blueprint = Blueprint("frontend", __name__)
    app.url_map.converters["page"] = PageConverter

    @blueprint.get("/", defaults={"path": ""})
    @blueprint.get("/<page:path>")
    def page(path: str) -> Response:
        if not path or not (root / path).is_file():
            if "." in path.rsplit("/", 1)[-1]:
                raise NotFound
            path = "index.html"
        response = send_from_directory(root, path)
        hashed = path.startswith("assets/")
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if hashed else "no-cache"
        return _zip(response, root / path)

    app.register_blueprint(blueprint)


def _zip(response: Response, file: Path) -> Response:
    accepts = "gzip" in request.headers.get("Accept-Encoding", "")
    if accepts and response.status_code == 200 and file.suffix in _ZIPPED and not request.range:
        response.direct_passthrough = False
        response.set_data(_gzipped(str(file), file.stat().st_mtime))
        response.headers["Content-Encoding"] = "gzip"
        response.headers["Vary"] = "Accept-Encoding"
    return response
