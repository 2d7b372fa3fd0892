"""Keeps files once, under their SHA-256. The bytes are written before the row, so a row always has its file."""

from __future__ import annotations

import hashlib
from urllib.parse import quote

from flask import Response, request
from sqlalchemy import select
from werkzeug.exceptions import RequestedRangeNotSatisfiable

from backend.core import clock, storage
from backend.core.database import insert_once
from backend.core.errors import InvalidError
from backend.evidence.models import StoredFile
from backend.evidence.pictures import Picture, clean
from backend.evidence.video import check_mp4
from backend.extensions import db

JPEG = "image/jpeg"
MP4 = "video/mp4"
PDF = "application/pdf"
ONNX = "application/octet-stream"
_MAX_DOCUMENT = 10 * 1024 * 1024


def store_picture(data: bytes | Picture) -> StoredFile:
    """Keep a picture from outside as a plain JPEG of at most 2560 px. Raises InvalidError (picture_*).

    Hand in what `pictures.clean` returned where the decoding should happen before the transaction.
    """
    picture = data if isinstance(data, Picture) else clean(data)
    return _store(picture.data, JPEG, picture.width, picture.height)


def store_video(data: bytes, media_type: str = MP4) -> StoredFile:
    """Keep an MP4 as it is. Raises InvalidError (video_*)."""
    if media_type != MP4:
        raise InvalidError("video_type")
    check_mp4(data)
    return _store(data, MP4)


def store_document(data: bytes, media_type: str = PDF) -> StoredFile:
    """Keep a PDF as it is. Raises InvalidError (document_*)."""
    if media_type != PDF or not data.startswith(b"%PDF-"):
        raise InvalidError("document_type")
    if len(data) > _MAX_DOCUMENT or b"%%EOF" not in data[-1024:]:
        raise InvalidError("document_unreadable")
    return _store(data, PDF)


def store_model(data: bytes) -> StoredFile:
    """Keep a model file that the caller has checked."""
    return _store(data, ONNX)


def storage_key(sha256: str) -> str:
    return f"files/{sha256[:2]}/{sha256[2:]}"


def read(file: StoredFile) -> bytes:
    """Raises FileNotFoundError when the storage has lost it."""
    return storage.get(storage_key(file.sha256))


def _store(data: bytes, media_type: str, width: int | None = None, height: int | None = None) -> StoredFile:
    sha256 = hashlib.sha256(data).hexdigest()
    found = _by_hash(sha256)
    if found is not None and storage.exists(storage_key(sha256)):
        return found
    storage.put(storage_key(sha256), data)
    if found is not None:
        return found
    # Two that keep the same bytes at once: the second finds the first one's row.
    insert_once(
        StoredFile,
        sha256=sha256,
        media_type=media_type,
        size=len(data),
        width=width,
        height=height,
        created_at=clock.now(),
    )
    found = _by_hash(sha256)
    assert found is not None
    return found


def _by_hash(sha256: str) -> StoredFile | None:
    return db.session.scalar(select(StoredFile).where(StoredFile.sha256 == sha256))


_BYTES = {kind: {"schema": {"type": "string", "format": "binary"}} for kind in (JPEG, MP4, PDF)}
# What a view that answers with `file_response` says of itself in the OpenAPI document.
FILE_ANSWERS = {
    "200": {"description": "The whole file", "content": _BYTES},
    "206": {"description": "The range that was asked for", "content": _BYTES},
    "304": {"description": "Unchanged since the ETag that was given"},
}


def file_response(file: StoredFile, download_name: str | None = None) -> Response:
    """The bytes, whole or the one range that was asked for (206); always revalidated, because rights may end."""
    headers = {"Accept-Ranges": "bytes", "Cache-Control": "private, no-cache", "ETag": f'"{file.sha256}"'}
    if download_name:
        headers["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(download_name, safe='')}"
    if request.if_none_match.contains(file.sha256):
        return Response(status=304, headers=headers)
    wanted = _wanted_range(file)
    if wanted is None:
        return Response(read(file), 200, headers, mimetype=file.media_type)
    start, stop = wanted
    data = storage.get_range(storage_key(file.sha256), start, stop - start)
    headers["Content-Range"] = f"bytes {start}-{stop - 1}/{file.size}"
    return Response(data, 206, headers, mimetype=file.media_type)


def _wanted_range(file: StoredFile) -> tuple[int, int] | None:
    """First and behind-last byte; several ranges at once are answered with the whole file, as RFC 9110 allows."""
    asked = request.range
    if asked is None or asked.units != "bytes" or len(asked.ranges) != 1:
        return None
    found = asked.range_for_length(file.size)
    if found is None:
        raise RequestedRangeNotSatisfiable(file.size)
    return int(found[0]), int(found[1])
