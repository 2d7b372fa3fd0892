"""Duties as the notifier sees them: reminders on their days, and one case when the day is past."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from backend.cases.models import Case, Delivery
from backend.cases.service import notices
from backend.catalog.cases import CaseSource, CaseState, DeliveryChannel
from backend.catalog.credentials import DutyCode, DutyState, DutySubject
from backend.catalog.roles import Role
from backend.catalog.violations import ViolationType
from backend.core.database import write_transaction
from backend.duties.models import Duty, DutyRule
from backend.duties.service import cancel, fulfil
from backend.extensions import db
from notifications.duties import HELD_S, Duties, run_due_duties
from notifications.notifier import run_once
from notifications.sender import Sender
from tests.factories.cases import ClientAs, Story
from tests.factories.duties import owe
from tests.fakes.clock import FrozenClock
from tests.notifications.conftest import Pair

TODAY = date(2026, 3, 2)


def in_days(days: int) -> date:
    return TODAY + timedelta(days=days)


def morning(clock: FrozenClock, day: date) -> None:
    """Set the clock to the moment at which the notifier looks at that day: 08:00 in Shanghai."""
    clock.at = datetime(day.year, day.month, day.day, 0, 0, tzinfo=UTC)


def told() -> list[tuple[int, str]]:
    """Who got a reminder, in order: their id and the message's body."""
    statement = select(Delivery).where(Delivery.channel == DeliveryChannel.IN_APP, Delivery.case_id.is_(None))
    return [(row.user_id, row.payload["body"]) for row in db.session.scalars(statement.order_by(Delivery.id))]


def cases() -> list[Case]:
    db.session.expire_all()
    return list(db.session.scalars(select(Case).order_by(Case.id)))


def fresh(duty: Duty) -> Duty:
    return db.session.get_one(Duty, duty.id, populate_existing=True)


@pytest.mark.requirement("Q162")
def test_due_and_overdue_both_fire(story: Story, clock: FrozenClock, sender: Sender, pair: Pair) -> None:
    phone = pair(story.holder)
    duty = owe(story.kitchen, in_days(40), story.holder)
    run_once(sender)
    for days in (30, 15, 7, 0):
        morning(clock, in_days(40 - days))
        run_once(sender)
    assert [body.split(" · ")[1] for _, body in told()] == [
        "还有 40 天（2026-04-11）",
        "还有 30 天（2026-04-11）",
        "还有 15 天（2026-04-11）",
        "还有 7 天（2026-04-11）",
        "今天到期（2026-04-11）",
    ]
    assert phone.messages[-1]["payload"]["url"] == "/credentials/licence"
    assert not cases()

    morning(clock, in_days(41))
    run_once(sender)
    [case] = cases()
    assert (case.source, case.type, case.holder_id) == (
        CaseSource.DUTY,
        ViolationType.LICENCE_EXPIRED,
        story.holder.id,
    )
    assert case.why["duty_id"] == duty.id
    assert (fresh(duty).state, fresh(duty).case_id) == (DutyState.OVERDUE, case.id)
    assert phone.messages[-1]["payload"]["case_id"] == case.id


def test_a_missed_duty_opens_one_case_and_not_one_a_day(story: Story, clock: FrozenClock, sender: Sender) -> None:
    owe(story.kitchen, in_days(1))
    for day in range(2, 12):
        morning(clock, in_days(day))
        run_once(sender)
    assert len(cases()) == 1


def test_a_notifier_that_stood_still_sends_one_reminder(story: Story, clock: FrozenClock, sender: Sender) -> None:
    owe(story.kitchen, in_days(200), story.holder)
    run_once(sender)
    morning(clock, in_days(195))
    run_once(sender)
    run_once(sender)
    assert [body.split(" · ")[1] for _, body in told()] == ["还有 5 天（2026-09-18）"]


def test_without_a_named_person_the_role_is_told(story: Story, sender: Sender) -> None:
    owe(story.kitchen, in_days(15))
    run_once(sender)
    assert [user for user, _ in told()] == [story.person(Role.SAFETY_OFFICER).id]


def test_somebody_stands_in_where_nobody_has_the_role(story: Story, sender: Sender) -> None:
    story.person(Role.SAFETY_OFFICER).is_active = False
    db.session.commit()
    owe(story.kitchen, in_days(15))
    run_once(sender)
    assert [user for user, _ in told()] == [story.person(Role.SAFETY_HEAD).id]


