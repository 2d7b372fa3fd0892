"""Chains and suppliers: who belongs together, and what that lets whom see."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from flask.testing import FlaskClient

from backend.accounts.models import User
from backend.catalog.roles import Role
from backend.establishments import service
from backend.establishments.models import Establishment
from backend.extensions import db
from tests.backend.api.test_foreign_ids import operations
from tests.backend.establishments.conftest import ClientAs
from tests.factories.belongings import make_belongings
from tests.factories.cases import Story
from tests.factories.world import World, make_member

MISSING = 987_654
# Written as POST, and changes nothing at the branch.
LOOKING = {("post", "/api/cameras/{camera_id}/live-sessions"), ("post", "/api/chains/{chain_id}/preview")}


@dataclass
class Chain:
    above: Establishment
    principal: User
    guest: User


@pytest.fixture
def chain(world: World) -> Chain:
    """Headquarters in the other office's area, with the first kitchen as their branch."""
    values = {
        "name": "示例餐饮总部",
        "kind": "chain_headquarters",
        "jurisdiction_id": world.other.establishment.jurisdiction_id,
    }
    above = service.create(values)
    made = Chain(above, make_member(Role.PRINCIPAL, above), make_member(Role.GUEST, above))
    db.session.commit()
    return made


def _path(world: World, tail: str = "") -> str:
    return f"/api/establishments/{world.kitchen.establishment.id}{tail}"


def _join(world: World, chain: Chain, owner: FlaskClient) -> None:
    assert owner.put(_path(world, "/headquarters"), json={"headquarters_id": chain.above.id}).status_code == 200


def test_a_branch_lets_its_headquarters_look(
    world: World, chain: Chain, owner: FlaskClient, client_as: ClientAs
) -> None:
    above = client_as(chain.principal)
    assert above.get(_path(world)).status_code == 404
    _join(world, chain, owner)

    shown = above.get(_path(world)).json or {}
    assert shown["headquarters"] == {"id": chain.above.id, "name": "示例餐饮总部"}
    assert (shown["tags"], shown["may_manage"]) == (["chain_branch"], False)
    assert above.get(_path(world, "/coverage")).status_code == 200
    listed = above.get(f"/api/establishments/{chain.above.id}/branches").json or {}
    assert [row["id"] for row in listed["items"]] == [world.kitchen.establishment.id]


def test_headquarters_change_nothing_at_a_branch(
    world: World, chain: Chain, owner: FlaskClient, client_as: ClientAs
) -> None:
    _join(world, chain, owner)
    ids = make_belongings(Story(world), world.kitchen)
    above, done = client_as(chain.principal), set()
    for operation in operations():
        if operation.method != "get" and operation.names:
            answer = operation.ask(above, {name: ids.get(name, MISSING) for name in operation.names})
            if answer.status_code < 400:
                done.add((operation.method, operation.path))
    assert done == LOOKING


def test_guests_of_the_headquarters_see_no_branch(
    world: World, chain: Chain, owner: FlaskClient, client_as: ClientAs
) -> None:
    _join(world, chain, owner)

    assert client_as(chain.guest).get(_path(world)).status_code == 404


def test_nobody_at_a_branch_sees_the_headquarters(world: World, chain: Chain, owner: FlaskClient) -> None:
    _join(world, chain, owner)

    assert owner.get(f"/api/establishments/{chain.above.id}").status_code == 404


def test_headquarters_part_with_a_branch(world: World, chain: Chain, owner: FlaskClient, client_as: ClientAs) -> None:
    above = client_as(chain.principal)
    path = f"/api/establishments/{chain.above.id}/branches"
    assert above.delete(f"{path}/{world.kitchen.establishment.id}").status_code == 404
    _join(world, chain, owner)
    assert owner.delete(f"{path}/{world.kitchen.establishment.id}").status_code == 404

    assert above.delete(f"{path}/{world.kitchen.establishment.id}").status_code == 204
    assert above.get(_path(world)).status_code == 404
    assert (owner.get(_path(world)).json or {})["tags"] == []


@pytest.mark.parametrize("which", ["kitchen", "missing", "itself"])
def test_only_headquarters_stand_above(world: World, chain: Chain, owner: FlaskClient, which: str) -> None:
    ids = {"kitchen": world.other.establishment.id, "missing": MISSING, "itself": world.kitchen.establishment.id}

    answer = owner.put(_path(world, "/headquarters"), json={"headquarters_id": ids[which]})
    assert answer.status_code == 422
    assert "headquarters_id" in (answer.json or {})["fields"]


def test_headquarters_with_branches_stay_headquarters(
    world: World, chain: Chain, owner: FlaskClient, county: FlaskClient
) -> None:
    _join(world, chain, owner)

    answer = county.patch(f"/api/establishments/{chain.above.id}", json={"kind": "restaurant"})
    assert (answer.status_code, (answer.json or {})["code"]) == (409, "kind_in_use")


@pytest.fixture
def supplier(world: World) -> Establishment:
    values = {"name": "示例供餐", "kind": "collective_supplier", "jurisdiction_id": world.city.id}
    row = service.create(values)
    db.session.commit()
    return row


def _link(world: World, owner: FlaskClient, supplier: Establishment) -> int:
    body = {"supplier_id": supplier.id, "starts_on": "2026-02-23"}
    answer = owner.post(_path(world, "/suppliers"), json=body)
    assert answer.status_code == 201, answer.json
    return int((answer.json or {})["id"])


def test_a_supplier_is_linked_and_let_go(
    world: World,
    supplier: Establishment,
    owner: FlaskClient,
    member: FlaskClient,
    outsider: FlaskClient,
    client_as: ClientAs,
) -> None:
    body = {"supplier_id": supplier.id, "starts_on": "2026-02-23"}
    assert member.post(_path(world, "/suppliers"), json=body).status_code == 403
    assert outsider.post(_path(world, "/suppliers"), json=body).status_code == 404
    key = _link(world, owner, supplier)
    assert owner.post(_path(world, "/suppliers"), json=body).status_code == 409

    theirs = client_as(make_member(Role.PRINCIPAL, supplier))
    listed = theirs.get(f"/api/establishments/{supplier.id}/customers").json or {}
    assert [row["customer"]["name"] for row in listed["items"]] == ["第一中学食堂"]
    assert theirs.get(_path(world)).status_code == 404
    assert outsider.post(f"/api/supply-links/{key}/end", json={"ends_on": "2026-03-01"}).status_code == 404
    assert owner.post(f"/api/supply-links/{key}/end", json={"ends_on": "2026-02-01"}).status_code == 422
    assert owner.post(f"/api/supply-links/{key}/end", json={"ends_on": "2026-03-01"}).status_code == 200
    assert _link(world, owner, supplier) == key


@pytest.mark.parametrize("which", ["school", "missing", "itself"])
def test_only_suppliers_of_meals_are_linked(world: World, owner: FlaskClient, which: str) -> None:
    ids = {"school": world.other.establishment.id, "missing": MISSING, "itself": world.kitchen.establishment.id}
    body = {"supplier_id": ids[which], "starts_on": "2026-02-23"}

    answer = owner.post(_path(world, "/suppliers"), json=body)
    assert answer.status_code == 422
    assert "supplier_id" in (answer.json or {})["fields"]


def test_a_supplier_with_customers_stays_a_supplier(
    world: World, supplier: Establishment, owner: FlaskClient, client_as: ClientAs
) -> None:
    _link(world, owner, supplier)

    answer = client_as(world.admin).patch(f"/api/establishments/{supplier.id}", json={"kind": "restaurant"})
    assert (answer.json or {})["code"] == "kind_in_use"
