"""New establishments: credit codes, defaults, and a whole register at once."""

from __future__ import annotations

import pytest
from sqlalchemy import event, select

from backend.catalog.areas import REQUIRED_AREAS, AreaKind
from backend.catalog.establishments import KINDS, CompetentBody, EstablishmentKind, EstablishmentState, SizeClass
from backend.core.errors import InvalidError
from backend.establishments import service
from backend.establishments.models import Establishment
from backend.establishments.policy import check_credit_code
from backend.establishments.policy.credit_codes import check_character
from backend.extensions import db
from tests.factories.world import World

# Published codes of well-known companies.
REAL = ("91440300708461136T", "91110000802100433B", "914403001922038216", "91330100799655058B")
CODE = REAL[0]


def _code(number: int) -> str:
    first = f"91500110MA5{number:06d}"[:17]
    return first + check_character(first)


@pytest.mark.parametrize("code", REAL)
def test_real_codes_pass(code: str) -> None:
    assert check_credit_code(f" {code[:9].lower()} {code[9:]}") == code


def test_any_one_wrong_character_is_found() -> None:
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    wrong = [CODE[:n] + other + CODE[n + 1 :] for n in range(18) for other in alphabet if other != CODE[n]]
    for code in wrong:
        with pytest.raises(InvalidError):
            check_credit_code(code)


@pytest.mark.parametrize("code", ["", CODE[:-1], CODE + "0", "9144030070846113OT", "Z" * 18, "9144030070846113６T"])
def test_what_is_no_code_is_refused(code: str) -> None:
    with pytest.raises(InvalidError):
        check_credit_code(code)


@pytest.mark.requirement("Q011")
def test_a_new_establishment_has_all_defaults(world: World) -> None:
    row = service.create({"name": "幼儿园", "kind": "kindergarten", "jurisdiction_id": world.office.id})

    assert [area.kind for area in row.areas] == list(REQUIRED_AREAS)
    assert all(area.name for area in row.areas)
    assert row.competent_body is CompetentBody.EDUCATION
    assert row.state is EstablishmentState.ACTIVE
    assert {hours["weekday"] for hours in row.opening_hours} == {0, 1, 2, 3, 4}
    assert row.uniform_colours
    assert (row.closes_on_holidays, row.follows_school_calendar) == (True, True)
    assert len(row.public_code) >= 20


def test_a_supplier_packs_and_delivers_as_well(world: World) -> None:
    row = service.create({"name": "供餐", "kind": "collective_supplier", "jurisdiction_id": world.office.id})

    assert [area.kind for area in row.areas] == [*REQUIRED_AREAS, AreaKind.PACK, AreaKind.DELIVERY]


@pytest.mark.parametrize("kind", list(EstablishmentKind))
def test_the_competent_body_follows_from_the_kind(world: World, kind: EstablishmentKind) -> None:
    row = service.create({"name": "x", "kind": kind, "jurisdiction_id": world.office.id})

    assert row.competent_body is KINDS[kind].body


def test_a_code_belongs_to_one_living_establishment(world: World) -> None:
    values = {"name": "x", "kind": "restaurant", "jurisdiction_id": world.office.id, "credit_code": CODE.lower()}
    first = service.create(values)
    with pytest.raises(InvalidError, match="invalid"):
        service.create(values)
    first.state = EstablishmentState.CLOSED
    db.session.flush()

    assert service.create(values).credit_code == CODE


@pytest.mark.parametrize(
    "values",
    [
        {"credit_code": "1"},
        {"kind": "primary_school", "size_class": SizeClass.LARGE},
        {"kind": "primary_school", "tags": ["hotpot"]},
        {"kind": "restaurant", "tags": ["boarding"]},
        {"kind": "chain_headquarters", "tags": ["chain_branch"]},
        {"opening_hours": [{"weekday": 0, "from": "12:00", "to": "08:00"}]},
    ],
    ids=str,
)
def test_facts_that_do_not_go_together_are_refused(world: World, values: dict[str, object]) -> None:
    with pytest.raises(InvalidError):
        service.create({"name": "x", "kind": "canteen", "jurisdiction_id": world.office.id, **values})


def test_a_register_is_written_in_few_statements(world: World) -> None:
    rows = [
        {"name": f"饭店{n}", "kind": "restaurant", "jurisdiction_id": world.office.id, "credit_code": _code(n)}
        for n in range(1200)
    ]
    statements: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda _c, _k, text, *_: statements.append(text))
    ids = service.create_many(rows)

    assert len(statements) < 15
    names = {row.id: row.name for row in db.session.scalars(select(Establishment))}
    assert [names[key] for key in ids] == [row["name"] for row in rows]
    assert len(db.session.get_one(Establishment, ids[700]).areas) == len(REQUIRED_AREAS)


def test_a_register_with_a_code_twice_is_refused(world: World) -> None:
    row = {"name": "x", "kind": "restaurant", "jurisdiction_id": world.office.id, "credit_code": CODE}
    with pytest.raises(InvalidError):
        service.create_many([row, row])
