"""What becomes of a letter when the push service is well, slow, wrong or gone."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from backend.cases.models import Delivery
from backend.catalog.cases import DeliveryChannel, DeliveryState
from backend.catalog.roles import Role
from backend.extensions import db
from backend.push.models import PushSubscription
from backend.settings import Settings
from notifications import deliveries
from notifications.notifier import run_once
from notifications.sender import Sender
from notifications.steps import run_due_steps
from tests.factories.cases import ClientAs, Story
from tests.fakes.clock import FrozenClock
from tests.fakes.push_receiver import PushReceiver
from tests.notifications.conftest import Pair


def pushes() -> list[Delivery]:
    db.session.expire_all()
    statement = select(Delivery).where(Delivery.channel == DeliveryChannel.WEB_PUSH).order_by(Delivery.id)
    return list(db.session.scalars(statement))


@pytest.mark.parametrize("mode", ["gone"])
def test_a_subscription_that_is_gone_is_removed_after_one_try(
    story: Story, pair: Pair, sender: Sender, clock: FrozenClock, mode: str
) -> None:
    phone = pair(story.holder)
    phone.mode = mode
    story.open()
    run_once(sender)
    clock.advance(minutes=5)
    run_once(sender)

    assert phone.attempts == 1
    [delivery] = pushes()
    assert (delivery.state, delivery.error) == (DeliveryState.GONE, "HTTP 410")
    removed = db.session.scalars(select(PushSubscription)).one()
    assert removed.removed_because == "HTTP 410"


def test_when_the_last_phone_is_gone_a_serious_case_goes_out_by_sms(
    story: Story, pair: Pair, sender: Sender, clock: FrozenClock, settings: Settings
) -> None:
    phones = [pair(story.person(Role.SAFETY_HEAD)) for _ in range(2)]
    story.open()
    run_once(sender)
    for phone in phones:
        phone.mode = "gone"
    clock.advance(minutes=30)
    run_once(sender)

    lines = (settings.data_dir / "sms.log").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["phone"] for line in lines] == [story.person(Role.SAFETY_HEAD).phone]


def test_too_many_requests_waits_as_long_as_asked(story: Story, pair: Pair, sender: Sender, clock: FrozenClock) -> None:
    phone = pair(story.holder)
    phone.mode, phone.failures, phone.retry_after = "429", 1, "120"
    story.open()
    run_once(sender)
    clock.advance(seconds=119)
    run_once(sender)
    assert phone.attempts == 1

    clock.advance(seconds=1)
    run_once(sender)

    assert len(phone.messages) == 1
    assert pushes()[0].attempts == 2


def test_retry_after_may_be_a_date(story: Story, pair: Pair, sender: Sender, clock: FrozenClock) -> None:
    phone = pair(story.holder)
    phone.mode, phone.failures, phone.retry_after = "429", 1, "Mon, 02 Mar 2026 04:01:00 GMT"
    story.open()
    run_once(sender)
    assert pushes()[0].due_at.isoformat() == "2026-03-02T04:01:00+00:00"


def test_a_server_error_is_tried_again_ever_more_slowly(
    story: Story, pair: Pair, sender: Sender, clock: FrozenClock
) -> None:
    phone = pair(story.holder)
    phone.mode, phone.failures = "500", 3
    story.open()
    waits = []
    for _ in range(3):
        run_once(sender)
        waits.append((pushes()[0].due_at - clock.now()).total_seconds())
        clock.advance(seconds=waits[-1])
    run_once(sender)

    assert len(phone.messages) == 1
    assert waits[0] < waits[1] < waits[2]


def test_what_the_service_refuses_is_not_tried_again(
    story: Story, pair: Pair, sender: Sender, clock: FrozenClock
) -> None:
    phone = pair(story.holder)
    phone.mode = "400"
    story.open()
    run_once(sender)
    clock.advance(minutes=9)
    run_once(sender)

    assert phone.attempts == 1
    assert pushes()[0].state is DeliveryState.FAILED


def test_a_letter_that_outlives_its_step_is_given_up(
    story: Story, pair: Pair, sender: Sender, clock: FrozenClock
) -> None:
    phone = pair(story.holder)
    phone.mode, phone.retry_after = "429", "3600"
    story.open()
    run_once(sender)

    assert pushes()[0].state is DeliveryState.FAILED
    assert pushes()[0].error == "expired after HTTP 429"


def test_nobody_is_pushed_about_a_case_that_ended_meanwhile(
    story: Story, pair: Pair, sender: Sender, client_as: ClientAs
) -> None:
    phone = pair(story.holder)
    case = story.open()
    run_due_steps()
    body = {"reason": "glare"}
    assert client_as(story.holder).post(f"/api/cases/{case.id}/dismissal", json=body).status_code == 200
    sender.send_due()

    assert phone.attempts == 0
    assert (pushes()[0].state, pushes()[0].error) == (DeliveryState.SKIPPED, "case ended")


def test_a_crash_between_sending_and_marking_repeats_at_most_ten(
    story: Story, pair: Pair, sender: Sender, clock: FrozenClock, receiver: PushReceiver
) -> None:
    phones = [pair(story.holder) for _ in range(25)]
    story.open()
    run_due_steps()
    leased = deliveries.lease(10)
    for each in leased:  # sent, and then the power went
        sender._channels[DeliveryChannel.WEB_PUSH].send(each.letter, clock.now())
    assert run_once(sender) == (0, 15)
    clock.advance(seconds=61)

    assert run_once(sender) == (0, 10)

    assert sorted(phone.attempts for phone in phones) == [1] * 15 + [2] * 10
    assert all(len(phone.messages) == 1 for phone in phones)  # the second replaced the first: same topic
    assert receiver.faults == []


def test_one_hanging_service_does_not_hold_up_the_others(
    story: Story, pair: Pair, sender: Sender, receiver: PushReceiver
) -> None:
    hanging = [pair(story.holder) for _ in range(3)]
    for phone in hanging:
        phone.mode = "hang"
    well = [pair(story.holder) for _ in range(30)]
    story.open()
    run_due_steps()
    while not all(phone.messages for phone in well):
        assert sender.run_once(5.0)
    receiver.released.set()
    sender.drain(15)

    assert all(len(phone.messages) == 1 for phone in well)


def test_a_phone_of_a_signed_out_session_stays_silent(
    story: Story, pair: Pair, sender: Sender, client_as: ClientAs
) -> None:
    from backend.accounts.models import Session

    phone, client = pair(story.holder), client_as(story.holder)
    subscription = db.session.scalars(select(PushSubscription)).one()
    subscription.session_id = db.session.scalars(select(Session.id).where(Session.user_id == story.holder.id)).one()
    db.session.commit()
    assert client.delete("/api/session").status_code == 204
    story.open()
    run_once(sender)

    assert phone.attempts == 0


def test_a_test_push_arrives_and_belongs_to_no_case(
    story: Story, pair: Pair, sender: Sender, client_as: ClientAs
) -> None:
    phone = pair(story.holder)
    subscription = db.session.scalars(select(PushSubscription.id)).one()
    url = f"/api/push-subscriptions/{subscription}/test"
    assert client_as(story.person(Role.PRINCIPAL)).post(url).status_code == 404
    assert client_as(story.holder).post(url).status_code == 202
    sender.send_due()

    [message] = phone.messages
    assert message["payload"]["case_id"] is None
    assert "测试通知" in message["payload"]["title"]


def test_the_words_are_in_the_persons_language(story: Story, pair: Pair, sender: Sender) -> None:
    story.holder.locale = "en"
    db.session.commit()
    phone = pair(story.holder)
    story.open()
    run_once(sender)

    payload = phone.messages[0]["payload"]
    assert payload["title"] == "烹饪区1 · No work clothes · 6 s"
    assert payload["lang"] == "en"
