"""A person takes a suggestion: the rule of that one camera changes. Nothing is ever applied by itself."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from backend.accounts.access import Access
from backend.audit.service import record
from backend.cameras.models import Camera, Rule
from backend.cameras.policy.rules import PARAMETERS
from backend.cameras.service import cameras, rules
from backend.cameras.service.standing import rules_on
from backend.catalog.cameras import ZoneKind
from backend.catalog.learning import SuggestionKind
from backend.catalog.roles import Permission
from backend.catalog.violations import SPECS, ViolationType
from backend.core.errors import DomainError, NotFoundError
from backend.establishments.access import get_establishment
from backend.extensions import db
from backend.learning.policy.replay import Suggestion
from backend.learning.service import quality


def apply(
    access: Access,
    establishment_id: int,
    camera_id: int,
    type: ViolationType,
    kind: SuggestionKind,
    value: float | None,
) -> dict[str, Any]:
    """Only what the answers of this moment still suggest. Raises DomainError("suggestion_gone") for anything else."""
    place = get_establishment(access, establishment_id, Permission.RULE_MANAGE)
    camera = db.session.scalar(
        select(Camera).where(Camera.id == camera_id, Camera.establishment_id == place.id, Camera.removed_at.is_(None))
    )
    if camera is None:
        raise NotFoundError
    found = next((each for each in quality.suggestions(camera, type) if (each.kind, each.value) == (kind, value)), None)
    if found is None:
        raise DomainError("suggestion_gone")
    if found.polygon is not None:
        _add_zone(access, camera, type, found.polygon)
    else:
        _change_rule(access, camera, type, found)
    figures = {"type": type, "kind": kind, "value": [found.now, found.value], "false_gone": found.false_gone}
    figures |= {"false_all": found.false_all, "true_lost": found.true_lost, "true_all": found.true_all}
    record("rule.suggestion_applied", "camera", camera.id, establishment_id=place.id, changes=figures)
    db.session.flush()
    return quality.of_pair(camera, type)


def _change_rule(access: Access, camera: Camera, type: ViolationType, found: Suggestion) -> None:
    value = int(found.value or 0) if found.kind is SuggestionKind.MIN_HEIGHT else found.value
    own = select(Rule.id).where(Rule.camera_id == camera.id, Rule.type == type)
    rule_id = db.session.scalar(own)
    if rule_id is not None:
        rules.change(access, rule_id, {found.kind.value: value})
        return
    # The camera's first rule of its own: as the one that has counted here, but for this value.
    here = next(rule for rule in rules_on(camera, is_doubted=False) if rule["type"] is type)
    values = {name: here[name] for name in PARAMETERS} | {found.kind.value: value}
    place = {"establishment_id": camera.establishment_id, "area_id": None, "camera_id": camera.id, "type": type}
    rules.add(access, place | values)


def _add_zone(access: Access, camera: Camera, type: ViolationType, polygon: list[list[float]]) -> None:
    names = ("id", "name", "kind", "polygon")
    kept = [{name: getattr(zone, name) for name in names} for zone in camera.zones]
    name = f"{SPECS[type].zh} · 误报"
    cameras.set_zones(access, camera.id, [*kept, {"name": name, "kind": ZoneKind.IGNORE, "polygon": polygon}])
