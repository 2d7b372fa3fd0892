"""What is shown and what is missing, by section of the table."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    id: str
    section: str
    text: str


def report(rows: Sequence[Row], shown: Collection[str]) -> str:
    """Missing rows by section; the last line is `requirements: N of M shown`."""
    lines = []
    for section in dict.fromkeys(_group(row) for row in rows):
        members = [row for row in rows if _group(row) == section]
        missing = [row for row in members if row.id not in shown]
        lines.append(f"{section}: {len(members) - len(missing)} of {len(members)} shown")
        lines += [f"    {row.id}  {row.text}" for row in missing]
    lines.append(f"requirements: {sum(row.id in shown for row in rows)} of {len(rows)} shown")
    return "\n".join(lines)


def _group(row: Row) -> str:
    """Both seeds have a section A, so the seed's letter stands before it."""
    return f"{row.id[0]} {row.section}"