def test_done_in_time_nothing_more_is_said(story: Story, clock: FrozenClock, sender: Sender) -> None:
    duty = owe(story.kitchen, in_days(15))
    with write_transaction():
        assert fulfil(duty.code, duty.subject, duty.subject_id, story.holder, "JY3 ...") == 1
    morning(clock, in_days(20))
    run_once(sender)
    assert not told()
    assert not cases()
    assert fresh(duty).state is DutyState.FULFILLED


def test_done_late_closes_the_case(story: Story, clock: FrozenClock, sender: Sender) -> None:
    duty = owe(story.kitchen, in_days(1))
    morning(clock, in_days(5))
    run_once(sender)
    with write_transaction():
        fulfil(duty.code, duty.subject, duty.subject_id, story.holder, "renewed")
    [case] = cases()
    assert case.state is CaseState.CLOSED
    assert case.recovered_at == clock.now()
    assert fresh(duty).fulfilled_by_id == story.holder.id


def test_what_is_owed_no_longer_closes_its_case_too(story: Story, clock: FrozenClock, sender: Sender) -> None:
    duty = owe(story.kitchen, in_days(1))
    morning(clock, in_days(5))
    run_once(sender)
    with write_transaction():
        cancel(duty.code, duty.subject, duty.subject_id)
    assert cases()[0].state is CaseState.CLOSED
    assert fresh(duty).state is DutyState.CANCELLED


def test_asking_again_changes_nothing_and_another_day_moves_it(story: Story) -> None:
    first = owe(story.kitchen, in_days(100), subject_id=7)
    assert owe(story.kitchen, in_days(100), subject_id=7).id == first.id
    second = owe(story.kitchen, in_days(90), subject_id=7)
    assert fresh(first).state is DutyState.CANCELLED
    assert owe(story.kitchen, in_days(100), subject_id=7).id == first.id
    assert (fresh(first).state, fresh(second).state) == (DutyState.PENDING, DutyState.CANCELLED)


def test_what_was_done_for_a_day_is_not_owed_again_for_it(story: Story) -> None:
    duty = owe(story.kitchen, in_days(100), subject_id=7)
    with write_transaction():
        fulfil(duty.code, duty.subject, 7, None, "done")
    assert owe(story.kitchen, in_days(100), subject_id=7).state is DutyState.FULFILLED


@pytest.mark.requirement("J020")
def test_reminders_follow_the_rule_of_the_day(story: Story, clock: FrozenClock, sender: Sender) -> None:
    """A version dated tomorrow that reminds 100 days before says nothing today."""
    owe(story.kitchen, in_days(100))
    newer = DutyRule(
        code=DutyCode.LICENCE_RENEWAL,
        name_zh="新",
        name_en="new",
        holder_role=Role.PRINCIPAL,
        remind_days=[101, 99],
        overdue_type=ViolationType.LICENCE_EXPIRED,
        effective_on=in_days(1),
    )
    db.session.add(newer)
    db.session.execute(update(Duty).values(next_at=clock.now()))
    db.session.commit()
    run_once(sender)
    assert [body.split(" · ")[1] for _, body in told()] == ["还有 100 天（2026-06-10）"]  # 180 is past already

    morning(clock, in_days(1))
    db.session.execute(update(Duty).values(next_at=clock.now()))
    db.session.commit()
    run_once(sender)
    assert told()[-1] == (story.person(Role.PRINCIPAL).id, "第一中学食堂 · 还有 99 天（2026-06-10）")


def test_a_rule_that_is_switched_off_leaves_the_duty_in_peace(story: Story, clock: FrozenClock, sender: Sender) -> None:
    owe(story.kitchen, in_days(1))
    db.session.execute(update(DutyRule).values(is_active=False))
    db.session.commit()
    morning(clock, in_days(9))
    run_once(sender)
    assert not told()
    assert not cases()


