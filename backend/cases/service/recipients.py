"""Who stands behind a step: the named person, or the people of its roles in the establishment or above it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain as joined

from sqlalchemy import Row, or_, select

from backend.accounts.models import Membership, User
from backend.cases.policy.chains import HOLDER
from backend.catalog.roles import Role, ScopeKind
from backend.extensions import db

# Where an office has no officer of its own, the next office above takes its place.
_LADDER = (Role.OFFICE_OFFICER, Role.COUNTY_OFFICER, Role.CITY_OFFICER)


@dataclass(frozen=True)
class Person:
    id: int
    name: str
    locale: str
    role: Role | None


class Directory:
    """The people around some establishments, loaded at once: two queries, however many cases ask."""

    def __init__(self) -> None:
        self._members: dict[tuple[ScopeKind, int | None, Role], list[Person]] = {}
        self._users: dict[int, Person] = {}
        # By the absent person and the establishment: who stands in there.
        self._deputies: dict[tuple[int, int], list[Person]] = {}

    @classmethod
    def load(
        cls, paths: Iterable[str], establishment_ids: Iterable[int], holder_ids: Iterable[int], now: datetime
    ) -> Directory:
        """`paths`: the jurisdictions' paths of the establishments, "/1/4/9/"."""
        directory = cls()
        above = {int(part) for path in paths for part in path.split("/") if part}
        for row in db.session.execute(
            select(
                Membership.scope, Membership.establishment_id, Membership.jurisdiction_id, Membership.role,
                User.id, User.name, User.locale, Membership.delegated_by_id,
            )
            .join(User, Membership.user_id == User.id)
            .where(User.is_active, Membership.starts_at <= now)
            .where(or_(Membership.ends_at.is_(None), Membership.ends_at > now))
            .where(
                or_(
                    Membership.establishment_id.in_(set(establishment_ids)),
                    Membership.jurisdiction_id.in_(above),
                    Membership.scope == ScopeKind.PLATFORM,
                )
            )
            .order_by(Membership.id)
        ):  # fmt: skip
            directory._add(row)
        for holder in db.session.execute(
            select(User.id, User.name, User.locale).where(User.id.in_(set(holder_ids)), User.is_active)
        ):
            directory._users.setdefault(holder.id, Person(holder.id, holder.name, holder.locale, None))
        return directory

    def _add(self, row: Row[ScopeKind, int | None, int | None, Role, int, str, str, int | None]) -> None:
        scope, establishment_id, jurisdiction_id, role, user_id, name, locale, absent_id = row
        place = {ScopeKind.ESTABLISHMENT: establishment_id, ScopeKind.JURISDICTION: jurisdiction_id}.get(scope)
        person = Person(user_id, name, locale, role)
        self._members.setdefault((scope, place, role), []).append(person)
        if scope is ScopeKind.ESTABLISHMENT:
            self._users.setdefault(user_id, person)
        if absent_id is not None and establishment_id is not None:
            self._deputies.setdefault((absent_id, establishment_id), []).append(person)

    def people(self, roles: Sequence[str], establishment_id: int, path: str, holder_id: int | None) -> list[Person]:
        """Each person once. A named person is told alone, or with those who stand in while that person is away; the
        roles beside "holder" replace a missing one."""
        if HOLDER in roles and holder_id in self._users:
            both = [self._users[holder_id], *self._deputies.get((holder_id, establishment_id), [])]
            return list({person.id: person for person in both}.values())
        named = (Role(role) for role in roles if role != HOLDER)
        found = joined.from_iterable(self._holding(role, establishment_id, path) for role in named)
        return list({person.id: person for person in reversed(list(found))}.values())[::-1]

    def _holding(self, role: Role, establishment_id: int, path: str) -> list[Person]:
        own = self._members.get((ScopeKind.ESTABLISHMENT, establishment_id, role))
        return own or self._nearest(role, path) or self._members.get((ScopeKind.PLATFORM, None, role), [])

    def _nearest(self, role: Role, path: str) -> list[Person]:
        """The members of the nearest jurisdiction upwards; for officers, then those of the next rank."""
        ranks = _LADDER[_LADDER.index(role) :] if role in _LADDER else (role,)
        places = [int(part) for part in path.split("/") if part][::-1]
        for rank in ranks:
            for place in places:
                if members := self._members.get((ScopeKind.JURISDICTION, place, rank)):
                    return members
        return []


def names(people: Iterable[Person]) -> list[Mapping[str, object]]:
    return [{"id": person.id, "name": person.name} for person in people]
