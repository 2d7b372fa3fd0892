"""What would have been quieter, counted on what was stored; applied by a person, never by itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from sqlalchemy import select

from backend.audit.models import AuditEntry
from backend.catalog.roles import Role
from backend.catalog.violations import ViolationType
from backend.extensions import db
from tests.factories.cases import ClientAs, Story
from tests.factories.learning import LARGE, SMALL, alarm, call_true, false_alarms
from vision.rules.config import parse_camera
from vision.rules.engine import RuleEngine
from vision.rules.hold import Fired
from vision.types import Box, Detection, Frame


def path(story: Story) -> str:
    return f"/api/establishments/{story.kitchen.establishment.id}/recognition"


def lines(story: Story, client_as: ClientAs) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = client_as(story.holder).get(path(story)).get_json()["items"]
    return items


def allow_small(story: Story, client_as: ClientAs, **values: Any) -> None:
    """A rule under which small boxes fire."""
    place = story.kitchen.establishment.id
    rule = {"establishment_id": place, "type": "CAP", "min_height": 30, "schedule": "always", **values}
    assert client_as(story.holder).post("/api/rules", json=rule).status_code == 201


def fires(story: Story, box: Sequence[float]) -> bool:
    """Whether the box at the camera, with its configuration of this moment, would report this."""
    config = story.device().send("GET", "/api/device/config").get_json()
    camera = parse_camera(next(each for each in config["cameras"] if each["id"] == story.kitchen.camera.id))
    engine = RuleEngine(camera)
    start, image = story.kitchen.camera.created_at.timestamp(), np.zeros((240, 320, 3), np.uint8)
    x1, y1, x2, y2 = box
    seen: Box = (x1, y1, x2, y2)
    events = []
    for n in range(60):
        frame = Frame(camera.id, start + n / 2, image)
        events += engine.update(frame, [Detection(ViolationType.CAP, 0.91, seen, present_s=600.0)])
    return any(isinstance(event, Fired) for event in events)


def test_three_false_alarms_make_a_quieter_camera(story: Story, client_as: ClientAs) -> None:
    allow_small(story, client_as)
    false_alarms(story, client_as, 3, boxes=SMALL)
    call_true(story, client_as, alarm(story, boxes=LARGE))
    (line,) = lines(story, client_as)
    assert (line["alarms"], line["false"], line["true"], line["share"]) == (4, 3, 1, 0.75)
    found = {each["kind"]: each for each in line["suggestions"]}
    height = found["min_height"]
    assert (height["value"], height["now"]) == (50.0, 30.0)
    assert (height["false_gone"], height["false_all"], height["true_lost"], height["true_all"]) == (3, 3, 0, 1)
    assert fires(story, SMALL[0])  # nothing is applied by itself

    body = {"camera_id": story.kitchen.camera.id, "type": "CAP", "kind": "min_height", "value": 50}
    applied = client_as(story.holder).post(f"{path(story)}/changes", json=body)

    assert applied.status_code == 200, applied.json
    assert (applied.json or {})["rule"]["min_height"] == 50
    assert not fires(story, SMALL[0])
    assert fires(story, LARGE[0])
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "rule.suggestion_applied")).one()
    assert entry.actor_id == story.holder.id
    assert (entry.changes["false_gone"], entry.changes["true_lost"]) == (3, 0)
    gone = client_as(story.holder).post(f"{path(story)}/changes", json=body)
    assert (gone.json or {})["code"] == "suggestion_gone"


def test_a_zone_is_ignored_where_false_alarms_gather(story: Story, client_as: ClientAs) -> None:
    allow_small(story, client_as)
    false_alarms(story, client_as, 3, boxes=LARGE)
    call_true(story, client_as, alarm(story, boxes=[[200, 20, 300, 220]]))

    (zone,) = [each for each in lines(story, client_as)[0]["suggestions"] if each["kind"] == "ignore_zone"]
    body = {"camera_id": story.kitchen.camera.id, "type": "CAP", "kind": "ignore_zone"}
    assert client_as(story.holder).post(f"{path(story)}/changes", json=body).status_code == 200

    assert zone["false_gone"] == 3
    assert not fires(story, LARGE[0])
    assert fires(story, [200, 20, 300, 220])


def test_a_change_that_would_lose_a_true_alarm_is_not_suggested(story: Story, client_as: ClientAs) -> None:
    allow_small(story, client_as)
    false_alarms(story, client_as, 3, boxes=SMALL)
    call_true(story, client_as, alarm(story, boxes=SMALL))

    assert lines(story, client_as)[0]["suggestions"] == []


def test_only_who_manages_rules_there_applies(story: Story, client_as: ClientAs) -> None:
    allow_small(story, client_as)
    false_alarms(story, client_as, 3, boxes=SMALL)
    body = {"camera_id": story.kitchen.camera.id, "type": "CAP", "kind": "min_height", "value": 50}
    changes = f"{path(story)}/changes"

    assert client_as(story.person(Role.CANTEEN_HEAD)).post(changes, json=body).status_code == 403
    stranger = client_as(story.world.other.people[Role.SAFETY_OFFICER])
    assert stranger.post(changes, json=body).status_code == 404
    assert stranger.get(path(story)).status_code == 404
    foreign = {**body, "camera_id": story.world.other.camera.id}
    assert client_as(story.holder).post(changes, json=foreign).status_code == 404


def test_a_place_without_alarms_has_nothing_to_show(story: Story, client_as: ClientAs) -> None:
    assert lines(story, client_as) == []
