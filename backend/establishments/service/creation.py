"""New establishments, one at a time or a whole register; each begins with everything it needs."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import select

from backend.audit.service import record
from backend.catalog.areas import AREA_NAMES
from backend.catalog.establishments import EstablishmentKind, EstablishmentState
from backend.core import clock
from backend.core.bulk import insert_rows
from backend.core.errors import InvalidError
from backend.establishments.models import Area, Establishment, new_public_code
from backend.establishments.policy import check_facts, check_opening_hours, default_areas, default_facts
from backend.extensions import db

# Codes of refused applications and of closed kitchens are free again.
LIVING = (EstablishmentState.PENDING, EstablishmentState.ACTIVE)
_CHUNK = 500
_Row = TypeVar("_Row")
_DEFAULTS: dict[str, Any] = {
    "state": EstablishmentState.ACTIVE,
    "tags": [],
    "size_class": None,
    "brand": "",
    "credit_code": None,
    "legal_person": "",
    "phone": "",
    "diners": 0,
    "headquarters_id": None,
    "meal_times": [],
    "platforms": [],
    "confirmed_at": None,
    "address": "",
    "timezone": "Asia/Shanghai",
    "closed_on": [],
}


def create(values: Mapping[str, Any]) -> Establishment:
    """A new establishment with the eight required areas and the defaults of its kind (Q011).

    `values`: columns of Establishment; name, kind and jurisdiction_id are needed. Raises InvalidError naming the field.
    """
    (key,) = create_many([values])
    row = db.session.get_one(Establishment, key)
    changes = {"kind": row.kind.value, "state": row.state.value, "jurisdiction_id": row.jurisdiction_id}
    record("establishment.created", "establishment", key, establishment_id=key, changes=changes)
    return row


def create_many(rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """The ids of the new establishments, in the order of `rows`, in two statements for every few hundred of them.

    Writes no audit entry: who imports a register records that once. Raises InvalidError as `create` does.
    """
    filled = [_filled(row) for row in rows]
    _check_codes([row["credit_code"] for row in filled if row["credit_code"]])
    ids: list[int] = []
    for chunk in _chunks(filled):
        insert_rows(Establishment, chunk)
        ids += _ids_of([row["public_code"] for row in chunk])
    pairs = [(key, kind) for key, row in zip(ids, filled, strict=True) for kind in default_areas(row["kind"])]
    insert_rows(Area, [{"establishment_id": key, "kind": kind, "name": AREA_NAMES[kind][0]} for key, kind in pairs])
    return ids


def _ids_of(public_codes: Sequence[str]) -> list[int]:
    """Their own random codes tell the new rows from all others, on every database and in any order."""
    statement = select(Establishment.public_code, Establishment.id).where(Establishment.public_code.in_(public_codes))
    found: dict[str, int] = {row.public_code: row.id for row in db.session.execute(statement)}
    return [found[code] for code in public_codes]


def taken_codes(codes: Collection[str], *, besides: int | None = None) -> dict[str, int]:
    """Which of the credit codes living establishments have, and their ids; `besides` leaves one of them out."""
    found: dict[str, int] = {}
    for chunk in _chunks(sorted(set(codes))):
        statement = select(Establishment.credit_code, Establishment.id).where(
            Establishment.credit_code.in_(chunk), Establishment.state.in_(LIVING)
        )
        found.update((code, key) for code, key in db.session.execute(statement).all() if code and key != besides)
    return found


def check_code_is_free(code: str, *, besides: int | None = None) -> None:
    if taken_codes([code], besides=besides):
        raise InvalidError(credit_code=["Another establishment has this credit code already."])


def _filled(values: Mapping[str, Any]) -> dict[str, Any]:
    kind = EstablishmentKind(values["kind"])
    given = {name: value for name, value in values.items() if value is not None}
    row = check_facts(_DEFAULTS | default_facts(kind) | given | {"kind": kind})
    check_opening_hours(row["opening_hours"])
    return row | {"public_code": given.get("public_code") or new_public_code(), "created_at": clock.now()}


def _check_codes(codes: Sequence[str]) -> None:
    twice = sorted({code for code in codes if codes.count(code) > 1}) if len(set(codes)) < len(codes) else []
    taken = twice or sorted(taken_codes(codes))
    if taken:
        raise InvalidError(credit_code=[f"Another establishment has this credit code already: {taken[0]}."])


def _chunks(rows: Sequence[_Row]) -> Iterator[Sequence[_Row]]:
    for start in range(0, len(rows), _CHUNK):
        yield rows[start : start + _CHUNK]
