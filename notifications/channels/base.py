from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol


@dataclass(frozen=True)
class Browser:
    """A push subscription, RFC 8030: where to send, and the keys to encrypt with."""

    id: int
    endpoint: str
    p256dh: str
    auth: str


@dataclass(frozen=True)
class Letter:
    """One delivery, with all that a channel needs to send it."""

    id: int
    payload: Mapping[str, Any]
    phone: str
    browser: Browser | None
    is_urgent: bool
    expires_at: datetime


@dataclass(frozen=True)
class Sent:
    """The next hop has taken it."""


@dataclass(frozen=True)
class Gone:
    """The address exists no more and is to be removed."""

    reason: str


@dataclass(frozen=True)
class Later:
    """Not now. `after`: seconds that the other side asks to wait, if it said so."""

    reason: str
    after: float | None = None


@dataclass(frozen=True)
class Refused:
    """Trying again would not help."""

    reason: str


Outcome = Sent | Gone | Later | Refused


class Channel(Protocol):
    def send(self, letter: Letter, now: datetime) -> Outcome:
        """Try once. Never raises for what the other side does; may take some seconds."""
        ...
