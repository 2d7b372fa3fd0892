"""Chains and timers are rows that people edit; running cases keep their copy."""

from __future__ import annotations

from typing import Any

import pytest

from backend.catalog.establishments import EstablishmentKind
from backend.catalog.roles import Role
from backend.catalog.violations import ViolationType
from backend.extensions import db
from tests.factories.cases import ClientAs, Story

STEPS: list[dict[str, Any]] = [
    {"level": 1, "roles": ["holder"], "after": "t0"},
    {"level": 2, "roles": ["principal"], "after": "t1"},
]


def names(steps: list[dict[str, Any]] = STEPS) -> dict[str, Any]:
    return {"name_zh": "本校处置链", "name_en": "Our chain", "steps": steps}


def test_the_three_default_chains_are_there(story: Story, client_as: ClientAs) -> None:
    chains = client_as(story.holder).get("/api/chains").get_json()

    assert [chain["code"] for chain in chains] == ["ai", "report", "duty"]
    assert [step["roles"] for step in chains[0]["steps"]] == [
        ["holder", "canteen_head", "safety_officer"],
        ["safety_head"],
        ["principal", "office_officer"],
        ["office_officer"],
    ]


def test_an_edited_copy_counts_for_new_cases_and_not_for_running_ones(story: Story, client_as: ClientAs) -> None:
    running = story.open()
    head, place = client_as(story.person(Role.SAFETY_HEAD)), story.kitchen.establishment.id
    copied = head.post("/api/chains", json={"establishment_id": place, "code": "ai"})
    assert copied.status_code == 201
    chain = copied.get_json()
    assert head.put(f"/api/chains/{chain['id']}", json=names()).get_json()["steps"] == STEPS

    db.session.expire_all()
    fresh = story.open(ViolationType.CAM_BLOCK)

    shown = head.get(f"/api/cases/{fresh.id}").get_json()["chain"]
    assert [step["roles"] for step in shown] == [["holder"], ["principal"]]
    assert len(head.get(f"/api/cases/{running.id}").get_json()["chain"]) == 4
    assert (
        head.post("/api/chains", json={"establishment_id": place, "code": "ai"}).get_json()["code"] == "already_copied"
    )
    listed = head.get(f"/api/chains?establishment_id={place}").get_json()
    assert [each["name_zh"] for each in listed] == ["本校处置链", "公众举报处置链", "应办逾期处置链"]


@pytest.mark.requirement("J120")
def test_a_schools_chain_without_its_principal_is_not_saved(story: Story, client_as: ClientAs) -> None:
    head, place = client_as(story.person(Role.SAFETY_HEAD)), story.kitchen.establishment
    chain = head.post("/api/chains", json={"establishment_id": place.id, "code": "ai"}).get_json()
    without = [STEPS[0], {"level": 2, "roles": ["safety_head"], "after": "t1"}]
    refused = head.put(f"/api/chains/{chain['id']}", json=names(without))
    assert (refused.status_code, refused.get_json()["code"]) == (422, "chain_without_principal")

    place.kind = EstablishmentKind.RESTAURANT
    db.session.commit()
    assert head.put(f"/api/chains/{chain['id']}", json=names(without)).status_code == 200


def test_the_preview_names_instants_and_people(story: Story, client_as: ClientAs) -> None:
    head = client_as(story.person(Role.SAFETY_HEAD))
    chain = head.get("/api/chains").get_json()[0]
    body = {
        "establishment_id": story.kitchen.establishment.id,
        "type": "CLOTHES",
        "opened_at": "2026-03-02T04:00:00Z",
    }

    steps = head.post(f"/api/chains/{chain['id']}/preview", json=body).get_json()

    assert [step["at"] for step in steps] == [
        "2026-03-02T04:00:00Z",
        "2026-03-02T04:30:00Z",
        "2026-03-02T06:00:00Z",
        "2026-03-03T04:00:00Z",
    ]
    people = [[person["id"] for person in step["people"]] for step in steps]
    principal, officer = story.person(Role.PRINCIPAL).id, story.world.officer.id
    assert people == [[story.holder.id], [story.person(Role.SAFETY_HEAD).id], [principal, officer], [officer]]


