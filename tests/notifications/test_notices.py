"""Notices about no case: into the inbox with their own address, and onto the phone."""

from __future__ import annotations

import json

from sqlalchemy import func, select

from backend.accounts.models import User
from backend.cases.models import Delivery
from backend.cases.service.notices import notify
from backend.catalog.roles import Role
from backend.core.database import write_transaction
from backend.extensions import db
from backend.settings import Settings
from notifications.notifier import run_once
from notifications.sender import Sender
from tests.factories.cases import ClientAs, Story
from tests.notifications.conftest import Pair

TITLE = ("入驻申请已通过", "Your application was accepted")
BODY = ("点开即可使用", "Tap to begin")


def tell(*users: User, key: str = "joined-1", is_urgent: bool = False) -> int:
    with write_transaction():
        return notify(users, key=key, title=TITLE, body=BODY, url="/duties", is_urgent=is_urgent)


def test_a_notice_reaches_the_phone_and_the_inbox(
    story: Story, pair: Pair, sender: Sender, client_as: ClientAs
) -> None:
    phone = pair(story.holder)
    assert tell(story.holder) == 1
    run_once(sender)

    [message] = phone.messages
    payload = message["payload"]
    assert (payload["title"], payload["url"], payload["case_id"]) == (TITLE[0], "/duties", None)
    page = client_as(story.holder).get("/api/inbox").get_json()
    assert [(item["title"], item["body"], item["url"], item["case_id"]) for item in page["items"]] == [
        (TITLE[0], BODY[0], "/duties", None)
    ]


def test_each_person_reads_their_own_language(story: Story, client_as: ClientAs) -> None:
    other = story.person(Role.PRINCIPAL)
    other.locale = "en"
    db.session.commit()
    tell(story.holder, other)

    titles = [client_as(user).get("/api/inbox").get_json()["items"][0]["title"] for user in (story.holder, other)]
    assert titles == list(TITLE)


def test_telling_twice_adds_nothing(story: Story, pair: Pair) -> None:
    pair(story.holder)
    tell(story.holder)
    tell(story.holder, story.holder)
    assert db.session.scalar(select(func.count()).select_from(Delivery)) == 2


def test_who_is_no_longer_active_hears_nothing(story: Story) -> None:
    story.holder.is_active = False
    db.session.commit()
    assert tell(story.holder) == 0


def test_only_what_is_urgent_goes_out_by_sms(story: Story, sender: Sender, settings: Settings) -> None:
    tell(story.holder)
    tell(story.holder, key="joined-2", is_urgent=True)
    run_once(sender)
    lines = (settings.data_dir / "sms.log").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["phone"] for line in lines] == [story.holder.phone]


def test_an_urgent_notice_whose_phone_is_gone_becomes_an_sms(
    story: Story, pair: Pair, sender: Sender, settings: Settings
) -> None:
    pair(story.holder).mode = "gone"
    tell(story.holder)
    run_once(sender)
    assert not (settings.data_dir / "sms.log").exists()

    pair(story.holder).mode = "gone"
    tell(story.holder, key="joined-2", is_urgent=True)
    run_once(sender)
    assert len((settings.data_dir / "sms.log").read_text(encoding="utf-8").splitlines()) == 1
