"""What is looked for where: rows for a camera, an area or the whole establishment."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sqlalchemy import Select, select

from backend.accounts.access import Access
from backend.audit.service import record
from backend.cameras.models import Camera, Rule, Zone
from backend.cameras.policy import rules as policy
from backend.cameras.service.lookup import get_camera
from backend.cameras.service.standing import rules_on
from backend.catalog.roles import Permission
from backend.core.errors import DomainError, InvalidError, NotFoundError
from backend.core.realtime import announce
from backend.establishments.access import get_establishment, rooms_of
from backend.establishments.models import Area, Establishment
from backend.extensions import db

MANAGE = Permission.RULE_MANAGE


def of_establishment(access: Access, establishment_id: int) -> Select[Any]:
    row = get_establishment(access, establishment_id, Permission.CAMERA_VIEW, MANAGE)
    return select(Rule).where(Rule.establishment_id == row.id).order_by(Rule.type, Rule.id)


def of_camera(access: Access, camera_id: int) -> list[dict[str, Any]]:
    """The rules that watch this camera now, wherever they come from."""
    return rules_on(get_camera(access, camera_id))


def add(access: Access, values: dict[str, Any]) -> Rule:
    """Raises DomainError when the place has a rule of this type already."""
    row = get_establishment(access, values["establishment_id"], MANAGE)
    area_id, camera_id = _place(row, values["area_id"], values["camera_id"])
    same = select(Rule.id).where(
        Rule.establishment_id == row.id,
        Rule.type == values["type"],
        Rule.area_id.is_(None) if area_id is None else Rule.area_id == area_id,
        Rule.camera_id.is_(None) if camera_id is None else Rule.camera_id == camera_id,
    )
    if db.session.scalar(same) is not None:
        raise DomainError("rule_exists")
    parameters = {**asdict(policy.defaults(values["type"])), "is_enabled": True}
    given = {name: value for name, value in values.items() if name in parameters}
    rule = Rule(
        establishment_id=row.id, area_id=area_id, camera_id=camera_id, type=values["type"], **parameters | given
    )
    _check(rule)
    db.session.add(rule)
    db.session.flush()
    record("rule.added", "rule", rule.id, establishment_id=row.id, changes={"type": rule.type, **given})
    _tell(row)
    return rule


def _place(row: Establishment, area_id: int | None, camera_id: int | None) -> tuple[int | None, int | None]:
    """A rule of a camera needs no area: it goes along when the camera is moved to another one."""
    if camera_id is not None:
        camera = db.session.get(Camera, camera_id)
        if camera is None or camera.establishment_id != row.id or camera.removed_at is not None:
            raise InvalidError(camera_id=["There is no such camera here."])
        return None, camera_id
    if area_id is not None:
        area = db.session.get(Area, area_id)
        if area is None or area.establishment_id != row.id:
            raise InvalidError(area_id=["There is no such area here."])
    return area_id, None


def _check(rule: Rule) -> None:
    policy.check_parameters(rule.votes, rule.window)
    zones = set(rule.zone_ids)
    found = select(Zone.id).where(Zone.camera_id == rule.camera_id) if rule.camera_id else None
    if zones and (found is None or not zones <= set(db.session.scalars(found))):
        raise InvalidError(zone_ids=["A rule names zones of its own camera only."])


def _get(access: Access, rule_id: int) -> tuple[Rule, Establishment]:
    rule = db.session.get(Rule, rule_id)
    if rule is None:
        raise NotFoundError
    return rule, get_establishment(access, rule.establishment_id, MANAGE)


def change(access: Access, rule_id: int, values: dict[str, Any]) -> Rule:
    rule, row = _get(access, rule_id)
    differences = {name: [getattr(rule, name), value] for name, value in values.items() if getattr(rule, name) != value}
    for name, value in values.items():
        setattr(rule, name, value)
    _check(rule)
    if differences:
        record("rule.changed", "rule", rule.id, establishment_id=row.id, changes=differences)
        _tell(row)
    return rule


def remove(access: Access, rule_id: int) -> None:
    rule, row = _get(access, rule_id)
    record("rule.removed", "rule", rule.id, establishment_id=row.id, changes={"type": [rule.type, None]})
    db.session.delete(rule)
    _tell(row)


def _tell(row: Establishment) -> None:
    announce("establishment", row.id, rooms_of(row))
