"""A tree of jurisdictions from a table; parents may stand below their children in it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from backend.accounts.access import Access
from backend.audit.service import record
from backend.catalog.agencies import JurisdictionKind
from backend.catalog.roles import Permission
from backend.core.tables import Table
from backend.extensions import db
from backend.jurisdictions.models import Jurisdiction
from backend.jurisdictions.policy import PARENTS
from backend.registers.imports import columns
from backend.registers.imports.columns import TREE, Problem, Report
from backend.registers.scope import get_node, is_everywhere, nodes
from backend.registers.service.tree import insert

_KEEP = Permission.REGISTER_MANAGE


@dataclass
class _Line:
    """A row of the table that reads well. `parent`: another line or a known node; `node`: the known node it names."""

    row: int
    code: str
    name: str
    kind: JurisdictionKind
    is_urban: bool | None
    parent_word: str
    parent: _Line | Jurisdiction | None = None
    node: Jurisdiction | None = None


@dataclass
class _Reading:
    known: list[Jurisdiction]
    top: Jurisdiction | None
    may_top: bool
    lines: list[_Line] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read(access: Access, table: Table, below_id: int | None, *, apply: bool) -> Report:
    """Look at the whole table and, where nothing is wrong and `apply` is set, write it.

    A row without a parent stands below the node `below_id`, or at the top for who keeps the whole platform.
    """
    top = get_node(access, below_id, _KEEP) if below_id is not None else None
    known = list(db.session.scalars(select(Jurisdiction).where(nodes(access, _KEEP))))
    reading = _Reading(known, top, may_top=is_everywhere(access, _KEEP))
    found, ignored = columns.read_cells(table, TREE)
    for row in table.rows:
        _read_line(reading, row.number, {name: row.values.get(heading, "") for name, heading in found.items()})
    _find_twice(reading)
    _find_parents(reading)
    _find_rings(reading)
    for line in reading.lines:
        _match(reading, line)
    return _finish(reading, len(table.rows), ignored, apply=apply)


def _read_line(reading: _Reading, row: int, cells: dict[str, str]) -> None:
    wrong = list(columns.problems_of_cells(row, cells, TREE))
    kind = columns.word(cells["kind"], columns.JURISDICTION_WORDS)
    if cells["kind"] and kind is None:
        wrong.append(Problem(row, "kind", "unknown_word", cells["kind"]))
    is_urban = columns.flag(cells["is_urban"]) if "is_urban" in cells else None
    if is_urban is None and "is_urban" in cells:
        wrong.append(Problem(row, "is_urban", "not_yes_or_no", cells["is_urban"]))
    reading.problems += wrong
    if not wrong:
        code, parent = cells.get("code", ""), cells.get("parent", "")
        reading.lines.append(_Line(row, code, cells["name"], kind, is_urban, parent))


def _find_twice(reading: _Reading) -> None:
    counted = Counter(line.code for line in reading.lines if line.code)
    for line in reading.lines:
        if counted[line.code] > 1:
            reading.problems.append(Problem(line.row, "code", "twice_in_file", line.code))


def _find_parents(reading: _Reading) -> None:
    by_word: dict[str, list[_Line | Jurisdiction]] = {}
    codes = {line.code for line in reading.lines if line.code}
    names = {(line.name, line.kind) for line in reading.lines}
    # A known node that the table names as well is found as the table's line.
    rest = [n for n in reading.known if n.code not in codes and (n.name, n.kind) not in names]
    things: list[_Line | Jurisdiction] = [*reading.lines, *rest]
    for thing in things:
        for word in {thing.code, thing.name} - {"", None}:
            by_word.setdefault(str(word), []).append(thing)
    for line in reading.lines:
        _find_parent(reading, line, by_word)


def _find_parent(reading: _Reading, line: _Line, by_word: dict[str, list[_Line | Jurisdiction]]) -> None:
    code = ""
    if line.parent_word:
        found = [thing for thing in by_word.get(line.parent_word, []) if thing is not line]
        exact = [thing for thing in found if thing.code == line.parent_word]
        candidates = exact or found
        if len(candidates) == 1:
            line.parent = candidates[0]
        else:
            code = "parent_ambiguous" if candidates else "parent_unknown"
    elif reading.top is not None and line.code != (reading.top.code or "-"):
        line.parent = reading.top
    elif not reading.may_top and not any(n.code == line.code or n.name == line.name for n in reading.known):
        code = "parent_missing"
    if not code and line.parent is None and line.kind not in (k for k, ps in PARENTS.items() if None in ps):
        code = "wrong_parent_kind"
    if line.parent is not None and line.parent.kind not in PARENTS[line.kind]:
        code = "wrong_parent_kind"
    if code:
        reading.problems.append(Problem(line.row, "parent", code, line.parent_word))


def _find_rings(reading: _Reading) -> None:
    """Kinds only ever lead downwards, so a ring would have been refused by them; this says so all the same."""
    for line in reading.lines:
        seen, above = {id(line)}, line.parent
        while isinstance(above, _Line):
            if id(above) in seen:
                reading.problems.append(Problem(line.row, "parent", "ring", line.parent_word))
                break
            seen.add(id(above))
            above = above.parent


def _match(reading: _Reading, line: _Line) -> None:
    """The known node that the line names: by its code, else by name and kind."""
    if line.code:
        line.node = next((node for node in reading.known if node.code == line.code), None)
    if line.node is None:
        same = [
            node
            for node in reading.known
            if (node.name, node.kind) == (line.name, line.kind) and (not line.code or node.code in (None, line.code))
        ]
        line.node = next((node for node in same if _stands_there(reading, line, node)), None)
    if line.node is not None and line.node.kind is not line.kind:
        reading.problems.append(Problem(line.row, "kind", "kind_differs", line.name))
    elif line.node is not None and not _stands_there(reading, line, line.node):
        reading.problems.append(Problem(line.row, "parent", "parent_differs", line.parent_word))
    elif line.node is None and line.code and _is_taken(line.code):
        reading.problems.append(Problem(line.row, "code", "code_taken", line.code))


def _stands_there(reading: _Reading, line: _Line, node: Jurisdiction) -> bool:
    parent = line.parent
    if isinstance(parent, _Line):
        above = next((n for n in reading.known if n.id == node.parent_id), None)
        return above is not None and (
            above.code == parent.code if parent.code and above.code else above.name == parent.name
        )
    # The own topmost node may be named without its parent, which lies outside.
    return parent is None or node.parent_id == parent.id


def _is_taken(code: str) -> bool:
    return db.session.scalar(select(Jurisdiction.id).where(Jurisdiction.code == code)) is not None


def _finish(reading: _Reading, total: int, ignored: list[str], *, apply: bool) -> Report:
    report = Report(total=total, ignored_columns=ignored)
    report.problems = sorted(reading.problems, key=lambda problem: problem.row)
    wrong = {problem.row for problem in report.problems}
    good = [line for line in reading.lines if line.row not in wrong]
    report.created = sum(line.node is None for line in good)
    report.updated = sum(line.node is not None and bool(_changes(line, line.node)) for line in good)
    report.unchanged = len(good) - report.created - report.updated
    if apply and not report.problems:
        for line in good:
            _write(line)
        report.is_applied = True
        changes = {"rows": total, "created": report.created, "updated": report.updated}
        record("register.imported", "jurisdiction", reading.top.id if reading.top else None, changes=changes)
    return report


def _write(line: _Line) -> Jurisdiction:
    """The line's node, made or changed once; its parent first."""
    parent = _write(line.parent) if isinstance(line.parent, _Line) else line.parent
    if line.node is None:
        line.node = insert(parent, line.name, line.kind, line.code, bool(line.is_urban))
        changes = {"name": line.name, "kind": line.kind, "parent_id": line.node.parent_id}
        record("jurisdiction.added", "jurisdiction", line.node.id, changes=changes)
        return line.node
    differences = _changes(line, line.node)
    for name, (_, value) in differences.items():
        setattr(line.node, name, value)
    if differences:
        record("jurisdiction.changed", "jurisdiction", line.node.id, changes=differences)
    return line.node


def _changes(line: _Line, node: Jurisdiction) -> dict[str, list[Any]]:
    wanted = {"name": line.name, "code": line.code or node.code, "is_urban": line.is_urban}
    return {
        name: [getattr(node, name), value]
        for name, value in wanted.items()
        if value is not None and getattr(node, name) != value
    }
