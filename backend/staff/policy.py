"""Pure rules of people's files; `today` is an argument."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from backend.catalog.posts import POSTS, Post
from backend.catalog.roles import Role
from backend.core.errors import DomainError, ForbiddenError, InvalidError

# What a post may bring along, and so what leaving takes away. A parent or a guest stays one.
STAFF_ROLES = frozenset(spec.role for spec in POSTS.values())
FOOD_POSTS = frozenset(post for post, spec in POSTS.items() if spec.touches_food)
LATE_DAYS = 7  # a morning check is entered or corrected within a week, not made up for last term


class Light(StrEnum):
    """Red: something has expired or is missing. Orange: due soon. Green: in order. Grey: nothing is asked."""

    RED = "red"
    ORANGE = "orange"
    GREEN = "green"
    GREY = "grey"


class HealthState(StrEnum):
    """Of a person's health certificate, as of a day."""

    VALID = "valid"
    DUE = "due"
    EXPIRED = "expired"
    MISSING = "missing"
    NOT_NEEDED = "not_needed"


@dataclass(frozen=True)
class HealthRule:
    """What the duty rule `health_renewal` says: years of validity, and days before the end on which to remind."""

    years: int = 1
    remind_days: tuple[int, ...] = (60, 30, 15, 7, 0)

    @property
    def due_days(self) -> int:
        """From the first reminder on a certificate counts as due."""
        return max(self.remind_days, default=0)


def add_years(day: date, years: int) -> date:
    """The same day some years on; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def touches_food(posts: Collection[Post]) -> bool:
    """Whether one of the posts touches ready-to-eat food (食品安全法 art. 45)."""
    return not FOOD_POSTS.isdisjoint(posts)


def role_of(post: Post) -> Role:
    return POSTS[post].role


def health_state(expires_on: date | None, posts: Collection[Post], today: date, due_days: int) -> HealthState:
    """The last valid day itself still counts. Somebody far from ready-to-eat food needs no certificate."""
    if expires_on is None:
        return HealthState.MISSING if touches_food(posts) else HealthState.NOT_NEEDED
    if expires_on < today:
        return HealthState.EXPIRED
    return HealthState.DUE if (expires_on - today).days <= due_days else HealthState.VALID


_LIGHTS = {
    HealthState.VALID: Light.GREEN,
    HealthState.DUE: Light.ORANGE,
    HealthState.EXPIRED: Light.RED,
    HealthState.MISSING: Light.RED,
    HealthState.NOT_NEEDED: Light.GREY,
}


def light_of(state: HealthState) -> Light:
    return _LIGHTS[state]


def is_barred(state: HealthState) -> bool:
    """不得从事接触直接入口食品工作: no certificate that is valid."""
    return state in (HealthState.EXPIRED, HealthState.MISSING)


def check_may_touch_food(post: Post, expires_on: date | None, today: date, *, was_unfit: bool) -> None:
    """Raises DomainError where the post touches ready-to-eat food and the person may not."""
    if post not in FOOD_POSTS:
        return
    if expires_on is None:
        raise DomainError("health_certificate_missing")
    if expires_on < today:
        raise DomainError("health_certificate_expired")
    if was_unfit:
        raise DomainError("unfit_today")


def check_examined(examined_on: date, expires_on: date, today: date, rule: HealthRule) -> None:
    """Raises InvalidError. A certificate is valid from the examination and never longer than the rule says."""
    if examined_on > today:
        raise InvalidError("examined_in_future", examined_on=["The examination cannot be in the future."])
    if not examined_on < expires_on <= add_years(examined_on, rule.years):
        raise InvalidError("validity_too_long", expires_on=["Ends after the examination, within its validity."])


# Who stands above whom in a kitchen. Equal ranks may appoint each other: a principal the next principal, say.
_RANKS = {
    Role.WORKER: 1,
    Role.KEEPER: 1,
    Role.VIDEO_KEEPER: 2,
    Role.DATA_OWNER: 2,
    Role.CANTEEN_HEAD: 3,
    Role.VICE_PRINCIPAL: 3,
    Role.SAFETY_OFFICER: 4,
    Role.SAFETY_HEAD: 5,
    Role.PRINCIPAL: 5,
    Role.SUPPLIER: 5,
}


def rank(roles: Iterable[Role]) -> int:
    return max((_RANKS.get(role, 0) for role in roles), default=0)


def check_rank(own: Iterable[Role], theirs: Iterable[Role]) -> None:
    """Nobody makes, or dismisses, somebody above themselves. Raises ForbiddenError."""
    if rank(theirs) > rank(own):
        raise ForbiddenError("above_own_rank")


def check_day(day: date, today: date) -> None:
    """Raises InvalidError for a morning check of tomorrow or of long ago."""
    if not 0 <= (today - day).days <= LATE_DAYS:
        raise InvalidError("check_day", day=["A morning check is of today or of the last days."])


def check_people(groups: Collection[Collection[int]], employed: Collection[int]) -> None:
    """Each person once, and only people who work here. Raises InvalidError."""
    named = [person for group in groups for person in group]
    if len(named) != len(set(named)):
        raise InvalidError("named_twice", fit_user_ids=["Somebody is named twice."])
    if not named:
        raise InvalidError("nobody_checked", fit_user_ids=["Nobody is named."])
    if not set(named) <= set(employed):
        raise InvalidError("not_a_member", fit_user_ids=["Somebody does not work here."])


def surname(name: str) -> str:
    """王小明 -> 王**: enough for somebody who may not see whose health it is."""
    return f"{name[:1]}**"


def last_four(number: str) -> str:
    return f"****{number[-4:]}" if len(number) > 4 else "****"