def test_a_crash_in_the_middle_undoes_all_of_it(
    story: Story, clock: FrozenClock, sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    owe(story.kitchen, in_days(1))
    owe(story.kitchen, in_days(16))
    morning(clock, in_days(5))
    with monkeypatch.context() as broken:
        broken.setattr(notices, "insert", lambda _: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            run_due_duties()
    assert not cases()
    assert not told()

    run_once(sender)
    assert len(cases()) == 1
    assert len(told()) == 1


def test_a_clock_set_by_hours_decides_nothing_for_an_hour(story: Story, clock: FrozenClock) -> None:
    passed = 0.0
    duties = Duties(monotonic=lambda: passed)
    owe(story.kitchen, in_days(1))
    clock.advance(days=300)
    duties.clock_was_set(300 * 86400)
    assert duties.run_once() == 0
    clock.advance(days=-300)  # and back, as a time server does to a machine that started in another year
    duties.clock_was_set(-300 * 86400)
    passed = HELD_S
    duties.run_once()
    assert not cases()


def test_a_thousand_at_once_stay_a_few_statements_each(story: Story, clock: FrozenClock) -> None:
    """A morning after an outage: each duty is looked at once, whatever the batch."""
    for _ in range(12):
        owe(story.kitchen, in_days(15))
    assert run_due_duties(batch=5) == 5
    assert run_due_duties(batch=5) == 5
    assert run_due_duties(batch=5) == 2
    assert run_due_duties(batch=5) == 0
    assert db.session.scalar(select(func.count()).where(Delivery.channel == DeliveryChannel.IN_APP)) == 12


@pytest.mark.requirement("Q165")
def test_the_officer_issues_an_opinion_from_an_expired_item(
    story: Story, clock: FrozenClock, sender: Sender, client_as: ClientAs
) -> None:
    """The third chain climbs to the officer, who then has the act of the written opinion at hand."""
    owe(story.kitchen, in_days(1), story.holder, subject=DutySubject.LICENCE)
    morning(clock, in_days(2))
    run_once(sender)
    [case] = cases()
    page = client_as(story.holder).get(f"/api/cases/{case.id}").get_json()
    assert "rectify" not in page["allowed"]
    assert "dismiss" not in page["allowed"]
    for _ in range(8):
        clock.advance(days=1)
        run_once(sender)
    page = client_as(story.world.officer).get(f"/api/cases/{case.id}").get_json()
    assert page["is_overdue"]
    assert "issue_opinion" in page["allowed"]
    levels = {row.level for row in db.session.scalars(select(Delivery).where(Delivery.case_id == case.id))}
    assert levels == {1, 2, 3, 4}


@pytest.mark.requirement("Q163")
def test_one_tap_from_the_case_opens_the_form(
    story: Story, clock: FrozenClock, sender: Sender, client_as: ClientAs
) -> None:
    duty = owe(story.kitchen, in_days(1), story.holder, url="/credentials/licence?establishment=1")
    run_once(sender)
    inbox = client_as(story.holder).get("/api/inbox").get_json()["items"]
    assert [item["url"] for item in inbox] == ["/credentials/licence?establishment=1"]

    morning(clock, in_days(2))
    run_once(sender)
    shown = client_as(story.holder).get(f"/api/cases/{cases()[0].id}").get_json()["why"]["duty"]
    assert shown == {
        "id": duty.id,
        "title_zh": "食品经营许可证到期换证",
        "title_en": "Renew the food business licence",
        "due_on": "2026-03-03",
        "url": "/credentials/licence?establishment=1",
    }


@pytest.mark.requirement("Q164")
def test_the_chain_of_duties_takes_four_levels_and_more(
    story: Story, clock: FrozenClock, sender: Sender, client_as: ClientAs
) -> None:
    head, place = client_as(story.person(Role.PRINCIPAL)), story.kitchen.establishment.id
    own = head.post("/api/chains", json={"establishment_id": place, "code": "duty"}).get_json()
    ladder = [
        ("t0", ["holder", "safety_officer"]),
        ("t1", ["canteen_head"]),
        ("t1", ["safety_head"]),
        ("t2", ["principal"]),
        ("close", ["office_officer"]),
    ]
    steps = [{"level": n, "roles": roles, "after": after} for n, (after, roles) in enumerate(ladder, 1)]
    names = {"name_zh": "应办逾期处置链", "name_en": "Missed duties"}
    assert head.put(f"/api/chains/{own['id']}", json=names | {"steps": steps}).status_code == 200
    owe(story.kitchen, in_days(1), story.holder)
    morning(clock, in_days(2))
    for _ in range(9):
        run_once(sender)
        clock.advance(days=1)
    [case] = cases()
    found = select(Delivery.level, Delivery.user_id).where(Delivery.case_id == case.id)
    told_to = {(row.level, row.user_id) for row in db.session.execute(found)}
    roles = (Role.SAFETY_OFFICER, Role.CANTEEN_HEAD, Role.SAFETY_HEAD, Role.PRINCIPAL)
    expected = {(n, story.person(role).id) for n, role in enumerate(roles, 1)} | {(5, story.world.officer.id)}
    assert told_to == expected
