"""Who sees which case: owner, member, outsider."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import event

from backend.accounts.models import User
from backend.cases.schemas.cases import CaseRowOut
from backend.catalog.roles import Role
from backend.catalog.violations import ViolationType
from backend.extensions import db
from notifications.steps import run_due_steps
from tests.factories.cases import ClientAs, Story, make_duty
from tests.factories.world import make_camera, make_member, make_officer


def ids(client_as: ClientAs, user: User, query: str = "") -> list[int]:
    answer = client_as(user).get(f"/api/cases{query}")
    assert answer.status_code == 200, answer.json
    return [row["id"] for row in answer.get_json()["items"]]


def test_the_people_of_the_kitchen_and_its_officers_see_the_case(story: Story, client_as: ClientAs) -> None:
    case = story.open()

    for user in (
        story.person(Role.SAFETY_HEAD),
        story.person(Role.PRINCIPAL),
        story.world.officer,
        story.world.auditor,
        make_officer(Role.COUNTY_OFFICER, story.world.county),
    ):
        assert ids(client_as, user) == [case.id]
        assert client_as(user).get(f"/api/cases/{case.id}").status_code == 200


def test_for_outsiders_a_case_of_others_is_like_a_missing_one(story: Story, client_as: ClientAs) -> None:
    case = story.open()

    for user in (story.world.other.people[Role.PRINCIPAL], story.world.foreign_officer):
        client = client_as(user)
        assert ids(client_as, user) == []
        for path in ("", "/evidence/1", "/acknowledgement", "/urges"):
            method = "GET" if path in ("", "/evidence/1") else "POST"
            other, missing = (
                client.open(f"/api/cases/{number}{path}", method=method, json={} if method == "POST" else None)
                for number in (case.id, 99999)
            )
            assert (other.status_code, other.json) == (missing.status_code, missing.json)


def test_parents_and_the_signed_out_see_no_cases(story: Story, client_as: ClientAs, app: Flask) -> None:
    case = story.open()

    assert client_as(story.person(Role.PARENT)).get(f"/api/cases/{case.id}").status_code == 403
    assert app.test_client().get(f"/api/cases/{case.id}").status_code == 401


def test_a_worker_sees_only_the_cases_held(story: Story, client_as: ClientAs) -> None:
    worker = story.person(Role.WORKER)
    others = story.open()
    camera = make_camera(story.kitchen.camera.area, story.world.device, "烹饪区2")
    make_duty(story.kitchen, worker, camera.area)
    own = story.open(camera=camera)

    assert ids(client_as, worker) == [own.id]
    assert client_as(worker).get(f"/api/cases/{others.id}").status_code == 404


def test_a_vendor_sees_only_camera_faults(story: Story, client_as: ClientAs) -> None:
    vendor = make_member(Role.VENDOR, story.kitchen.establishment)
    story.open()
    fault = story.open(ViolationType.CAM_BLOCK)

    assert ids(client_as, vendor) == [fault.id]


def test_evidence_is_bound_to_its_case(story: Story, client_as: ClientAs) -> None:
    first, second = story.open(), story.open(ViolationType.CAM_BLOCK)
    client = client_as(story.world.officer)
    evidence = client.get(f"/api/cases/{first.id}").get_json()["evidence"][0]

    assert client.get(evidence["url"]).status_code == 200
    assert client.get(f"/api/cases/{second.id}/evidence/{evidence['id']}").status_code == 404


def test_a_list_takes_the_same_queries_for_one_case_and_for_many(story: Story, client_as: ClientAs, app: Flask) -> None:
    client = client_as(story.person(Role.SAFETY_HEAD))
    cameras = [make_camera(story.kitchen.camera.area, story.world.device, f"烹饪区{n}") for n in range(12)]
    db.session.commit()
    story.open(camera=cameras[0])

    def count() -> int:
        seen: list[str] = []
        event.listen(db.engine, "before_cursor_execute", lambda *args: seen.append(args[2]))
        with app.app_context():  # a session of its own, as every real request has
            answer = client.get("/api/cases?page_size=50")
        assert answer.status_code == 200
        return len(seen)

    few = count()
    for camera in cameras[1:]:
        story.open(camera=camera)

    assert count() == few


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?state=open,acknowledged", ["block", "clothes"]),
        ("?state=closed", []),
        ("?severity=minor", []),
        ("?type=CAM_BLOCK", ["block"]),
        ("?q=遮挡", ["block"]),
        ("?q=第一中学", ["block", "clothes"]),
        ("?mine=1", ["block", "clothes"]),
        ("?establishment_id=99999", []),
    ],
)
def test_the_list_is_filtered(story: Story, client_as: ClientAs, query: str, expected: list[str]) -> None:
    made = {"clothes": story.open().id, "block": story.open(ViolationType.CAM_BLOCK).id}

    assert ids(client_as, story.holder, query) == [made[name] for name in expected]


def test_work_comes_mine_first_then_red_first(story: Story, client_as: ClientAs) -> None:
    head = story.person(Role.SAFETY_HEAD)
    plain = story.open()
    red = story.open(ViolationType.CAM_FREEZE)
    newest = story.open(ViolationType.CAM_MOVE)
    mine = client_as(head).post(f"/api/cases/{plain.id}/assignment", json={"user_id": head.id}).get_json()

    assert ids(client_as, head, "?state=open,acknowledged") == [mine["id"], red.id, newest.id]


@pytest.mark.parametrize("query", ["?state=lost", "?severity=x", "?page=0", "?page=99999999999", "?type=NOPE"])
def test_a_senseless_filter_is_refused(story: Story, client_as: ClientAs, query: str) -> None:
    assert client_as(story.holder).get(f"/api/cases{query}").status_code == 422


def test_the_summary_counts_what_the_person_sees(story: Story, client_as: ClientAs) -> None:
    story.open()
    story.open(ViolationType.CAM_FREEZE)

    shown = client_as(story.holder).get("/api/cases/summary").get_json()

    expected = {"open": 2, "acknowledged": 0, "rectified": 0, "mine": 2, "overdue": 0, "critical": 1}
    assert shown == expected
    assert client_as(story.world.foreign_officer).get("/api/cases/summary").get_json()["open"] == 0


def test_the_row_says_what_where_and_who(story: Story, client_as: ClientAs) -> None:
    case = story.open()

    [row] = client_as(story.holder).get("/api/cases").get_json()["items"]

    kitchen = story.kitchen
    assert row | {"number": "2026-000001"} == row
    assert row["area"] == {"id": kitchen.camera.area_id, "kind": "COOK", "name": "烹饪区"}
    assert row["camera"] == {"id": kitchen.camera.id, "name": "烹饪区1"}
    assert row["holder"] == {"id": story.holder.id, "name": "safety_officer"}
    assert (row["type_zh"], row["severity"], row["is_mine"]) == ("未穿工作服", "major", True)
    assert row["snapshot_url"].startswith(f"/api/cases/{case.id}/evidence/")


def test_a_row_of_the_list_says_the_same_as_the_case(story: Story, client_as: ClientAs) -> None:
    """The list is made into JSON by hand; the case by its schema, which the description of the API is made from."""
    case = story.open()
    run_due_steps()
    holder = client_as(story.holder)

    (row,) = holder.get("/api/cases").get_json()["items"]

    shown = holder.get(f"/api/cases/{case.id}").get_json()
    assert row == {name: shown[name] for name in CaseRowOut().fields}
    assert row["is_mine"]
    assert row["snapshot_url"]
    assert row["area"]["kind"] == "COOK"
