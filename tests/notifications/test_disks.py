"""A box whose disk fills up: the case comes while there is still space, and goes when there is enough again."""

from __future__ import annotations

import pytest

from backend.catalog.roles import Role
from notifications import disks
from tests.factories.cases import ClientAs, Story
from tests.factories.world import make_member

GIGABYTE = 1 << 30


def say(story: Story, free: float) -> None:
    body = {"states": [], "disk": {"free": int(free * 100 * GIGABYTE), "total": 100 * GIGABYTE}}
    assert story.device().send_json("POST", "/api/device/camera-states", body).status_code == 204


def faults(story: Story, client_as: ClientAs, role: Role = Role.SAFETY_OFFICER) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = (
        client_as(story.person(role)).get("/api/cases?type=PLATFORM_FAULT").get_json()["items"]
    )
    return rows


@pytest.mark.requirement("J137")
def test_a_filling_disk_is_a_case_before_it_is_full(story: Story, client_as: ClientAs) -> None:
    say(story, 0.11)
    assert disks.watch() == 0

    say(story, 0.09)
    assert disks.watch() == 2  # the box serves two kitchens, and both must know
    assert disks.watch() == 0

    (row,) = faults(story, client_as)
    assert row["state"] == "open"
    assert row["severity"] == "critical"
    assert row["holder"] == {"id": story.holder.id, "name": story.holder.name}


def test_it_closes_itself_when_there_is_enough_space(story: Story, client_as: ClientAs) -> None:
    say(story, 0.05)
    disks.watch()
    say(story, 0.12)
    assert disks.watch() == 0, "between the marks nothing changes"

    say(story, 0.40)
    assert disks.watch() == 2

    (row,) = faults(story, client_as)
    assert row["state"] == "closed"
    say(story, 0.05)
    assert disks.watch() == 2, "the next time is a case of its own"


def test_who_looks_after_the_video_sees_it_and_a_cook_does_not(story: Story, client_as: ClientAs) -> None:
    keeper = make_member(Role.VIDEO_KEEPER, story.kitchen.establishment)
    say(story, 0.01)
    disks.watch()

    assert len(client_as(keeper).get("/api/cases").get_json()["items"]) == 1
    assert faults(story, client_as, Role.WORKER) == []
