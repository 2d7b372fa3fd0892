"""The expected answer for every route, role and place, from the API description and what is declared."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from backend.catalog.roles import DEFAULT_GRANTS, Permission, Role
from tools.permissions.declared import EXCEPTIONS, IDS, Id, Outcome, Owner

METHODS = ("get", "post", "put", "patch", "delete")
# Until somebody declares it; the test names every such id.
_UNKNOWN = Id(Owner.PLACE)
# Boxes sign every request; people never call these.
OF_DEVICES = ("/api/device/", "/api/observations")


@dataclass(frozen=True)
class Operation:
    """`permissions`: one of them must be held somewhere; None: the route needs no session."""

    method: str
    path: str
    permissions: tuple[Permission, ...] | None

    @property
    def names(self) -> list[str]:
        return re.findall(r"{(\w+)}", self.path)

    def __str__(self) -> str:
        return f"{self.method.upper()} {self.path}"


def operations(document: Mapping[str, Any]) -> Iterator[Operation]:
    for path, item in sorted(document["paths"].items()):
        if not path.startswith(OF_DEVICES):
            for method in METHODS:
                if method in item:
                    yield Operation(method, path, _permissions(item[method]))


def _permissions(item: Mapping[str, Any]) -> tuple[Permission, ...] | None:
    if not item.get("security"):
        return None
    return tuple(Permission(name) for name in item.get("x-permissions", ()))


def undeclared(document: Mapping[str, Any]) -> list[str]:
    """One line for every route of which the table cannot say what it should answer."""
    found = []
    for operation in operations(document):
        if operation.permissions is None:
            continue
        unknown = [name for name in operation.names if name not in IDS]
        if unknown:
            found.append(f"{operation}: say in tools/permissions/declared.py, IDS, whose {', '.join(unknown)} are")
    known = {(op.method, op.path) for op in operations(document)}
    return found + [
        f"{method.upper()} {path}: an exception without a route" for method, path in EXCEPTIONS.keys() - known
    ]


def expected(operation: Operation, role: Role, *, is_theirs: bool = True) -> Outcome:
    """`is_theirs`: the thing lies where the role counts; what is one person's alone is never another's."""
    if operation.permissions is None:
        return Outcome.ANYBODY
    held = DEFAULT_GRANTS[role]
    if operation.permissions and held.isdisjoint(operation.permissions):
        return Outcome.REFUSED
    exception = EXCEPTIONS.get((operation.method, operation.path))
    if is_theirs and exception and role in exception.outcomes:
        return exception.outcomes[role]
    return _worst(_through(IDS.get(name, _UNKNOWN), held, is_theirs) for name in operation.names)


def _through(id: Id, held: frozenset[Permission], is_theirs: bool) -> Outcome:
    if id.owner is Owner.SHARED:
        return Outcome.ALLOWED
    if id.owner is Owner.PERSON:
        return Outcome.SOME
    if not is_theirs:
        return Outcome.HIDDEN
    if not id.all_with or held.intersection(id.all_with):
        return Outcome.ALLOWED
    return Outcome.SOME if held.intersection(id.some_with) else Outcome.HIDDEN


def _worst(outcomes: Iterator[Outcome]) -> Outcome:
    order = (Outcome.ALLOWED, Outcome.SOME, Outcome.HIDDEN)
    return max(outcomes, key=order.index, default=Outcome.ALLOWED)
