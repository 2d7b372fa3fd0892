"""How good the recognition is, camera by camera: alarms, what was false, and what would make it better."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from backend.accounts.access import Access
from backend.cameras.models import Camera, Tuning
from backend.cameras.service.standing import rules_on
from backend.catalog.learning import REPLAY_SPAN, Truth
from backend.catalog.roles import Permission
from backend.catalog.violations import SPECS, ViolationType
from backend.core import clock
from backend.establishments.access import can_in, get_establishment
from backend.extensions import db
from backend.learning.policy.answers import false_share
from backend.learning.policy.replay import Replay, Suggestion, suggest
from backend.learning.service import cases
from backend.learning.service.cases import Told

_WEEK = timedelta(days=7)
Pair = tuple[int, ViolationType]


def of_establishment(access: Access, establishment_id: int, days: int) -> dict[str, Any]:
    """One line for each camera and type with alarms in these days, or whose rule is to be tuned."""
    place = get_establishment(access, establishment_id, Permission.CASE_VIEW)
    now = clock.now()
    told = _by_pair(cases.since(place.id, now - max(REPLAY_SPAN, timedelta(days=days))))
    tunings = _open_tunings(place.id)
    cameras = _cameras(place.id)
    start = now - timedelta(days=days)
    shown = {pair for pair, mine in told.items() if mine[-1].opened_at >= start} | tunings.keys()
    lines = [
        _line(cameras[camera_id], type, told.get((camera_id, type), []), start, now, tunings.get((camera_id, type)))
        for camera_id, type in shown
        if camera_id in cameras
    ]
    return {
        "establishment": {"id": place.id, "name": place.name},
        "days": days,
        "may_manage": can_in(access, Permission.RULE_MANAGE, place),
        "may_export": can_in(access, Permission.DATA_EXPORT, place),
        "items": sorted(lines, key=lambda line: (line["tuning"] is None, -line["false"], line["camera"]["id"])),
    }


def of_pair(camera: Camera, type: ViolationType) -> dict[str, Any]:
    """The line of one camera and type over the span that suggestions look at."""
    now = clock.now()
    told = _by_pair(cases.since(camera.establishment_id, now - REPLAY_SPAN)).get((camera.id, type), [])
    tuning = _open_tunings(camera.establishment_id).get((camera.id, type))
    return _line(camera, type, told, now - REPLAY_SPAN, now, tuning)


def suggestions(camera: Camera, type: ViolationType) -> list[Suggestion]:
    told = _by_pair(cases.since(camera.establishment_id, clock.now() - REPLAY_SPAN)).get((camera.id, type), [])
    rule = _rule(camera, type)
    return _suggest(told, rule) if rule else []


def _by_pair(told: Sequence[Told]) -> dict[Pair, list[Told]]:
    found: dict[Pair, list[Told]] = {}
    for each in told:
        found.setdefault((each.camera_id, each.type), []).append(each)
    return found


def _cameras(establishment_id: int) -> dict[int, Camera]:
    statement = select(Camera).where(Camera.establishment_id == establishment_id, Camera.removed_at.is_(None))
    return {camera.id: camera for camera in db.session.scalars(statement)}


def _open_tunings(establishment_id: int) -> dict[Pair, Tuning]:
    statement = select(Tuning).where(Tuning.establishment_id == establishment_id, Tuning.ended_at.is_(None))
    return {(tuning.camera_id, tuning.type): tuning for tuning in db.session.scalars(statement)}


def _rule(camera: Camera, type: ViolationType) -> dict[str, Any] | None:
    return next((rule for rule in rules_on(camera) if rule["type"] is type), None)


def _line(
    camera: Camera, type: ViolationType, told: Sequence[Told], start: datetime, now: datetime, tuning: Tuning | None
) -> dict[str, Any]:
    recent = [each for each in told if each.opened_at >= start]
    counted = Counter(each.truth for each in recent)
    rule = _rule(camera, type)
    return {
        "camera": {"id": camera.id, "name": camera.name},
        "area": {"id": camera.area.id, "name": camera.area.name},
        "type": type,
        "type_zh": SPECS[type].zh,
        "type_en": SPECS[type].en,
        "alarms": len(recent),
        **{truth.value: counted[truth] for truth in Truth},
        "share": false_share(each.truth for each in recent),
        "reasons": Counter(each.reason.value for each in recent if each.truth is Truth.FALSE and each.reason),
        "weeks": _weeks(recent, start, now),
        "rule": rule,
        "tuning": tuning,
        "suggestions": [asdict(each) for each in _suggest(told, rule)] if rule else [],
    }


def _weeks(told: Sequence[Told], start: datetime, now: datetime) -> list[dict[str, Any]]:
    """Seven days each, the last one ends now."""
    number = max(1, -(-(now - start) // _WEEK))
    weeks = [Counter[Truth]() for _ in range(number)]
    for each in told:
        weeks[max(0, number - 1 - (now - each.opened_at) // _WEEK)][each.truth] += 1
    return [
        {"until": now - _WEEK * (number - 1 - n), **{truth.value: week[truth] for truth in Truth}}
        for n, week in enumerate(weeks)
    ]


def _suggest(told: Sequence[Told], rule: dict[str, Any]) -> list[Suggestion]:
    truths = {each.id: each.truth for each in told if each.truth is not Truth.UNANSWERED}
    if Truth.FALSE not in truths.values():
        return []
    seen = [sample for mine in cases.samples(truths).values() for sample in mine]
    limits = {name: float(rule[name]) for name in ("min_height", "min_score", "hold_s")}
    return suggest(Replay(seen, truths), **limits)
