"""A case climbs its chain: who is told when, by what, and who is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from backend.catalog.roles import Role
from backend.catalog.violations import ViolationType
from backend.settings import Settings
from notifications.notifier import run_once
from notifications.sender import Sender
from tests.factories.cases import ClientAs, Story, photo_form
from tests.fakes.clock import FrozenClock
from tests.fakes.push_receiver import PushReceiver
from tests.notifications.conftest import Pair

ROLES = (Role.CANTEEN_HEAD, Role.SAFETY_OFFICER, Role.SAFETY_HEAD, Role.PRINCIPAL, Role.WORKER, Role.PARENT)


@pytest.mark.requirement("Q144")
def test_the_first_push_reaches_the_person_in_charge_and_nobody_else(
    story: Story, pair: Pair, sender: Sender, receiver: PushReceiver
) -> None:
    phones = {role: pair(story.person(role)) for role in ROLES}
    elsewhere = pair(story.world.other.people[Role.SAFETY_OFFICER])
    case = story.open()

    assert run_once(sender) == (1, 1)

    assert receiver.faults == []
    [message] = phones[Role.SAFETY_OFFICER].messages
    assert message["payload"] == {
        "title": "烹饪区1 · 未穿工作服 · 6 秒",
        "body": "第一中学食堂 · 请立即到现场核实并纠正",
        "tag": f"case-{case.id}",
        "url": f"/cases/{case.id}",
        "case_id": case.id,
        "level": 1,
        "lang": "zh-CN",
    }
    assert message["topic"] == f"case-{case.id}"
    assert message["urgency"] == "high"
    assert message["ttl"] == 30 * 60
    assert not elsewhere.messages
    assert not any(phone.messages for role, phone in phones.items() if role is not Role.SAFETY_OFFICER)


@pytest.mark.requirement("Q146")
def test_past_the_first_timer_the_head_is_told_once(
    story: Story, pair: Pair, sender: Sender, clock: FrozenClock, client_as: ClientAs
) -> None:
    head = pair(story.person(Role.SAFETY_HEAD))
    case = story.open()
    run_once(sender)
    clock.advance(minutes=29, seconds=59)
    run_once(sender)
    assert not head.messages

    clock.advance(seconds=1)
    run_once(sender)
    run_once(sender)

    assert head.attempts == 1
    shown = client_as(story.person(Role.SAFETY_HEAD)).get(f"/api/cases/{case.id}").get_json()
    assert shown["level"] == 2
    told = [d for d in shown["deliveries"] if d["level"] == 2 and d["channel"] == "web_push"]
    assert [(d["user"]["id"], d["role"], d["state"]) for d in told] == [
        (story.person(Role.SAFETY_HEAD).id, "safety_head", "sent")
    ]
    assert told[0]["sent_at"] == "2026-03-02T04:30:00Z"


def test_a_case_becomes_mine_when_the_chain_reaches_me(
    story: Story, sender: Sender, clock: FrozenClock, client_as: ClientAs
) -> None:
    story.open()
    head = client_as(story.person(Role.SAFETY_HEAD))
    run_once(sender)
    assert head.get("/api/cases?mine=1").get_json()["items"] == []

    clock.advance(minutes=30)
    run_once(sender)

    [row] = head.get("/api/cases?mine=1").get_json()["items"]
    assert row["is_mine"]
    assert head.get("/api/cases/summary").get_json()["mine"] == 1


@pytest.mark.requirement("Q148")
def test_past_the_final_timer_principal_and_officer_are_told_and_neither_earlier(
    story: Story, pair: Pair, sender: Sender, clock: FrozenClock
) -> None:
    principal, officer = pair(story.person(Role.PRINCIPAL)), pair(story.world.officer)
    foreign = pair(story.world.foreign_officer)
    story.open()
    for _ in range(4):
        run_once(sender)
        assert not principal.messages
        assert not officer.messages
        clock.advance(minutes=30)

    run_once(sender)

    assert [m["payload"]["level"] for m in principal.messages] == [3]
    assert [m["payload"]["level"] for m in officer.messages] == [3]
    assert not foreign.messages


@pytest.mark.requirement("Q143")
def test_with_nobody_on_duty_the_unit_is_told_and_level_two_is_used_at_once(
    story: Story, pair: Pair, sender: Sender, clock: FrozenClock, client_as: ClientAs
) -> None:
    duties = client_as(story.person(Role.SAFETY_HEAD))
    place = story.kitchen.establishment.id
    for duty in duties.get(f"/api/establishments/{place}/responsibilities").get_json()["items"]:
        assert duties.delete(f"/api/responsibilities/{duty['id']}").status_code == 204
    unit = [pair(story.person(role)) for role in (Role.CANTEEN_HEAD, Role.SAFETY_OFFICER)]
    head, principal = pair(story.person(Role.SAFETY_HEAD)), pair(story.person(Role.PRINCIPAL))

    case = story.open()
    run_once(sender)

    assert [len(phone.messages) for phone in (*unit, head, principal)] == [1, 1, 1, 0]
    shown = duties.get(f"/api/cases/{case.id}").get_json()
    assert shown["holder"] is None
    assert [entry["kind"] for entry in shown["timeline"]] == ["opened", "no_holder", "step", "step"]
    assert shown["level"] == 2


@pytest.mark.parametrize("deputy_only", [True, False])
def test_a_deputy_holds_the_case_when_the_main_person_is_off(
    story: Story, clock: FrozenClock, client_as: ClientAs, deputy_only: bool
) -> None:
    from tests.factories.cases import make_duty

    area = story.kitchen.camera.area
    main, deputy = story.person(Role.CANTEEN_HEAD), story.person(Role.WORKER)
    make_duty(story.kitchen, main, area, weekdays=[1, 2] if deputy_only else [0])
    make_duty(story.kitchen, deputy, area, is_deputy=True)

    case = story.open()

    assert case.holder_id == (deputy if deputy_only else main).id


def test_a_corrected_case_is_silent_and_one_sent_back_goes_on_where_the_clock_stands(
    story: Story, pair: Pair, sender: Sender, clock: FrozenClock, client_as: ClientAs
) -> None:
    head = pair(story.person(Role.SAFETY_HEAD))
    case = story.open()
    run_once(sender)
    holder, verifier = client_as(story.holder), client_as(story.person(Role.PRINCIPAL))
    url = f"/api/cases/{case.id}"
    holder.post(f"{url}/rectification", data=photo_form(), content_type="multipart/form-data")
    clock.advance(minutes=45)
    run_once(sender)
    assert not head.messages

    assert verifier.post(f"{url}/verification", json={"is_accepted": False, "text": "看不清"}).status_code == 200
    run_once(sender)

    assert [m["payload"]["level"] for m in head.messages] == [2]


def test_after_an_outage_every_missed_step_is_told_once(
    story: Story, pair: Pair, sender: Sender, clock: FrozenClock, client_as: ClientAs
) -> None:
    phones = [pair(story.holder), pair(story.person(Role.SAFETY_HEAD)), pair(story.world.officer)]
    case = story.open()
    clock.advance(hours=25)

    run_once(sender)

    assert [len(phone.messages) for phone in phones] == [1, 1, 1]
    shown = client_as(story.world.officer).get(f"/api/cases/{case.id}").get_json()
    assert shown["is_overdue"] is True
    assert shown["level"] == 4
    assert [e["kind"] for e in shown["timeline"]].count("overdue") == 1


def test_a_person_without_a_phone_that_listens_gets_an_sms_once_it_is_serious(
    story: Story, sender: Sender, clock: FrozenClock, settings: Settings, tmp_path: Path
) -> None:
    log = settings.data_dir / "sms.log"
    story.open()
    run_once(sender)
    assert not log.exists()

    clock.advance(minutes=30)
    run_once(sender)

    [line] = log.read_text(encoding="utf-8").splitlines()
    assert story.person(Role.SAFETY_HEAD).phone in line
    assert "未穿工作服 · 30 分钟" in line


def test_a_repeat_joins_the_case_and_tells_nobody_again(
    story: Story, pair: Pair, sender: Sender, clock: FrozenClock
) -> None:
    phone = pair(story.holder)
    case = story.open()
    run_once(sender)
    clock.advance(minutes=5)

    again = story.open()
    run_once(sender)

    assert again.id == case.id
    assert again.occurrences == 2
    assert phone.attempts == 1


def test_minor_cases_climb_only_while_the_kitchen_is_open(story: Story, clock: FrozenClock) -> None:
    clock.advance(hours=5)  # 17:00, three hours before closing
    case = story.open(ViolationType.CAM_BLUR)

    assert case.chain[1]["at"] == "2026-03-02T23:00:00Z"  # an hour after opening the next day
