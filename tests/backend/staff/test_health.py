"""Health certificates: who may hold a post, who is told, and who may look."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from sqlalchemy import select

from backend.audit.models import AuditEntry
from backend.catalog.credentials import DutyCode, DutyState
from backend.catalog.posts import Post
from backend.catalog.roles import Role
from backend.catalog.staff import LeavingReason
from backend.core.tables import read_rows
from backend.duties.models import Duty, DutyRule
from backend.duties.service import seed_defaults
from backend.extensions import db
from backend.staff.models import HealthCertificate
from backend.staff.service import end_employment
from tests.backend.staff.helpers import ClientAs, add_certificate, hire
from tests.factories.world import World
from tests.fakes.clock import FrozenClock

TODAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def _rules(world: World) -> None:
    seed_defaults()
    db.session.commit()


def _keeper(world: World, client_as: ClientAs):  # type: ignore[no-untyped-def]  # a client
    return client_as(world.kitchen.people[Role.SAFETY_OFFICER])


@pytest.mark.requirement("Q113")
def test_without_a_valid_certificate_nobody_gets_a_post_at_ready_to_eat_food(
    world: World, client_as: ClientAs, clock: FrozenClock
) -> None:
    row, client = hire(world.kitchen, Post.STOREKEEPER), _keeper(world, client_as)
    path = f"/api/employments/{row.id}/posts"
    refused = client.post(path, json={"post": "cook"})
    assert (refused.status_code, (refused.json or {})["code"]) == (409, "health_certificate_missing")
    assert client.post(path, json={"post": "rough_preparation"}).status_code == 201
    added = add_certificate(client, row, "2025-03-03")
    assert added.status_code == 201, added.json
    assert (added.json or {})["certificates"][0]["expires_on"] == "2026-03-03"
    given = client.post(path, json={"post": "cook"})
    assert given.status_code == 201
    assert "cook" in (given.json or {})["posts"]
    assert (given.json or {})["is_barred"] is False
    clock.advance(days=2)
    file = client.get(f"/api/employments/{row.id}").json or {}
    assert (file["health"], file["light"], file["is_barred"]) == ("expired", "red", True)
    expired = client.post(path, json={"post": "server"})
    assert (expired.json or {})["code"] == "health_certificate_expired"
    renewed = add_certificate(client, row, "2026-03-03").json or {}
    assert (renewed["health"], renewed["light"], renewed["is_barred"]) == ("valid", "green", False)
    assert len(renewed["certificates"]) == 2


@pytest.mark.requirement("Q116")
def test_one_expired_certificate_turns_the_light_red(world: World, client_as: ClientAs) -> None:
    client = _keeper(world, client_as)
    people = {name: hire(world.kitchen, Post.STOREKEEPER, name=name) for name in ("甲", "乙", "丙", "丁")}
    add_certificate(client, people["甲"], "2025-02-01")
    add_certificate(client, people["乙"], "2025-03-20")
    add_certificate(client, people["丙"], "2026-02-20")
    path = f"/api/establishments/{world.kitchen.establishment.id}/staff"
    lights = {each["name"]: each["light"] for each in (client.get(path).json or {})["items"]}
    assert lights == {"甲": "red", "乙": "orange", "丙": "green", "丁": "grey"}
    for name, light in lights.items():
        found = client.get(f"{path}?light={light}").json or {}
        assert [each["name"] for each in found["items"]] == [name]


def test_the_validity_is_the_rules_and_no_longer(world: World, client_as: ClientAs) -> None:
    client, row = _keeper(world, client_as), hire(world.kitchen, Post.STOREKEEPER)
    longer = add_certificate(client, row, "2026-02-01", expires_on="2027-02-02")
    assert (longer.status_code, (longer.json or {})["code"]) == (422, "validity_too_long")
    future = add_certificate(client, row, "2026-03-03")
    assert (future.json or {})["code"] == "examined_in_future"
    rule = db.session.scalars(select(DutyRule).where(DutyRule.code == DutyCode.HEALTH_RENEWAL)).one()
    rule.parameters = {"valid_years": 2}
    db.session.commit()
    assert add_certificate(client, row, "2026-02-01", expires_on="2028-02-01").status_code == 201


def test_a_renewal_is_a_duty_until_the_next_certificate_is_there(world: World, client_as: ClientAs) -> None:
    client, row = _keeper(world, client_as), hire(world.kitchen, Post.COOK)
    add_certificate(client, row, "2025-03-20")
    duty = db.session.scalars(select(Duty)).one()
    assert (duty.due_on, duty.holder_id, duty.state) == (date(2026, 3, 20), row.user_id, DutyState.PENDING)
    assert duty.url == f"/staff/{row.id}/certificate"
    add_certificate(client, row, "2026-03-01")
    states = db.session.scalars(select(Duty.state).order_by(Duty.id).execution_options(populate_existing=True)).all()
    assert states == [DutyState.FULFILLED, DutyState.PENDING]
    end_employment(row, LeavingReason.RETIRED)
    db.session.commit()
    states = db.session.scalars(select(Duty.state).order_by(Duty.id).execution_options(populate_existing=True)).all()
    assert states == [DutyState.FULFILLED, DutyState.CANCELLED]


def test_an_older_certificate_never_takes_over(world: World, client_as: ClientAs) -> None:
    client, row = _keeper(world, client_as), hire(world.kitchen, Post.COOK)
    add_certificate(client, row, "2026-02-01")
    assert (add_certificate(client, row, "2025-06-01").json or {})["code"] == "older_certificate"


def test_a_valid_certificate_comes_along_to_the_next_kitchen(world: World, client_as: ClientAs) -> None:
    row = hire(world.kitchen, Post.COOK)
    add_certificate(_keeper(world, client_as), row, "2026-02-01")
    end_employment(row, LeavingReason.TRANSFERRED)
    next_row = hire(world.other, Post.COOK, user=row.user)
    rows = db.session.scalars(select(HealthCertificate).order_by(HealthCertificate.id)).all()
    assert [each.establishment_id for each in rows] == [world.kitchen.establishment.id, world.other.establishment.id]
    file = client_as(row.user).get(f"/api/employments/{next_row.id}").json or {}
    assert file["health"] == "valid"


def test_a_worker_adds_the_own_photo_and_nobody_elses(world: World, client_as: ClientAs) -> None:
    own, colleague = hire(world.kitchen, Post.COOK), hire(world.kitchen, Post.COOK)
    client = client_as(own.user)
    assert add_certificate(client, own).status_code == 201
    assert add_certificate(client, colleague).status_code == 404


def test_the_photo_is_read_with_a_reason_and_on_record(world: World, client_as: ClientAs) -> None:
    row, keeper = hire(world.kitchen, Post.COOK), _keeper(world, client_as)
    file = add_certificate(keeper, row).json or {}
    path = f"/api/health-certificates/{file['certificates'][0]['id']}/photo"
    assert (keeper.get(path).json or {})["code"] == "reason_required"
    assert keeper.get(f"{path}?reason=体检核对").status_code == 200
    assert client_as(row.user).get(path).status_code == 200
    for stranger in (world.officer, world.kitchen.people[Role.WORKER], world.other.people[Role.SAFETY_OFFICER]):
        assert client_as(stranger).get(f"{path}?reason=体检核对").status_code == 404
    reads = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "health_certificate.read")).all()
    assert [(each.actor_id, each.changes["reason"]) for each in reads] == [
        (world.kitchen.people[Role.SAFETY_OFFICER].id, "体检核对"),
        (row.user_id, "own"),
    ]


def test_an_officer_sees_surname_last_digits_and_validity(world: World, client_as: ClientAs) -> None:
    row = hire(world.kitchen, Post.COOK, name="欧阳小明")
    add_certificate(_keeper(world, client_as), row)
    client = client_as(world.officer)
    answer = client.get(f"/api/establishments/{world.kitchen.establishment.id}/staff")
    (shown,) = (answer.json or {})["items"]
    assert (shown["name"], shown["number"], shown["expires_on"]) == ("欧**", "****3456", "2027-02-01")
    file = client.get(f"/api/employments/{row.id}")
    for text in (answer.text, file.text):
        assert "欧阳小明" not in text
        assert "JK4401" not in text
        assert row.user.phone not in text
    assert (file.json or {})["certificates"][0]["has_photo"] is False
    assert (file.json or {})["allowed"] == []


@pytest.mark.requirement("Q115")
def test_who_is_due_in_thirty_days_is_exported_masked_and_with_a_reason(world: World, client_as: ClientAs) -> None:
    client = _keeper(world, client_as)
    for name, examined in (("赵一一", "2025-03-30"), ("钱二二", "2025-02-01"), ("孙三三", "2026-02-01")):
        add_certificate(client, hire(world.kitchen, Post.COOK, name=name), examined)
    hire(world.kitchen, Post.SERVER, name="李四四")
    hire(world.kitchen, Post.STOREKEEPER, name="=cmd()")
    path = f"/api/establishments/{world.kitchen.establishment.id}/staff/export?due_within=30"
    assert client.get(path).status_code == 422
    answer = client.get(f"{path}&reason=组织体检")
    assert answer.status_code == 200
    lines = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert [line[0] for line in lines[1:]] == ["李**", "赵**", "钱**"]
    sheet = read_rows(client.get(f"{path}&reason=组织体检&format=xlsx").data)
    assert len(sheet.rows) == 3
    assert "JK4401" not in answer.text
    reads = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "staff_export.read")).all()
    assert [each.changes["reason"] for each in reads] == ["组织体检", "组织体检"]
