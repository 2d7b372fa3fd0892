"""Files are kept once and served in ranges."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select

from backend.core.database import write_transaction
from backend.core.errors import InvalidError
from backend.evidence.models import StoredFile
from backend.evidence.service import file_response, store_document, store_picture, store_video
from backend.extensions import db
from tests.fakes.pictures import jpeg, mp4


@pytest.mark.usefixtures("app")
def test_the_same_bytes_are_kept_once() -> None:
    with write_transaction():
        first, second = store_picture(jpeg()), store_picture(jpeg())
    assert first.id == second.id
    assert db.session.scalar(select(func.count()).select_from(StoredFile)) == 1


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize(
    "data",
    [b"", b"ftyp", mp4()[:-1], mp4() + b"<html>", b"<html>" + mp4(), jpeg(), mp4().replace(b"moov", b"free")],
    ids=["empty", "stub", "truncated", "html behind", "html before", "jpeg", "no header"],
)
def test_what_is_no_whole_mp4_is_refused(data: bytes) -> None:
    with pytest.raises(InvalidError):
        store_video(data)


@pytest.mark.usefixtures("app")
def test_what_is_no_pdf_is_refused() -> None:
    with pytest.raises(InvalidError):
        store_document(b"<html>")
    with write_transaction():
        assert store_document(b"%PDF-1.7\n...\n%%EOF").media_type == "application/pdf"


@pytest.mark.parametrize(
    ("asked", "status", "span"),
    [
        (None, 200, slice(None)),
        ("bytes=0-9", 206, slice(0, 10)),
        ("bytes=10-", 206, slice(10, None)),
        ("bytes=-7", 206, slice(-7, None)),
        ("bytes=0-99999", 206, slice(None)),
        ("bytes=0-1,5-6", 200, slice(None)),
    ],
)
def test_a_clip_is_served_in_ranges(app: Flask, asked: str | None, status: int, span: slice) -> None:
    data = mp4(bytes(range(200)))
    with write_transaction():
        file = store_video(data)
    with app.test_request_context(headers={"Range": asked} if asked else {}):
        response = file_response(file)
    assert response.status_code == status
    assert response.get_data() == data[span]
    assert response.headers["Accept-Ranges"] == "bytes"


def test_a_range_behind_the_end_is_refused_and_a_known_file_not_sent_again(app: Flask) -> None:
    with write_transaction():
        file = store_video(mp4())
    app.add_url_rule("/file", view_func=lambda: file_response(file))
    client = app.test_client()
    assert client.get("/file", headers={"Range": "bytes=99999-"}).status_code == 416
    assert client.get("/file", headers={"If-None-Match": f'"{file.sha256}"'}).status_code == 304
