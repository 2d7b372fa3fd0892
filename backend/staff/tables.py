"""People as rows of a spreadsheet, masked: surname, last four digits, validity."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from backend.catalog.posts import POSTS
from backend.core.tables import CSV_TYPE, XLSX_TYPE, Cell
from backend.staff.policy import HealthState

_HEADER = (
    ("姓名", "Name"),
    ("手机", "Phone"),
    ("岗位", "Posts"),
    ("到岗日期", "Since"),
    ("离岗日期", "Until"),
    ("健康证明", "Health certificate"),
    ("证明编号", "Certificate number"),
    ("有效期至", "Valid until"),
    ("不得从事接触直接入口食品工作", "May not work with ready-to-eat food"),
)
_STATES = {
    HealthState.VALID: ("有效", "Valid"),
    HealthState.DUE: ("即将到期", "Due soon"),
    HealthState.EXPIRED: ("已过期", "Expired"),
    HealthState.MISSING: ("缺失", "Missing"),
    HealthState.NOT_NEEDED: ("不要求", "Not needed"),
}
_BYTES = {"schema": {"type": "string", "format": "binary"}}
ANSWERS = {"200": {"description": "A table", "content": {CSV_TYPE.split(";")[0]: _BYTES, XLSX_TYPE: _BYTES}}}


def header(locale: str) -> list[str]:
    return [pair[_index(locale)] for pair in _HEADER]


def rows(people: Iterable[dict[str, Any]], locale: str) -> Iterator[list[Cell]]:
    index = _index(locale)
    for each in people:
        names = [(POSTS[post].zh, POSTS[post].en)[index] for post in each["posts"]]
        yield [
            each["name"],
            each["phone"],
            ("、", ", ")[index].join(names),
            each["started_at"].date(),
            each["ended_at"].date() if each["ended_at"] else None,
            _STATES[each["health"]][index],
            each["number"],
            each["expires_on"],
            (("是", "yes") if each["is_barred"] else ("否", "no"))[index],
        ]


def _index(locale: str) -> int:
    return 0 if locale.startswith("zh") else 1
