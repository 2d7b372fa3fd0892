"""The columns of a register, in the words that people write into tables: both languages and our own codes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from backend.catalog.agencies import JURISDICTION_NAMES
from backend.catalog.establishments import BODY_NAMES, KINDS, SIZE_NAMES, TAG_NAMES
from backend.core.errors import InvalidError
from backend.core.tables import Table

_SEPARATORS = re.compile(r"[、，,;；/|]+")
_YES = {"是", "城区", "yes", "y", "true", "1"}
_NO = {"", "否", "no", "n", "false", "0"}


@dataclass(frozen=True)
class Column:
    zh: str
    en: str
    is_required: bool = False
    max_length: int = 120


@dataclass(frozen=True)
class Problem:
    """What is wrong in a cell. `row` as the spreadsheet numbers it; the app has the words for `code`."""

    row: int
    column: str
    code: str
    value: str = ""


@dataclass
class Report:
    """What a table would do, or has done. `total` counts its rows; a row with problems counts nowhere else."""

    total: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    is_applied: bool = False
    ignored_columns: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


TREE: dict[str, Column] = {
    "code": Column("编码", "Code", max_length=32),
    "name": Column("名称", "Name", is_required=True),
    "kind": Column("类型", "Kind", is_required=True),
    "parent": Column("上级", "Parent"),
    "is_urban": Column("城区", "Urban", max_length=10),
}

ESTABLISHMENTS: dict[str, Column] = {
    "name": Column("名称", "Name", is_required=True),
    "kind": Column("类型", "Kind", is_required=True),
    "jurisdiction": Column("辖区", "Jurisdiction", is_required=True),
    "credit_code": Column("统一社会信用代码", "Credit code", max_length=40),
    "address": Column("地址", "Address", max_length=200),
    "size_class": Column("规模", "Size", max_length=32),
    "tags": Column("标签", "Tags", max_length=200),
    "brand": Column("品牌", "Brand", max_length=60),
    "legal_person": Column("法定代表人", "Legal person", max_length=60),
    "phone": Column("联系电话", "Phone", max_length=40),
    "diners": Column("就餐人数", "Diners", max_length=7),
    "competent_body": Column("主管部门", "Competent department", max_length=32),
}


def read_cells(table: Table, columns: Mapping[str, Column]) -> tuple[dict[str, str], list[str]]:
    """Our column names to the table's headings, and the headings that nobody asked for. A star marks required ones.

    Raises InvalidError (table_columns_missing) with the names of required columns that are not there.
    """
    headings = {_folded(heading): heading for heading in table.header}
    found = {
        name: headings[word]
        for name, column in columns.items()
        for word in (_folded(column.zh), _folded(column.en), _folded(name))
        if word in headings
    }
    missing = [name for name, column in columns.items() if column.is_required and name not in found]
    if missing:
        raise InvalidError("table_columns_missing", columns=missing)
    return found, [heading for heading in table.header if heading not in found.values()]


def problems_of_cells(row: int, cells: Mapping[str, str], columns: Mapping[str, Column]) -> Iterable[Problem]:
    """What is wrong with cells taken by themselves: empty, or too long."""
    for name, column in columns.items():
        value = cells.get(name, "")
        if column.is_required and not value:
            yield Problem(row, name, "missing")
        elif len(value) > column.max_length:
            yield Problem(row, name, "too_long", value[:40])


def header(columns: Mapping[str, Column], language: str) -> list[str]:
    """The headings of an empty table to fill in."""
    return [
        (column.en if language == "en" else column.zh) + ("*" if column.is_required else "")
        for column in columns.values()
    ]


def _folded(text: str) -> str:
    return text.strip(" *＊").casefold().replace(" ", "").replace("_", "")


def _vocabulary(names: Mapping[Any, tuple[str, str]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for value, pair in names.items():
        for word in (*pair, str(value.value)):
            found[_folded(word)] = value
    return found


JURISDICTION_WORDS = _vocabulary(JURISDICTION_NAMES)
KIND_WORDS = _vocabulary({kind: (spec.zh, spec.en) for kind, spec in KINDS.items()})
SIZE_WORDS = _vocabulary(SIZE_NAMES)
BODY_WORDS = _vocabulary(BODY_NAMES)
TAG_WORDS = _vocabulary(TAG_NAMES)


def word(text: str, vocabulary: Mapping[str, Any]) -> Any:
    """The value that a word stands for, or None."""
    return vocabulary.get(_folded(text))


def listed(text: str) -> list[str]:
    return [part.strip() for part in _SEPARATORS.split(text) if part.strip()]


def flag(text: str) -> bool | None:
    """Yes or no, None for neither."""
    plain = text.strip().casefold()
    return True if plain in _YES else False if plain in _NO else None
