"""Tables that people open in a spreadsheet: written as CSV or XLSX, and read back from either.

Written cells can never be formulas (CWE-1236). Read files come from anybody: everything that could take long, such as
size, rows and how far a zip unpacks, is looked at before the first cell is.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import quote
from xml.etree.ElementTree import ParseError

from flask import Response
from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from werkzeug.datastructures import FileStorage

from backend.core.errors import DomainError, InvalidError

MAX_BYTES = 8 * 1024 * 1024
MAX_UNPACKED = 32 * 1024 * 1024
MAX_MEMBERS = 200
MAX_ROWS = 20_000
MAX_COLUMNS = 60
MAX_CELL = 2_000
CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Cell = str | int | float | bool | date | datetime | None

# A spreadsheet takes a text that begins so for a formula; full-width signs as well, under East Asian settings.
_FORMULA = re.compile(r"[ ]*[=+\-@\t\r\n＝＋－＠]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ZIP = b"PK\x03\x04"
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"


class TooLargeError(DomainError):
    status = 413


@dataclass(frozen=True)
class Row:
    """`number`: as the person sees it beside the row in a spreadsheet. `values`: by heading, outer spaces removed."""

    number: int
    values: dict[str, str]


@dataclass(frozen=True)
class Table:
    """`header`: the headings as written. Rows without any text are left out."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]


