"""What may be handed to a deputy, and for how long. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from backend.catalog.roles import Role, ScopeKind
from backend.core.errors import InvalidError

# A longer absence is a change of post.
LONGEST = timedelta(days=92)
_PAST = timedelta(minutes=5)

# Roles that act on cases of others. A worker's own cases are handed over by the responsibility table instead, and
# what a parent or a guest may see is theirs alone.
KITCHEN = frozenset(
    {
        Role.CANTEEN_HEAD,
        Role.SAFETY_OFFICER,
        Role.SAFETY_HEAD,
        Role.PRINCIPAL,
        Role.VICE_PRINCIPAL,
        Role.VIDEO_KEEPER,
        Role.SUPPLIER,
    }
)
_MARKET_SUPERVISION = frozenset({Role.OFFICE_OFFICER, Role.COUNTY_OFFICER, Role.CITY_OFFICER})
DELEGABLE = KITCHEN | _MARKET_SUPERVISION | {Role.EDUCATION_OFFICER, Role.CONSUMER_COMMITTEE}
_STAFF = KITCHEN | {Role.WORKER, Role.KEEPER}


def eligible(role: Role, scope: ScopeKind) -> frozenset[Role]:
    """Roles whose holders may stand in: staff of the same kitchen, officers of the same line."""
    if scope is ScopeKind.ESTABLISHMENT:
        return _STAFF
    return _MARKET_SUPERVISION if role in _MARKET_SUPERVISION else frozenset({role})


def check_span(starts_at: datetime, ends_at: datetime, *, now: datetime, held_until: datetime | None) -> None:
    """Raises InvalidError: not in the past, not endless, and not beyond what is held."""
    if starts_at < now - _PAST or ends_at <= max(starts_at, now):
        raise InvalidError("delegation_span", ends_at=["must lie after the start and in the future"])
    if ends_at - starts_at > LONGEST:
        raise InvalidError("delegation_too_long", ends_at=[f"at most {LONGEST.days} days"])
    if held_until is not None and ends_at > held_until:
        raise InvalidError("delegation_beyond_own", ends_at=["the own role ends earlier"])
