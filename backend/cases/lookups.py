"""What higher tiers want to hear of cases; handed in where the features are listed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from flask import Flask, current_app

from backend.accounts.models import User
from backend.cases.models import Case
from backend.establishments.models import Establishment


@dataclass(frozen=True)
class Listeners:
    """`attributed(establishment, user, by, text, case_id)`: a human put a case on somebody's record.

    `dismissed(case)`: a human called it a false alarm.
    """

    attributed: Callable[[Establishment, User, User, str, int], None]
    dismissed: Callable[[Case], None]


def install(app: Flask, listeners: Listeners) -> None:
    app.extensions["case_listeners"] = listeners


def listeners() -> Listeners:
    return cast(Listeners, current_app.extensions["case_listeners"])
