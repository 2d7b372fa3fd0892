"""What accounts need to know from higher tiers; handed in where the features are listed."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import cast

from flask import Flask, current_app


@dataclass(frozen=True)
class Lookups:
    """`establishment_names`: ids to names; `unread_of`: how many unread messages a user has."""

    establishment_names: Callable[[Collection[int]], dict[int, str]]
    unread_of: Callable[[int], int]


def install(app: Flask, lookups: Lookups) -> None:
    app.extensions["account_lookups"] = lookups


def lookups() -> Lookups:
    return cast(Lookups, current_app.extensions["account_lookups"])
