"""A suspicion reaches the first person alone, and climbs from the moment a person has confirmed it."""

from __future__ import annotations

import pytest

from backend.cases.models import Attribution, Case
from backend.catalog.roles import Role
from backend.catalog.violations import ViolationType
from backend.extensions import db
from notifications.steps import run_due_steps
from tests.factories.cases import ClientAs, Story
from tests.factories.learning import alarm
from tests.fakes.clock import FrozenClock


def told(case: Case) -> set[str]:
    db.session.expire_all()
    return {delivery.user.name for delivery in case.deliveries}


def test_smoking_is_only_suspected_and_waits_for_a_persons_word(
    story: Story, client_as: ClientAs, clock: FrozenClock
) -> None:
    case = alarm(story, ViolationType.SMOKE)
    run_due_steps()
    clock.advance(days=3)
    run_due_steps()

    shown = client_as(story.holder).get(f"/api/cases/{case.id}").get_json()
    assert (shown["is_suspected"], shown["is_overdue"], shown["level"]) == (True, False, 1)
    assert told(case) == {story.holder.name}
    assert "confirm" in shown["allowed"]
    assert case.deliveries[0].payload["title"].startswith("烹饪区1 · 疑似抽烟")


def test_a_confirmed_suspicion_climbs_from_then_and_tells_nobody_twice(
    story: Story, client_as: ClientAs, clock: FrozenClock
) -> None:
    case = alarm(story, ViolationType.SMOKE)
    run_due_steps()
    clock.advance(days=2)

    confirmed = client_as(story.holder).post(f"/api/cases/{case.id}/confirmation", json={"text": ""})

    assert confirmed.status_code == 200, confirmed.json
    assert (confirmed.json or {})["is_suspected"] is False
    assert [entry["kind"] for entry in (confirmed.json or {})["timeline"]][-1] == "confirmed"
    run_due_steps()
    assert told(case) == {story.holder.name}
    clock.advance(minutes=16)
    run_due_steps()
    assert told(case) == {story.holder.name, story.person(Role.SAFETY_HEAD).name}
    assert len([d for d in case.deliveries if d.user_id == story.holder.id and d.level == 1]) == 1
    again = client_as(story.holder).post(f"/api/cases/{case.id}/confirmation", json={"text": ""})
    assert (again.json or {})["code"] == "not_suspected"


def test_a_suspicion_nobody_confirmed_counts_nowhere(story: Story, client_as: ClientAs) -> None:
    place = story.kitchen.establishment.id
    alarm(story, ViolationType.SMOKE)
    officer = client_as(story.world.officer)
    before = officer.get(f"/api/overview/establishments/{place}").get_json()

    alarm(story, ViolationType.CAP)

    after = officer.get(f"/api/overview/establishments/{place}").get_json()
    assert (before["counts"]["open_cases"], after["counts"]["open_cases"]) == (0, 1)


def test_what_is_certain_does_not_hide_behind_a_suspicion(story: Story, client_as: ClientAs) -> None:
    suspected = story.open(ViolationType.SMOKE)
    rule = {"establishment_id": story.kitchen.establishment.id, "type": "SMOKE", "standing": "certain"}
    assert client_as(story.holder).post("/api/rules", json=rule).status_code == 201

    certain = story.open(ViolationType.SMOKE)

    assert certain.id != suspected.id
    assert (suspected.is_suspected, certain.is_suspected) == (True, False)


@pytest.mark.requirement("Q110")
def test_an_alert_alone_never_writes_to_a_persons_record(story: Story, client_as: ClientAs) -> None:
    head, worker = client_as(story.person(Role.SAFETY_HEAD)), story.person(Role.WORKER)
    case = alarm(story, ViolationType.SMOKE, crops=2)
    run_due_steps()
    path, person = f"/api/cases/{case.id}", {"user_id": worker.id, "text": "看见本人"}

    def record() -> list[str]:
        return [attribution.text for attribution in db.session.query(Attribution)]

    assert record() == []
    refused = head.post(f"{path}/attribution", json=person)
    assert (refused.status_code, (refused.json or {})["code"]) == (409, "not_confirmed")
    assert record() == []
    assert client_as(story.holder).post(f"{path}/confirmation", json={}).status_code == 200
    assert record() == []
    assert head.post(f"{path}/attribution", json=person).status_code == 200
    assert record() == ["看见本人"]