def csv_response(name: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Response:
    """A download `<name>.csv`. It begins with a byte order mark: without one Excel shows Chinese as rubbish."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([plain(cell) for cell in header])
    writer.writerows([plain(cell) for cell in row] for row in rows)
    return _download(("\ufeff" + text.getvalue()).encode(), f"{name}.csv", CSV_TYPE)


def xlsx_response(name: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Response:
    """A download `<name>.xlsx` with one sheet; the heading stays in view."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.freeze_panes = "A2"
    for column, heading in enumerate(header):
        # A Chinese character is about two digits wide.
        sheet.column_dimensions[_letter(column)].width = min(40, max(10, 2 * len(heading) + 4))
    sheet.append([plain(cell) for cell in header])
    for row in rows:
        sheet.append([plain(cell) for cell in row])
    file = io.BytesIO()
    book.save(file)
    return _download(file.getvalue(), f"{name}.xlsx", XLSX_TYPE)


def table_response(kind: str, name: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Response:
    """`kind` is "csv" or "xlsx"."""
    return (xlsx_response if kind == "xlsx" else csv_response)(name, header, rows)


def plain(cell: Cell) -> Cell:
    """The cell as it may be written: a text that would be a formula gets a leading apostrophe; numbers stay numbers."""
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ", timespec="minutes")[:16]  # spreadsheets know no time zones
    if isinstance(cell, bool):
        return str(cell).upper()
    if not isinstance(cell, str):
        return cell
    text = _CONTROL.sub("\ufffd", cell)[:32_000]  # a cell holds 32,767 characters
    return f"'{text}" if _FORMULA.match(text) else text


def _download(body: bytes, filename: str, content_type: str) -> Response:
    response = Response(body, content_type=content_type)
    encoded = quote(filename, safe="")
    response.headers["Content-Disposition"] = f"attachment; filename=table; filename*=UTF-8''{encoded}"
    return response


def _letter(column: int) -> str:
    """0 -> A, 26 -> AA."""
    return (_letter(column // 26 - 1) if column >= 26 else "") + chr(ord("A") + column % 26)


def read_rows(upload: FileStorage | bytes) -> Table:
    """The first sheet of an XLSX, or a CSV in UTF-8, UTF-16 or GBK, its first row being the headings.

    Raises TooLargeError ("table_too_large", "table_too_many_rows") or InvalidError ("table_unreadable" and others), in
    less than a second whatever was sent.
    """
    content = upload if isinstance(upload, bytes) else upload.stream.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise TooLargeError("table_too_large", limit=MAX_BYTES)
    if content.startswith(_OLD_EXCEL):
        raise InvalidError("table_old_excel")
    lines = _sheet_lines(content) if content.startswith(_ZIP) else _csv_lines(content)
    try:
        return _table(lines)
    except (csv.Error, ParseError, KeyError, ValueError, TypeError, OSError, zipfile.BadZipFile) as error:
        # What a damaged workbook raises depends on where it is damaged.
        raise InvalidError("table_unreadable") from error


def _table(lines: Iterator[tuple[int, list[str]]]) -> Table:
    header: tuple[str, ...] = ()
    rows: list[Row] = []
    for number, cells in lines:
        if not any(cells):
            continue
        if not header:
            header = _header(cells)
            continue
        if len(rows) >= MAX_ROWS:
            raise TooLargeError("table_too_many_rows", limit=MAX_ROWS)
        rows.append(Row(number, {name: cell for name, cell in zip(header, cells, strict=False) if name}))
    if not header:
        raise InvalidError("table_empty")
    return Table(tuple(name for name in header if name), tuple(rows))


def _header(cells: list[str]) -> tuple[str, ...]:
    if len(cells) > MAX_COLUMNS:
        raise TooLargeError("table_too_many_columns", limit=MAX_COLUMNS)
    named = [cell for cell in cells if cell]
    if len(set(named)) != len(named):
        raise InvalidError("table_same_heading_twice")
    return tuple(cells)


def _csv_lines(content: bytes) -> Iterator[tuple[int, list[str]]]:
    text = _decoded(content)
    first = text[: text.find("\n")] if "\n" in text else text
    delimiter = max(",\t;", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    for number, cells in enumerate(reader, start=1):
        yield number, [_text(cell) for cell in cells]


def _decoded(content: bytes) -> str:
    """GBK is what Excel writes on a Chinese Windows; GB 18030 reads it and more."""
    encodings = ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _CONTROL.search(text):
            return text
    raise InvalidError("table_unreadable")


def _sheet_lines(content: bytes) -> Iterator[tuple[int, list[str]]]:
    try:
        _check_package(content)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    except (InvalidFileException, ParseError, KeyError, ValueError, TypeError, OSError, zipfile.BadZipFile) as error:
        raise InvalidError("table_unreadable") from error
    try:
        if not book.worksheets:
            raise InvalidError("table_empty")
        sheet = book.worksheets[0]
        # What the file says of its own size is often wrong and need not be honest.
        sheet.reset_dimensions()
        for number, cells in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS + 1, values_only=True), start=1):
            if number > MAX_ROWS + 1:
                raise TooLargeError("table_too_many_rows", limit=MAX_ROWS)
            texts = [_text(cell) for cell in cells]
            while texts and not texts[-1]:
                texts.pop()
            yield number, texts
    finally:
        book.close()


def _check_package(content: bytes) -> None:
    """Refuse what would unpack to too much. No member unpacks beyond the size its directory entry states."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        members = package.infolist()
        if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > MAX_UNPACKED:
            raise TooLargeError("table_too_large", limit=MAX_UNPACKED)
        for member in members:
            if not member.filename.endswith((".xml", ".rels")):
                continue
            text = package.read(member)
            if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
                raise InvalidError("table_unreadable")  # no spreadsheet declares entities; bombs do
            if text.count(b"<row ") > MAX_ROWS + 1:
                raise TooLargeError("table_too_many_rows", limit=MAX_ROWS)


def _text(cell: object) -> str:
    """As a person reads the cell. The apostrophe that `plain` puts before a formula is taken away again."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        cell = int(cell)
    if isinstance(cell, datetime) and not (cell.hour or cell.minute or cell.second):
        cell = cell.date()
    text = _CONTROL.sub("", str(cell)).strip()
    if text.startswith("'") and _FORMULA.match(text[1:]):
        text = text[1:]
    if len(text) > MAX_CELL:
        raise InvalidError("table_cell_too_long")
    return text
