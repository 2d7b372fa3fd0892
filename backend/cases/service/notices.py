"""Notices that are about no case: a reminder, an application decided, an opinion answered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

from backend.accounts.models import User
from backend.cases.models import Delivery
from backend.cases.policy.messages import notice_payload
from backend.cases.service.outbox import subscriptions_of
from backend.catalog.cases import DeliveryChannel, DeliveryState
from backend.core import clock
from backend.core.bulk import insert_rows
from backend.core.realtime import announce

LIVES = timedelta(days=3)  # a phone that is off for a weekend still gets it


class Addressee(Protocol):
    """A person as far as a notice must know one."""

    @property
    def id(self) -> int: ...

    @property
    def locale(self) -> str: ...


@dataclass(frozen=True)
class Words:
    """One thing to tell. `title` and `body` are Chinese and English; `key` is unique per thing."""

    key: str
    title: tuple[str, str]
    body: tuple[str, str]
    url: str
    is_urgent: bool = False


def notify(
    users: Iterable[User],
    *,
    key: str,
    title: tuple[str, str],
    body: tuple[str, str],
    url: str,
    is_urgent: bool = False,
) -> int:
    """Tell some people once: inbox and push, and an SMS where it is urgent and no browser listens.

    `title` and `body` are Chinese and English; `url` is a path of the app. `key` is unique per thing, so that telling
    twice adds nothing. Returns how many people were addressed; somebody no longer active is not.
    """
    people = list({user.id: user for user in users if user.is_active}.values())
    if not people:
        return 0
    subscriptions = subscriptions_of([person.id for person in people], clock.now())
    insert(rows(Words(key, title, body, url, is_urgent), people, subscriptions))
    announce("inbox", 0, [f"user:{person.id}" for person in people])
    return len(people)


def insert(made: Sequence[dict[str, Any]]) -> None:
    """Write the rows; one whose key is there already is left as it is."""
    insert_rows(Delivery, made, unique="key")


def rows(words: Words, people: Iterable[Addressee], subscriptions: Mapping[int, Sequence[int]]) -> list[dict[str, Any]]:
    """Delivery rows of one notice, for those who write many at once."""
    made: list[dict[str, Any]] = []
    for person in people:
        payload = notice_payload(
            person.locale,
            key=words.key,
            title=words.title,
            body=words.body,
            url=words.url,
            is_urgent=words.is_urgent,
        )
        own = subscriptions.get(person.id, ())
        made.append(_row(words.key, person, DeliveryChannel.IN_APP, payload))
        made.extend(_row(words.key, person, DeliveryChannel.WEB_PUSH, payload, each) for each in own)
        if words.is_urgent and not own:
            made.append(_row(words.key, person, DeliveryChannel.SMS, payload))
    return made


def _row(
    key: str, person: Addressee, channel: DeliveryChannel, payload: dict[str, Any], subscription: int | None = None
) -> dict[str, Any]:
    # The inbox is read from this very table, so its message has arrived once the row is there.
    is_there, now = channel is DeliveryChannel.IN_APP, clock.now()
    return {
        "key": f"{key}-u{person.id}-{channel.value}" + (f"-{subscription}" if subscription else ""),
        "case_id": None,
        "user_id": person.id,
        "role": None,
        "subscription_id": subscription,
        "channel": channel,
        "level": None,
        "payload": payload,
        "state": DeliveryState.SENT if is_there else DeliveryState.PENDING,
        "created_at": now,
        "due_at": now,
        "expires_at": now + LIVES,
        "attempts": 1 if is_there else 0,
        "sent_at": now if is_there else None,
    }
