"""Tables out and in: nothing written is a formula, nothing read takes long."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from openpyxl import Workbook, load_workbook

from backend.core.errors import DomainError
from backend.core.tables import MAX_BYTES, MAX_ROWS, Table, csv_response, read_rows, xlsx_response

_HEADER = ("名称", "电话", "人数", "日期")
_ROW = ("第一中学食堂", "023-1234", 1200, date(2026, 11, 22))


def _workbook(*rows: tuple[object, ...]) -> bytes:
    book, file = Workbook(), io.BytesIO()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    book.save(file)
    return file.getvalue()


def _refused(content: bytes) -> str:
    with pytest.raises(DomainError) as refusal:
        read_rows(content)
    return refusal.value.code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_csv_is_read_in_the_encodings_that_spreadsheets_write(encoding: str, delimiter: str) -> None:
    lines = [delimiter.join(_HEADER), "", delimiter.join(str(cell) for cell in _ROW)]
    table = read_rows("\r\n".join(lines).encode(encoding))
    assert table.header == _HEADER
    assert [(row.number, list(row.values.values())) for row in table.rows] == [(3, [str(cell) for cell in _ROW])]


def test_a_workbook_is_read_as_a_person_sees_it() -> None:
    rows = (_HEADER, (None, None), (" 第一中学食堂 ", 13800000001.0, 1200, datetime(2026, 11, 22)))  # noqa: DTZ001  # as Excel keeps a day
    table = read_rows(_workbook(*rows))
    assert table.rows[0].number == 3
    assert table.rows[0].values == dict(
        zip(_HEADER, ("第一中学食堂", "13800000001", "1200", "2026-11-22"), strict=True)
    )


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", " =", "＝", "＠"])
def test_no_written_cell_is_a_formula(start: str) -> None:
    evil = f'{start}cmd|"/c calc"!A1'
    text = csv_response("x", ("a",), [(evil,)]).get_data().decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text, newline="")))[1] == [f"'{evil}"]
    book = load_workbook(io.BytesIO(xlsx_response("x", ("a",), [(evil,)]).get_data()))
    assert book.active is not None
    cell = book.active["A2"]
    assert cell.data_type == "s"
    assert str(cell.value).startswith("'")


def test_numbers_stay_numbers_and_come_back() -> None:
    answer = csv_response("单位", _HEADER, [_ROW])
    assert answer.get_data().startswith(b"\xef\xbb\xbf")
    assert "filename*=UTF-8''%E5%8D%95%E4%BD%8D.csv" in answer.headers["Content-Disposition"]
    for written in (csv_response, xlsx_response):
        table: Table = read_rows(written("单位", _HEADER, [_ROW, ("-5", "=1", -5, None)]).get_data())
        assert list(table.rows[1].values.values())[:3] == ["-5", "=1", "-5"]


def test_an_instant_is_written_without_its_zone() -> None:
    text = csv_response("x", ("a",), [(datetime(2026, 11, 22, 1, 2, 3, tzinfo=UTC),)]).get_data().decode()
    assert "2026-11-22 01:02\r\n" in text


def _bomb(member: str, content: bytes, times: int = 1) -> bytes:
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(_workbook(_HEADER))) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if name != member:
                new.writestr(name, old.read(name))
        for number in range(times):
            new.writestr(member if times == 1 else f"{member}{number}.xml", content)
    return file.getvalue()


def _laughs() -> bytes:
    levels = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    return f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">{levels}]><worksheet>&a9;</worksheet>'.encode()


def _evil_files() -> Iterator[tuple[str, bytes, str]]:
    sheet = "xl/worksheets/sheet1.xml"
    row = b'<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row>'
    start = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    end = b"</sheetData></worksheet>"
    far = row.replace(b"1", b"1048576")
    yield "big file", b"a" * (MAX_BYTES + 1), "table_too_large"
    yield "zip bomb", _bomb(sheet, b" " * 400_000_000), "table_too_large"
    yield "many members", _bomb("xl/media/", b"x", 300), "table_too_large"
    yield "entities", _bomb(sheet, _laughs()), "table_unreadable"
    yield "many rows", _bomb(sheet, start + row * (MAX_ROWS + 5) + end), "table_too_many_rows"
    yield "far row", _bomb(sheet, start + far + end), "table_too_many_rows"
    yield "many lines", b"a,b\n" * (MAX_ROWS * 3), "table_too_many_rows"
    yield "wide", (",".join(str(n) for n in range(5_000)) + "\n1").encode(), "table_too_many_columns"
    yield "old Excel", b"\xd0\xcf\x11\xe0" + b"\0" * 100, "table_old_excel"
    yield "cut zip", _workbook(_HEADER, _ROW)[:-300], "table_unreadable"
    yield "a picture", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "table_unreadable"
    yield "nothing", b"", "table_empty"
    yield "same heading", "名称,名称\n1,2".encode(), "table_same_heading_twice"
    yield "open quote", b'a,b\n"x,y', "table_unreadable"


@pytest.mark.parametrize(("content", "code"), [pytest.param(c, code, id=name) for name, c, code in _evil_files()])
def test_what_cannot_be_read_is_refused_soon_with_a_code(content: bytes, code: str) -> None:
    assert _refused(content) == code
