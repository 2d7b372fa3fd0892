"""A register of establishments from a table, ten thousand rows at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select, update

from backend.accounts.access import Access
from backend.audit.service import record
from backend.catalog.roles import Permission
from backend.core.errors import InvalidError
from backend.core.realtime import announce
from backend.core.tables import Table
from backend.establishments.models import Establishment
from backend.establishments.policy import check_facts
from backend.establishments.policy.credit_codes import ALPHABET, LENGTH, check_character
from backend.establishments.service import create_many, taken_codes
from backend.establishments.service.creation import LIVING
from backend.extensions import db
from backend.jurisdictions.models import Jurisdiction
from backend.registers.imports import columns
from backend.registers.imports.columns import ESTABLISHMENTS, Problem, Report
from backend.registers.scope import nodes

_KEEP = Permission.REGISTER_MANAGE
_TEXTS = ("name", "address", "brand", "legal_person", "phone")
_COLUMNS = (*_TEXTS, "kind", "jurisdiction_id", "credit_code", "size_class", "tags", "diners", "competent_body")
_PRIVATE = frozenset({"legal_person", "phone"})  # stay out of the audit entries
_CHUNK = 500


@dataclass
class _Line:
    """A row that reads well; `values` are columns of Establishment, only those that the table fills."""

    row: int
    values: dict[str, Any]
    known: Mapping[str, Any] | None = None


@dataclass
class _Reading:
    """`places`: the nodes that the person keeps, by code and by name; a name that stands twice has none."""

    places: dict[str, int | None]
    lines: list[_Line] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read(access: Access, table: Table, *, apply: bool) -> Report:
    """Look at the whole table and, where nothing is wrong and `apply` is set, write it.

    An establishment is found again by its credit code, else by its name at its node of the tree; an empty cell leaves
    what is known as it is.
    """
    reading = _Reading(_places(access))
    found, ignored = columns.read_cells(table, ESTABLISHMENTS)
    for row in table.rows:
        _read_line(reading, row.number, {name: row.values.get(heading, "") for name, heading in found.items()})
    _find_twice(reading)
    _match(access, reading)
    report = _counted(reading, Report(total=len(table.rows), ignored_columns=ignored))
    if apply and not report.problems:
        _write(reading.lines)
        report.is_applied = True
        changes = {"rows": report.total, "created": report.created, "updated": report.updated}
        record("register.imported", "establishment", None, changes=changes)
        announce("register", 0, sorted({f"jurisdiction:{line.values['jurisdiction_id']}" for line in reading.lines}))
    return report


def _places(access: Access) -> dict[str, int | None]:
    places: dict[str, int | None] = {}
    rows = db.session.execute(
        select(Jurisdiction.id, Jurisdiction.code, Jurisdiction.name).where(nodes(access, _KEEP))
    ).all()
    for row in rows:
        places[row.name] = None if row.name in places else row.id
    return places | {row.code: row.id for row in rows if row.code}


def _read_line(reading: _Reading, row: int, cells: dict[str, str]) -> None:
    wrong = list(columns.problems_of_cells(row, cells, ESTABLISHMENTS))
    values: dict[str, Any] = {name: cells[name] for name in _TEXTS if cells.get(name)}
    for name, vocabulary in (
        ("kind", columns.KIND_WORDS),
        ("size_class", columns.SIZE_WORDS),
        ("competent_body", columns.BODY_WORDS),
    ):
        if text := cells.get(name):
            values[name] = columns.word(text, vocabulary)
            if values[name] is None:
                wrong.append(Problem(row, name, "unknown_word", text))
    wrong += _read_place(reading, row, cells, values)
    wrong += _read_tags(row, cells, values)
    wrong += _read_code(row, cells, values)
    wrong += _read_diners(row, cells, values)
    wrong += [] if wrong else _read_facts(row, values)
    reading.problems += wrong
    if not wrong:
        reading.lines.append(_Line(row, values))


def _read_place(reading: _Reading, row: int, cells: Mapping[str, str], values: dict[str, Any]) -> Iterator[Problem]:
    if text := cells.get("jurisdiction"):
        values["jurisdiction_id"] = reading.places.get(text)
        if values["jurisdiction_id"] is None:
            code = "place_ambiguous" if text in reading.places else "place_unknown"
            yield Problem(row, "jurisdiction", code, text)


def _read_tags(row: int, cells: Mapping[str, str], values: dict[str, Any]) -> Iterator[Problem]:
    if text := cells.get("tags"):
        tags = {part: columns.word(part, columns.TAG_WORDS) for part in columns.listed(text)}
        yield from (Problem(row, "tags", "unknown_word", part) for part, tag in tags.items() if tag is None)
        values["tags"] = sorted(tag.value for tag in tags.values() if tag is not None)


def _read_code(row: int, cells: Mapping[str, str], values: dict[str, Any]) -> Iterator[Problem]:
    if text := cells.get("credit_code"):
        code = "".join(text.split()).upper()
        values["credit_code"] = code
        if len(code) != LENGTH:
            yield Problem(row, "credit_code", "credit_code_length", text)
        elif set(code) - set(ALPHABET):
            yield Problem(row, "credit_code", "credit_code_characters", text)
        elif check_character(code[:-1]) != code[-1]:
            yield Problem(row, "credit_code", "credit_code_check", text)


def _read_diners(row: int, cells: Mapping[str, str], values: dict[str, Any]) -> Iterator[Problem]:
    if text := cells.get("diners"):
        if text.isascii() and text.isdigit():
            values["diners"] = int(text)
        else:
            yield Problem(row, "diners", "not_a_number", text)


def _read_facts(row: int, values: dict[str, Any]) -> list[Problem]:
    """Which facts go together is the establishments' own rule."""
    try:
        checked = check_facts(values)
    except InvalidError as error:
        return [Problem(row, name, f"{name}_does_not_fit") for name in error.extra.get("fields", {"kind": None})]
    values.update({name: checked[name] for name in values})
    return []


