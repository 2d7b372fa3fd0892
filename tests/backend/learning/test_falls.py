"""More than three false alarms of one type on one camera in seven days: the rule suspects until somebody tunes it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from backend.audit.models import AuditEntry
from backend.cameras.models import Tuning
from backend.catalog.credentials import DutyCode, DutyState
from backend.catalog.roles import Role
from backend.catalog.violations import ViolationType
from backend.duties.models import Duty
from backend.extensions import db
from tests.factories.cases import ClientAs, Story
from tests.factories.learning import alarm, call_false, false_alarms
from tests.fakes.clock import FrozenClock


def standing(story: Story, type: str = "CAP") -> str:
    config = story.device().send("GET", "/api/device/config").get_json()
    camera = next(each for each in config["cameras"] if each["id"] == story.kitchen.camera.id)
    return next(str(rule["standing"]) for rule in camera["rules"] if rule["type"] == type)


def quality(story: Story, client_as: ClientAs) -> dict[str, Any]:
    place = story.kitchen.establishment.id
    shown: dict[str, Any] = client_as(story.holder).get(f"/api/establishments/{place}/recognition").get_json()
    return shown


def test_the_fourth_false_alarm_lowers_the_rule_and_asks_for_a_tuning(story: Story, client_as: ClientAs) -> None:
    false_alarms(story, client_as, 3)
    assert (standing(story), db.session.scalar(select(Tuning))) == ("certain", None)

    false_alarms(story, client_as, 1)

    assert standing(story) == "suspect"
    assert standing(story, "CLOTHES") == "certain"
    assert alarm(story).is_suspected
    (line,) = quality(story, client_as)["items"]
    assert (line["tuning"]["false_alarms"], line["rule"]["standing"], line["share"]) == (4, "suspect", 1.0)
    duty = db.session.scalars(select(Duty).where(Duty.code == DutyCode.TUNE_RULE)).one()
    assert duty.url == f"/recognition/{story.kitchen.establishment.id}"
    assert "误报 4 次" in duty.title_zh
    listed = client_as(story.holder).get("/api/duties").get_json()["items"]
    assert duty.id in [each["id"] for each in listed]


def test_tests_old_alarms_and_other_types_do_not_count(story: Story, client_as: ClientAs, clock: FrozenClock) -> None:
    false_alarms(story, client_as, 2)
    clock.advance(days=7)
    false_alarms(story, client_as, 3)
    false_alarms(story, client_as, 1, type=ViolationType.CLOTHES)
    call_false(story, client_as, alarm(story), "test")

    assert standing(story) == "certain"


def test_after_tuning_by_a_person_the_rule_is_certain_and_the_count_begins_anew(
    story: Story, client_as: ClientAs
) -> None:
    false_alarms(story, client_as, 4)
    tuning = db.session.scalars(select(Tuning)).one()
    path = f"/api/tunings/{tuning.id}/end"
    assert client_as(story.person(Role.WORKER)).post(path, json={}).status_code == 403
    stranger = client_as(story.world.other.people[Role.SAFETY_OFFICER])
    assert stranger.post(path, json={}).status_code == 404

    assert client_as(story.holder).post(path, json={"note": "调高最小尺寸"}).status_code == 200

    assert standing(story) == "certain"
    assert db.session.scalars(select(Duty.state).where(Duty.code == DutyCode.TUNE_RULE)).all() == [DutyState.FULFILLED]
    assert (client_as(story.holder).post(path, json={}).json or {})["code"] == "tuning_ended"
    false_alarms(story, client_as, 3)
    assert standing(story) == "certain"
    false_alarms(story, client_as, 1)
    assert standing(story) == "suspect"
    acts = db.session.scalars(select(AuditEntry.action).where(AuditEntry.action.startswith("rule."))).all()
    assert list(acts) == ["rule.fell", "rule.tuned", "rule.fell"]


def test_the_number_that_is_allowed_can_be_edited(story: Story, client_as: ClientAs) -> None:
    from backend.duties.models import DutyRule

    rule = db.session.scalars(select(DutyRule).where(DutyRule.code == DutyCode.TUNE_RULE)).one()
    rule.parameters = {**rule.parameters, "false_alarms": 1}
    db.session.commit()

    false_alarms(story, client_as, 2)

    assert standing(story) == "suspect"
