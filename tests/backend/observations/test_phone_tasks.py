"""Filling in a task of ours on the phone is not playing with it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from backend.catalog.areas import AreaKind
from backend.catalog.roles import Role
from backend.catalog.violations import ViolationType
from backend.core import clock as core_clock
from tests.factories.cases import ClientAs, Story, photo_form
from tests.fakes.clock import FrozenClock

PHONE = ViolationType.PHONE


def _report(story: Story) -> int:
    now = core_clock.now()
    times = {"first_seen_at": (now - timedelta(seconds=20)).isoformat(), "last_seen_at": now.isoformat()}
    return story.report(PHONE, **times).status_code


@pytest.mark.requirement("Q140")
def test_filling_a_check_on_the_phone_raises_no_alert(story: Story, client_as: ClientAs, clock: FrozenClock) -> None:
    person = client_as(story.holder)
    place = story.kitchen.establishment.id
    assert person.post(f"/api/establishments/{place}/phone-tasks", json={}).status_code == 204
    clock.advance(minutes=1)
    told = (story.device().send("GET", "/api/device/config").json or {})["cameras"]
    assert next(camera["busy_tasks"] for camera in told if camera["id"] == story.kitchen.camera.id)
    assert _report(story) == 409
    assert (person.get("/api/cases").json or {})["items"] == []
    clock.advance(minutes=6)
    assert _report(story) == 201
    assert [case["type"] for case in (person.get("/api/cases").json or {})["items"]] == ["PHONE"]


def test_a_task_in_another_area_excuses_nobody_here(story: Story, client_as: ClientAs, clock: FrozenClock) -> None:
    person = client_as(story.holder)
    elsewhere = story.kitchen.areas[AreaKind.STORE].id
    path = f"/api/establishments/{story.kitchen.establishment.id}/phone-tasks"
    assert person.post(path, json={"area_id": elsewhere}).status_code == 204
    clock.advance(minutes=1)
    assert _report(story) == 201


def test_other_kinds_are_seen_while_somebody_fills_in_a_task(story: Story, client_as: ClientAs) -> None:
    person = client_as(story.holder)
    assert person.post(f"/api/establishments/{story.kitchen.establishment.id}/phone-tasks", json={}).status_code == 204
    assert story.report(ViolationType.CAP).status_code == 201


def test_the_minutes_before_a_photo_was_handed_in_count_as_well(
    story: Story, client_as: ClientAs, clock: FrozenClock
) -> None:
    case = story.open(ViolationType.CLOTHES)
    clock.advance(minutes=10)
    person = client_as(story.person(Role.SAFETY_OFFICER))
    answer = person.post(f"/api/cases/{case.id}/rectification", data=photo_form())
    assert answer.status_code == 200
    assert _report(story) == 409