@pytest.mark.parametrize(
    "steps",
    [
        [],
        [{"level": 1, "roles": ["holder"], "after": "t1"}],
        [{"level": 1, "roles": ["king"], "after": "t0"}],
        [{"level": 1, "roles": [], "after": "t0"}],
        [STEPS[1] | {"after": "t0"}, STEPS[0]],
        [STEPS[0], STEPS[1] | {"level": 1}],
    ],
)
def test_a_chain_that_cannot_be_kept_is_refused(story: Story, client_as: ClientAs, steps: list[dict[str, Any]]) -> None:
    head = client_as(story.person(Role.SAFETY_HEAD))
    body = {"establishment_id": story.kitchen.establishment.id, "code": "ai"}
    chain = head.post("/api/chains", json=body).get_json()

    assert head.put(f"/api/chains/{chain['id']}", json=names(steps)).status_code == 422


def test_defaults_are_edited_by_the_platform_alone(story: Story, client_as: ClientAs) -> None:
    chain = client_as(story.holder).get("/api/chains").get_json()[0]
    url = f"/api/chains/{chain['id']}"

    assert client_as(story.person(Role.SAFETY_HEAD)).put(url, json=names()).get_json()["code"] == "default_is_shared"
    assert client_as(story.holder).put(url, json=names()).status_code == 403
    assert client_as(story.world.admin).put(url, json=names()).status_code == 200


def test_a_copy_of_others_is_like_a_missing_chain(story: Story, client_as: ClientAs) -> None:
    other = story.world.other
    body = {"establishment_id": other.establishment.id, "code": "ai"}
    chain = client_as(other.people[Role.SAFETY_HEAD]).post("/api/chains", json=body).get_json()
    head = client_as(story.person(Role.SAFETY_HEAD))

    assert head.get(f"/api/chains/{chain['id']}").status_code == 404
    assert head.put(f"/api/chains/{chain['id']}", json=names()).status_code == 404
    assert head.post("/api/chains", json=body).status_code == 404


def test_an_establishments_own_minutes_win(story: Story, client_as: ClientAs) -> None:
    head, place = client_as(story.person(Role.SAFETY_HEAD)), story.kitchen.establishment.id
    minutes = {"t1_minutes": 5, "t2_minutes": 15, "close_minutes": 60, "clock": "always"}
    body = minutes | {"establishment_id": place, "type": "CLOTHES", "severity": "critical"}
    made = head.post("/api/timers", json=body)
    assert made.status_code == 201
    assert head.put(f"/api/timers/{made.get_json()['id']}", json=minutes | {"t2_minutes": 3}).status_code == 422
    assert head.put(f"/api/timers/{made.get_json()['id']}", json=minutes | {"t1_minutes": 6}).status_code == 200

    case = story.open()

    shown = head.get(f"/api/cases/{case.id}").get_json()
    assert shown["severity"] == "critical"
    assert [step["at"][11:16] for step in shown["chain"]] == ["04:00", "04:06", "04:15", "05:00"]
    assert shown["due_at"] == "2026-03-02T05:00:00Z"


def test_default_minutes_are_the_taxonomys(story: Story, client_as: ClientAs) -> None:
    timers = client_as(story.holder).get("/api/timers").get_json()

    shown = {(t["type"], t["severity"]): (t["t1_minutes"], t["t2_minutes"], t["close_minutes"]) for t in timers}
    assert shown == {
        (None, "critical"): (10, 60, 1440),
        (None, "major"): (30, 120, 1440),
        (None, "minor"): (240, 1440, 4320),
        ("SMOKE", "major"): (15, 60, 1440),
        ("PEST", "critical"): (10, 20, 240),
        ("INTRUDE", "critical"): (10, 30, 1440),
        ("REPORT", "major"): (60, 240, 4320),
        ("LICENCE_EXPIRED", "major"): (1440, 4320, 10080),
        ("HEALTH_EXPIRED", "major"): (1440, 4320, 10080),
        ("CONNECT_LATE", "major"): (1440, 4320, 10080),
    }
