"""Groups of parents at the kitchens of the world."""

from __future__ import annotations

from datetime import date
from typing import Any

from backend.accounts.models import User
from backend.catalog.roles import Role
from backend.core import clock
from backend.core.database import write_transaction
from backend.evidence.models import StoredFile
from backend.extensions import Model, db
from backend.parents.models import GroupMember, Opinion, ViewingGroup
from backend.parents.service import join_group
from tests.factories.world import Kitchen, make_user

NOON = [{"weekday": day, "from": "11:00", "to": "13:00"} for day in range(5)]


def make_group(kitchen: Kitchen, *people: User, **values: Any) -> ViewingGroup:
    """Opens the kitchen's camera at noon on weekdays."""
    with write_transaction():
        group = ViewingGroup(
            establishment=kitchen.establishment,
            name=values.pop("name", "三年级家长"),
            camera_ids=values.pop("camera_ids", [kitchen.camera.id]),
            hours=values.pop("hours", NOON),
            created_at=clock.now(),
            **values,
        )
        db.session.add(group)
        db.session.flush()
        for person in people:
            join_group(person, group.id)
    return group


def make_parent(name: str = "张三家长") -> User:
    user = make_user(name)
    db.session.commit()
    return user


def make_belongings(kitchen: Kitchen) -> dict[str, Model]:
    """What paths of groups name."""
    group = make_group(kitchen, make_parent())
    member = db.session.query(GroupMember).filter_by(group_id=group.id).one()
    opinion = Opinion(
        group_id=group.id,
        establishment_id=kitchen.establishment.id,
        author_id=kitchen.people[Role.PRINCIPAL].id,
        text="汤太咸",
        held_on=date(2026, 3, 2),
        file=db.session.query(StoredFile).first(),
        created_at=clock.now(),
    )
    return {"group_id": group, "member_id": member, "group_opinion_id": opinion}