def _find_twice(reading: _Reading) -> None:
    first: dict[tuple[str, Any], int] = {}
    for line in reading.lines:
        code = line.values.get("credit_code")
        keys = {"credit_code": ("code", code) if code else None, "name": ("name", _name_key(line.values))}
        for column, key in keys.items():
            if key is not None and key in first:
                reading.problems.append(Problem(line.row, column, "twice_in_file", str(first[key])))
            elif key is not None:
                first[key] = line.row


def _name_key(values: Mapping[str, Any]) -> tuple[str, int]:
    return values["name"], values["jurisdiction_id"]


def _match(access: Access, reading: _Reading) -> None:
    codes = [line.values["credit_code"] for line in reading.lines if line.values.get("credit_code")]
    by_code = {row["credit_code"]: row for row in _known(access, Establishment.credit_code, codes)}
    names = sorted({line.values["name"] for line in reading.lines})
    by_name = {_name_key(row): row for row in _known(access, Establishment.name, names)}
    elsewhere = taken_codes(codes).keys() - by_code.keys()
    for line in reading.lines:
        code = line.values.get("credit_code")
        line.known = by_code.get(code) or by_name.get(_name_key(line.values))
        if code in elsewhere:
            reading.problems.append(Problem(line.row, "credit_code", "credit_code_taken", code))
        elif code and line.known is not None and line.known["credit_code"] not in (None, code):
            reading.problems.append(Problem(line.row, "credit_code", "credit_code_differs", line.known["credit_code"]))


def _known(access: Access, column: Any, values: Sequence[str]) -> Iterator[Mapping[str, Any]]:
    """Living establishments of the person's part of the tree, by code or by name."""
    selected = [Establishment.id, *(getattr(Establishment, name) for name in _COLUMNS)]
    base = (
        select(*selected)
        .join(Jurisdiction, Establishment.jurisdiction_id == Jurisdiction.id)
        .where(nodes(access, _KEEP), Establishment.state.in_(LIVING))
    )
    for start in range(0, len(values), _CHUNK):
        for row in db.session.execute(base.where(column.in_(values[start : start + _CHUNK]))).mappings():
            yield dict(row)


def _counted(reading: _Reading, report: Report) -> Report:
    report.problems = sorted(reading.problems, key=lambda problem: problem.row)
    wrong = {problem.row for problem in report.problems}
    for line in reading.lines:
        if line.row in wrong:
            continue
        if line.known is None:
            report.created += 1
        elif _changes(line):
            report.updated += 1
        else:
            report.unchanged += 1
    return report


def _changes(line: _Line) -> dict[str, Any]:
    known = line.known or {}
    return {name: value for name, value in line.values.items() if value not in (None, known[name])}


def _write(lines: Sequence[_Line]) -> None:
    new = [line for line in lines if line.known is None]
    for line, key in zip(new, create_many([line.values for line in new]), strict=True):
        values = line.values
        changes = {"kind": values["kind"].value, "jurisdiction_id": values["jurisdiction_id"]}
        record("establishment.created", "establishment", key, establishment_id=key, changes=changes)
    for line in lines:
        if line.known is not None and (changed := _changes(line)):
            key = line.known["id"]
            db.session.execute(update(Establishment).where(Establishment.id == key).values(changed))
            differences = {n: [] if n in _PRIVATE else [line.known[n], value] for n, value in changed.items()}
            record("establishment.changed", "establishment", key, establishment_id=key, changes=differences)
