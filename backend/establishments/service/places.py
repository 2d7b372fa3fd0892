"""Areas of a kitchen, and who is responsible for what."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.exc import IntegrityError

from backend.accounts.access import Access
from backend.accounts.models import Membership, User
from backend.accounts.policy import mask_phone
from backend.audit.service import record
from backend.catalog.areas import AreaKind
from backend.catalog.roles import Permission, ScopeKind
from backend.core import clock
from backend.core.errors import DomainError, InvalidError, NotFoundError
from backend.establishments.access import get_establishment
from backend.establishments.models import Area, Establishment, Responsibility
from backend.establishments.policy import check_shift
from backend.establishments.service.profile import tell
from backend.extensions import db


def add_area(access: Access, establishment_id: int, kind: AreaKind, name: str) -> Area:
    row = get_establishment(access, establishment_id, Permission.ESTABLISHMENT_MANAGE)
    area = Area(establishment_id=row.id, kind=kind, name=name)
    db.session.add(area)
    db.session.flush()
    changes = {"kind": kind.value, "name": name}
    record("area.added", "area", area.id, establishment_id=row.id, changes=changes)
    tell(row)
    return area


def _get_area(access: Access, area_id: int) -> tuple[Area, Establishment]:
    area = db.session.get(Area, area_id)
    if area is None:
        raise NotFoundError
    return area, get_establishment(access, area.establishment_id, Permission.ESTABLISHMENT_MANAGE)


def change_area(access: Access, area_id: int, changes: dict[str, Any]) -> Area:
    area, establishment = _get_area(access, area_id)
    differences = {name: [getattr(area, name), value] for name, value in changes.items()}
    for name, value in changes.items():
        setattr(area, name, value)
    record("area.changed", "area", area.id, establishment_id=establishment.id, changes=differences)
    tell(establishment)
    return area


def remove_area(access: Access, area_id: int) -> None:
    """Raises DomainError while a camera, a case or a rule still names the area."""
    area, establishment = _get_area(access, area_id)
    record("area.removed", "area", area.id, establishment_id=establishment.id, changes={"name": [area.name, None]})
    tell(establishment)
    db.session.delete(area)
    try:
        db.session.flush()
    except IntegrityError as error:
        raise DomainError("area_in_use") from error


def people(access: Access, establishment_id: int) -> list[dict[str, Any]]:
    """Who works there now, one line for each role; phone numbers masked."""
    row = get_establishment(access, establishment_id, Permission.PEOPLE_VIEW)
    found = db.session.execute(
        select(User.id, User.name, User.phone, Membership.role)
        .join(Membership, Membership.user_id == User.id)
        .where(*_works_at(row.id), User.is_active)
        .order_by(Membership.role, User.name, User.id)
        .distinct()
    )
    return [{"id": key, "name": name, "role": role, "phone": mask_phone(phone)} for key, name, phone, role in found]


def _works_at(establishment_id: int) -> list[Any]:
    now = clock.now()
    return [
        Membership.scope == ScopeKind.ESTABLISHMENT,
        Membership.establishment_id == establishment_id,
        Membership.starts_at <= now,
        or_(Membership.ends_at.is_(None), Membership.ends_at > now),
    ]


def responsibilities(access: Access, establishment_id: int) -> Select[Any]:
    row = get_establishment(access, establishment_id, Permission.PEOPLE_VIEW)
    return select(Responsibility).where(Responsibility.establishment_id == row.id).order_by(Responsibility.id)


def assign_responsibility(access: Access, establishment_id: int, values: dict[str, Any]) -> Responsibility:
    """Raises InvalidError when the person does not work there or the area is another kitchen's."""
    row = get_establishment(access, establishment_id, Permission.PEOPLE_MANAGE)
    check_shift(values["from_time"], values["to_time"])
    member = select(Membership.id).where(Membership.user_id == values["user_id"], *_works_at(row.id))
    if db.session.scalar(member.limit(1)) is None:
        raise InvalidError(user_id=["This person does not work here."])
    area = db.session.get(Area, values["area_id"]) if values["area_id"] is not None else None
    if values["area_id"] is not None and (area is None or area.establishment_id != row.id):
        raise InvalidError(area_id=["There is no such area here."])
    duty = Responsibility(establishment_id=row.id, **values | {"weekdays": sorted(set(values["weekdays"]))})
    db.session.add(duty)
    db.session.flush()
    changes = {name: value for name, value in values.items() if value is not None}
    record("responsibility.assigned", "responsibility", duty.id, establishment_id=row.id, changes=changes)
    tell(row)
    return duty


def end_responsibility(access: Access, responsibility_id: int) -> None:
    duty = db.session.get(Responsibility, responsibility_id)
    if duty is None:
        raise NotFoundError
    row = get_establishment(access, duty.establishment_id, Permission.PEOPLE_MANAGE)
    changes = {"user_id": [duty.user_id, None]}
    record("responsibility.ended", "responsibility", duty.id, establishment_id=row.id, changes=changes)
    db.session.delete(duty)
    tell(row)
