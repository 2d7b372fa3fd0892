"""Pure rules of joining. Source: seed 000 annex 2 in the reading of the domain reference."""

from __future__ import annotations

import re
from datetime import date, timedelta

from backend.catalog.posts import POSTS, Post
from backend.catalog.roles import DEFAULT_GRANTS, Permission
from backend.catalog.staff import ApplicationState
from backend.core.errors import DomainError, ForbiddenError, InvalidError

LICENCE_YEARS = 5
MAX_PENDING = 5
MAX_FOUNDED_A_DAY = 3
SEARCHES, SEARCH_WINDOW = 60, timedelta(minutes=10)
MIN_NAME = 2
FOUND_AT_ONCE = 10

_LICENCE_NUMBER = re.compile(r"JY[123]\d{13}", re.ASCII)
_CREDIT_CODE = re.compile(r"[0-9A-Z]{18}", re.ASCII)

# Roles that let others in; they are given by those alone who have such a role themselves.
LEADING_ROLES = frozenset(role for role, held in DEFAULT_GRANTS.items() if Permission.PEOPLE_MANAGE in held)
# Whoever brings in a new establishment becomes its first administrator, so the post must be one that administers.
FOUNDING_POSTS = tuple(post for post, spec in POSTS.items() if spec.role in LEADING_ROLES)


def is_leading(post: Post) -> bool:
    return POSTS[post].role in LEADING_ROLES


def check_founding_post(post: Post) -> None:
    if post not in FOUNDING_POSTS:
        raise InvalidError("founding_post")


def licence_number(text: str) -> str:
    """JY and 14 digits (许可办法): kind, region, serial, check. Raises InvalidError (licence_number)."""
    number = re.sub(r"\s", "", text).upper()
    if not _LICENCE_NUMBER.fullmatch(number):
        raise InvalidError("licence_number_invalid")
    return number


def looks_like_licence(text: str) -> bool:
    return _LICENCE_NUMBER.fullmatch(text) is not None


def looks_like_credit_code(text: str) -> bool:
    return _CREDIT_CODE.fullmatch(text) is not None


def check_licence_days(issued_on: date, expires_on: date, today: date) -> None:
    """A licence holds five years at most and must hold today. Raises InvalidError."""
    if issued_on > today:
        raise InvalidError("licence_not_yet")
    if expires_on <= today:
        raise InvalidError("licence_expired")
    last = five_years_after(issued_on)
    if not issued_on < expires_on <= last:
        raise InvalidError("licence_days")


def five_years_after(day: date) -> date:
    """29 February ends on 28 February."""
    try:
        return day.replace(year=day.year + LICENCE_YEARS)
    except ValueError:
        return day.replace(year=day.year + LICENCE_YEARS, day=28)


def check_pending(state: ApplicationState) -> None:
    if state is not ApplicationState.PENDING:
        raise DomainError("application_decided", state=state.value)


def check_reviewer(*, is_own: bool, is_office: bool, leads: bool, post: Post) -> None:
    """Nobody lets themselves in, and only who leads lets in somebody who will lead. Raises ForbiddenError."""
    if is_own:
        raise ForbiddenError("own_application")
    if is_leading(post) and not (is_office or leads):
        raise ForbiddenError("needs_leader")
