"""Reading a list of parents, from a table or from pasted lines, into rows and the mistakes in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from backend.accounts.policy import mobile_number
from backend.core.errors import InvalidError

MAX_ROWS = 1000
_HEADINGS = {
    "phone": ("手机号", "手机号码", "手机", "电话", "联系电话", "phone", "mobile"),
    "name": ("姓名", "家长姓名", "name"),
    "remark": ("备注", "班级", "年级班级", "remark", "class"),
}
_SEPARATORS = re.compile(r"[\t,，;；、]+|\s+")


@dataclass(frozen=True)
class ListedParent:
    phone: str
    name: str
    remark: str


@dataclass(frozen=True)
class RowError:
    """`row`: as the person counts, the heading of a table being the first. `code` has words in the app."""

    row: int
    code: str
    value: str


@dataclass(frozen=True)
class ParentList:
    parents: tuple[ListedParent, ...]
    errors: tuple[RowError, ...]


def from_lines(text: str) -> list[tuple[int, dict[str, str]]]:
    """One parent a line: phone and name in either order, then anything as the remark."""
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        parts = [part for part in _SEPARATORS.split(line.strip()) if part]
        if not parts:
            continue
        phone = next((part for part in parts if part.lstrip("+").isdigit()), "")
        rest = [part for part in parts if part != phone]
        found.append((number, {"phone": phone, "name": rest[0] if rest else "", "remark": " ".join(rest[1:])}))
    return found


def by_heading(values: Mapping[str, str]) -> dict[str, str]:
    """The columns that are known, whatever the language of their headings."""
    lowered = {heading.strip().lower(): cell for heading, cell in values.items()}
    return {field: next((lowered[name] for name in names if name in lowered), "") for field, names in _HEADINGS.items()}


def read_list(rows: Iterable[tuple[int, Mapping[str, str]]]) -> ParentList:
    """Each row checked; a number that comes twice is a mistake in the second row."""
    parents: list[ListedParent] = []
    errors: list[RowError] = []
    seen: set[str] = set()
    for number, row in rows:
        try:
            phone = mobile_number(row["phone"])
        except InvalidError:
            errors.append(RowError(number, "phone_invalid", row["phone"][:20]))
            continue
        name, remark = row["name"].strip(), row["remark"].strip()
        if not 1 <= len(name) <= 60:
            errors.append(RowError(number, "name_missing", name[:20]))
        elif len(remark) > 60:
            errors.append(RowError(number, "remark_too_long", remark[:20]))
        elif phone in seen:
            errors.append(RowError(number, "phone_twice", phone))
        else:
            seen.add(phone)
            parents.append(ListedParent(phone, name, remark))
    if len(parents) + len(errors) > MAX_ROWS:
        errors.insert(0, RowError(0, "too_many_rows", str(MAX_ROWS)))
    return ParentList(tuple(parents), tuple(errors))
