"""Which facts an establishment still owes, and whether somebody has lately said that they hold (Q073, J135)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from backend.catalog.areas import REQUIRED_AREAS, AreaKind
from backend.catalog.establishments import KINDS, EstablishmentKind
from backend.catalog.posts import POSTS, Post

# Who answers for what (J008): the levels of the chains first, then the posts that the rules ask for by name.
DUTY_POSTS = (
    Post.HEAD_OF_UNIT,
    Post.SAFETY_DIRECTOR,
    Post.SAFETY_OFFICER,
    *(post for post, spec in POSTS.items() if spec.is_required),
)


@dataclass(frozen=True)
class Facts:
    """What is on file. `missing_texts`: names of empty fields; `terms_end`: the last day of the last known term."""

    kind: EstablishmentKind
    empty: Collection[str]
    areas: Collection[AreaKind]
    has_licence: bool
    follows_school_calendar: bool
    terms_end: date | None
    holders: Mapping[Post, Sequence[str]]


@dataclass(frozen=True)
class Item:
    """`key`: a field of the profile, "areas", "terms", "licence", or "post:" with a post."""

    key: str
    is_filled: bool


def items(facts: Facts, today: date) -> list[Item]:
    found = [Item(name, name not in facts.empty) for name in _fields_of(facts.kind)]
    found.append(Item("areas", set(REQUIRED_AREAS) <= set(facts.areas)))
    if facts.follows_school_calendar:
        found.append(Item("terms", facts.terms_end is not None and facts.terms_end >= today))
    found.append(Item("licence", facts.has_licence))
    return found + [Item(f"post:{post.value}", bool(facts.holders.get(post))) for post in DUTY_POSTS]


def _fields_of(kind: EstablishmentKind) -> list[str]:
    names = ["credit_code", "legal_person", "phone", "address", "opening_hours"]
    if kind is EstablishmentKind.RESTAURANT:
        return [*names, "size_class"]
    if kind is EstablishmentKind.CHAIN_HEADQUARTERS:
        return [*names, "brand"]
    is_canteen = KINDS[kind].is_school or kind in (EstablishmentKind.CANTEEN, EstablishmentKind.ELDER_CARE)
    return [*names, "diners", "meal_times"] if is_canteen else names


def stale_on(confirmed_at: datetime | None, created_at: datetime, stale_days: int) -> date:
    """The first day on which the facts count as stale; those never confirmed count from their making."""
    return (confirmed_at or created_at).date() + timedelta(days=stale_days + 1)


def warnings(holders: Mapping[Post, Sequence[str]], *, is_stale: bool) -> list[str]:
    """Stable words of what the establishment's page warns about."""
    unfilled = [f"no_{post.value}" for post, spec in POSTS.items() if spec.is_required and not holders.get(post)]
    return [*unfilled, *(["stale"] if is_stale else [])]
