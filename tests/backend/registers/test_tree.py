"""The tree of jurisdictions: who sees and keeps which part, and what follows when a node moves."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from backend.audit.models import AuditEntry
from backend.catalog.roles import Role
from backend.extensions import db
from backend.jurisdictions.models import Jurisdiction
from tests.backend.registers.conftest import Client, ClientAs
from tests.factories.world import World, make_jurisdiction, make_officer


def _names(client: Client, query: str = "") -> list[str]:
    return [node["name"] for node in (client.get(f"/api/jurisdictions{query}").json or {})["items"]]


def _add(client: Client, parent_id: int | None, name: str, kind: str, **more: Any) -> Any:
    return client.post("/api/jurisdictions", json={"parent_id": parent_id, "name": name, "kind": kind, **more})


def test_everyone_sees_the_own_node_and_what_lies_below(
    world: World, keeper: Client, admin: Client, client_as: ClientAs
) -> None:
    assert _names(admin) == ["示例市", "示例区", "城东所", "城西所"]
    assert _names(keeper) == ["示例区", "城东所", "城西所"]
    assert _names(client_as(world.officer)) == ["城东所"]
    assert _names(client_as(world.kitchen.people[Role.PRINCIPAL])) == []
    assert client_as(world.kitchen.people[Role.WORKER]).get("/api/jurisdictions").status_code == 403
    assert _names(keeper, f"?parent_id={world.county.id}") == ["城东所", "城西所"]
    assert _names(keeper, "?q=城西") == ["城西所"]


def test_a_node_is_added_renamed_and_removed_by_who_keeps_it(world: World, keeper: Client) -> None:
    made = _add(keeper, world.office.id, "学府街道", "town", code="500110001", is_urban=True)
    assert made.status_code == 201
    node = made.json
    assert (node["code"], node["is_urban"], node["children"]) == ("500110001", True, 0)
    stored = db.session.get_one(Jurisdiction, node["id"])
    assert stored.path == f"{world.office.path}{node['id']}/"

    path = f"/api/jurisdictions/{node['id']}"
    assert keeper.patch(path, json={"name": "学府路街道", "is_urban": False}).json["name"] == "学府路街道"
    assert _add(keeper, world.office.id, "另一街道", "town", code="500110001").json["code"] == "code_taken"
    assert keeper.get(f"/api/jurisdictions/{world.office.id}").json["children"] == 1
    assert keeper.delete(path).status_code == 204
    assert keeper.get(path).status_code == 404

    acts = db.session.scalars(select(AuditEntry.action).where(AuditEntry.subject_kind == "jurisdiction")).all()
    assert list(acts) == ["jurisdiction.added", "jurisdiction.changed", "jurisdiction.removed"]


def test_what_lies_outside_answers_like_what_is_missing(world: World, keeper: Client) -> None:
    for node_id in (world.city.id, 987_654):
        assert keeper.get(f"/api/jurisdictions/{node_id}").status_code == 404
        assert keeper.patch(f"/api/jurisdictions/{node_id}", json={"name": "x"}).status_code == 404
        assert keeper.delete(f"/api/jurisdictions/{node_id}").status_code == 404
        assert _add(keeper, node_id, "x", "county").status_code == 404
        assert (
            keeper.put(f"/api/jurisdictions/{world.office.id}/parent", json={"parent_id": node_id}).status_code == 404
        )


def test_only_who_keeps_the_platform_adds_at_the_top(world: World, keeper: Client, admin: Client) -> None:
    assert _add(keeper, None, "另一市", "city").status_code == 403
    assert _add(admin, None, "另一市", "city").status_code == 201


def test_an_officer_of_a_local_office_keeps_nothing(world: World, client_as: ClientAs) -> None:
    officer = client_as(world.officer)
    assert _add(officer, world.office.id, "x", "town").status_code == 403
    assert officer.patch(f"/api/jurisdictions/{world.office.id}", json={"name": "x"}).status_code == 403


@pytest.mark.parametrize(
    ("kind", "at"), [("city", "county"), ("county", "office"), ("office", "office"), ("town", "city")]
)
def test_a_node_stands_only_where_its_kind_may(world: World, admin: Client, kind: str, at: str) -> None:
    answer = _add(admin, getattr(world, at).id, "x", kind)
    assert (answer.status_code, answer.json["code"]) == (422, "wrong_parent_kind")


def test_all_below_follow_a_node_that_moves(world: World, admin: Client, client_as: ClientAs) -> None:
    other = make_jurisdiction("另一区", "county", world.city)
    town = make_jurisdiction("学府街道", "town", world.office)
    officer = make_officer(Role.COUNTY_OFFICER, other)
    db.session.commit()
    watcher = client_as(officer)
    school = f"/api/establishments/{world.kitchen.establishment.id}"
    assert watcher.get(school).status_code == 404

    moved = admin.put(f"/api/jurisdictions/{world.office.id}/parent", json={"parent_id": other.id})
    assert moved.status_code == 200
    db.session.expire_all()
    assert world.office.path == f"{other.path}{world.office.id}/"
    assert town.path == f"{world.office.path}{town.id}/"
    # Rights follow the path: the other county's officer sees the school now.
    assert watcher.get(school).status_code == 200
    assert _names(watcher) == ["另一区", "城东所", "学府街道"]


def test_a_node_cannot_move_below_itself_or_where_its_kind_may_not(world: World, admin: Client) -> None:
    below = admin.put(f"/api/jurisdictions/{world.county.id}/parent", json={"parent_id": world.office.id})
    assert below.json["code"] == "below_itself"
    wrong = admin.put(f"/api/jurisdictions/{world.office.id}/parent", json={"parent_id": None})
    assert wrong.json["code"] == "wrong_parent_kind"


def test_a_node_with_anything_at_it_stays(world: World, admin: Client) -> None:
    for node in (world.city, world.county, world.office):
        answer = admin.delete(f"/api/jurisdictions/{node.id}")
        assert (answer.status_code, answer.json["code"]) == (409, "jurisdiction_in_use")
