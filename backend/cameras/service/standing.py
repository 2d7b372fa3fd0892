"""Whether what a rule sees on a camera climbs by itself, or waits until a person has confirmed it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import select

from backend.cameras.models import Camera, Rule, Tuning
from backend.cameras.policy.rules import Spot, defaults, effective, standing_of
from backend.catalog.violations import RuleStanding, ViolationType
from backend.extensions import db


def doubted(camera_ids: Collection[int]) -> dict[int, set[ViolationType]]:
    """By camera: the types that too many false alarms have lowered there, until somebody has tuned them."""
    found: dict[int, set[ViolationType]] = {}
    statement = select(Tuning.camera_id, Tuning.type)
    statement = statement.where(Tuning.camera_id.in_(camera_ids), Tuning.ended_at.is_(None))
    for row in db.session.execute(statement):
        found.setdefault(row.camera_id, set()).add(row.type)
    return found


def rules_on(camera: Camera, *, is_doubted: bool = True) -> list[dict[str, Any]]:
    """The rules that watch this camera now, wherever they come from; as `policy.rules.effective`.

    `is_doubted`: with what false alarms have lowered; without, as people have set them.
    """
    rows = list(db.session.scalars(select(Rule).where(Rule.establishment_id == camera.establishment_id)))
    lowered = doubted([camera.id]).get(camera.id, set()) if is_doubted else set()
    return effective(rows, spot_of(camera, lowered))


def spot_of(camera: Camera, lowered: Collection[ViolationType]) -> Spot:
    return Spot(camera.id, camera.area_id, camera.area.kind, camera.is_ai_enabled, lowered)


def standing_on(camera: Camera, type: ViolationType) -> RuleStanding:
    """Also of a rule that was switched off meanwhile: a report may come late."""
    for rule in rules_on(camera):
        if rule["type"] is type:
            return RuleStanding(rule["standing"])
    is_doubted = type in doubted([camera.id]).get(camera.id, set())
    return standing_of(defaults(type).standing, is_doubted)
