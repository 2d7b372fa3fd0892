"""The choice among suppliers: certified ones first, then those whose kitchen is seen live."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from backend.accounts.models import User
from backend.catalog.cameras import CameraState
from backend.catalog.credentials import QualityScheme
from backend.catalog.roles import Role
from backend.core import clock as core_clock
from backend.credentials.models import QualityCertificate
from backend.establishments import service
from backend.establishments.models import Establishment
from backend.extensions import db
from tests.factories.world import World, make_camera

ClientAs = Callable[[User], FlaskClient]
TODAY = date(2026, 3, 2)


@pytest.fixture
def owner(world: World, client_as: ClientAs) -> FlaskClient:
    return client_as(world.kitchen.people[Role.SAFETY_OFFICER])


def _supplier(world: World, name: str) -> Establishment:
    row = service.create({"name": name, "kind": "collective_supplier", "jurisdiction_id": world.office.id})
    db.session.commit()
    return row


def _certify(world: World, row: Establishment, scheme: QualityScheme, expires_on: date = date(2027, 1, 1)) -> None:
    db.session.add(
        QualityCertificate(
            establishment_id=row.id,
            scheme=scheme,
            number="C-1",
            body="x",
            issued_on=date(2025, 1, 1),
            expires_on=expires_on,
            added_by_id=world.admin.id,
            added_at=core_clock.now(),
        )
    )
    db.session.commit()


def _show(world: World, row: Establishment) -> None:
    camera = make_camera(row.areas[0], world.device)
    camera.state, camera.last_frame_at = CameraState.ONLINE, core_clock.now() - timedelta(seconds=3)
    db.session.commit()


def _candidates(world: World, client: FlaskClient, query: str = "") -> list[dict[str, Any]]:
    answer = client.get(f"/api/establishments/{world.kitchen.establishment.id}/supplier-candidates{query}")
    assert answer.status_code == 200, answer.json
    rows: list[dict[str, Any]] = (answer.json or {})["items"]
    return rows


@pytest.mark.requirement("J158", "J159", "J160")
def test_certified_suppliers_come_first_then_those_that_can_be_seen(world: World, owner: FlaskClient) -> None:
    plain, seen, iso, haccp, expired = (_supplier(world, name) for name in ("a", "b", "c", "d", "e"))
    _show(world, seen)
    _certify(world, iso, QualityScheme.ISO_22000)
    _certify(world, haccp, QualityScheme.HACCP)
    _certify(world, expired, QualityScheme.HACCP, TODAY - timedelta(days=1))

    assert [row["name"] for row in _candidates(world, owner)] == ["d", "c", "b", "a", "e"]
    first, _, third, last, _ = _candidates(world, owner)
    assert (first["haccp_until"], third["cameras_live"], last["cameras_live"]) == ("2027-01-01", 1, 0)
    assert plain.id == last["id"]


def test_a_certificate_holds_through_its_last_day(world: World, owner: FlaskClient) -> None:
    _certify(world, _supplier(world, "a"), QualityScheme.HACCP, TODAY)

    assert _candidates(world, owner)[0]["haccp_until"] == str(TODAY)


def test_linked_suppliers_show_what_speaks_for_them(world: World, owner: FlaskClient, client_as: ClientAs) -> None:
    old, new = _supplier(world, "旧供餐"), _supplier(world, "新供餐")
    _certify(world, old, QualityScheme.HACCP)
    path = f"/api/establishments/{world.kitchen.establishment.id}/suppliers"
    for row in (old, new):
        assert owner.post(path, json={"supplier_id": row.id, "starts_on": "2026-02-01"}).status_code == 201
    listed = (owner.get(path).json or {})["items"]
    assert [row["name"] for row in listed] == ["旧供餐", "新供餐"]
    owner.post(f"/api/supply-links/{listed[0]['link']['id']}/end", json={"ends_on": "2026-03-01"})

    parent = client_as(world.kitchen.people[Role.PARENT])
    assert [row["name"] for row in (parent.get(path).json or {})["items"]] == ["新供餐", "旧供餐"]
    assert client_as(world.foreign_officer).get(path).status_code == 404


def test_candidates_are_suppliers_only_and_found_by_name(world: World, owner: FlaskClient, client_as: ClientAs) -> None:
    _supplier(world, "甲供餐")
    _supplier(world, "乙供餐")

    assert [row["name"] for row in _candidates(world, owner, "?q=甲")] == ["甲供餐"]
    assert len(_candidates(world, owner)) == 2
    path = f"/api/establishments/{world.kitchen.establishment.id}/supplier-candidates"
    assert client_as(world.kitchen.people[Role.WORKER]).get(path).status_code == 403


def test_many_suppliers_cost_as_many_queries_as_few(world: World, owner: FlaskClient) -> None:
    def count() -> int:
        statements: list[str] = []

        def note(_c: object, _k: object, text: str, *_: object) -> None:
            statements.append(text)

        event.listen(db.engine, "before_cursor_execute", note)
        _candidates(world, owner)
        event.remove(db.engine, "before_cursor_execute", note)
        return len(statements)

    _supplier(world, "a")
    one = count()
    for name in "bcdef":
        _show(world, _supplier(world, name))
    assert count() == one
