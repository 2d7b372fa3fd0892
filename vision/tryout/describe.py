"""One look as JSON for the page: boxes and points in pixels of the analysed picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from backend.catalog.violations import ViolationType
from vision.bodies.body import Body
from vision.bodies.sight import Sight
from vision.detectors.pose import Pose
from vision.rules.hold import Fired
from vision.types import Box, Frame, Json, Judgement, Person

_MIN_VISIBILITY = 0.5


def describe(frame: Frame, sight: Sight) -> Json:
    bodies = {id(body.person): (index, body) for index, body in enumerate(sight.bodies)}
    people = sight.people or [body.person for body in sight.bodies]
    return {
        "width": frame.width,
        "height": frame.height,
        "people": [_person(person, bodies.get(id(person)), sight.judgements) for person in people],
        "scene": [_judgement(judgement) for judgement in sight.scene],
    }


def _person(
    person: Person, found: tuple[int, Body] | None, judgements: Mapping[ViolationType, Sequence[Judgement]]
) -> Json:
    described: Json = {
        "track": person.track_id,
        "score": round(person.score, 2),
        "box": _box(person.box),
        "height": round(person.height),
        "is_judged": found is not None,
        "parts": [],
        "pose": [],
        "judgements": [],
    }
    if found is None:
        return described
    index, body = found
    parts = [("head", body.head), ("face", body.face), *(("hand", hand) for hand in body.hands)]
    return described | {
        "facing": body.facing.value,
        "hidden": round(body.hidden, 2),
        "parts": [_part(kind, box) for kind, box in parts if box is not None],
        "pose": [] if body.pose is None else _points(body.pose),
        "judgements": [_judgement(some[index]) for some in judgements.values() if index < len(some)],
    }


def _part(kind: str, box: Box) -> Json:
    return {"kind": kind, "box": _box(box), "height": round(box[3] - box[1])}


def _points(pose: Pose) -> list[list[int]]:
    """[joint, x, y] of the joints that can be seen."""
    seen = [index for index, visibility in enumerate(pose.visibility) if visibility >= _MIN_VISIBILITY]
    return [[index, round(float(pose.points[index][0])), round(float(pose.points[index][1]))] for index in seen]


def _judgement(judgement: Judgement) -> Json:
    return {
        "type": judgement.type.value,
        "answer": judgement.answer.value,
        "score": round(judgement.score, 3),
        "reason": judgement.reason,
        "box": None if judgement.box is None else _box(judgement.box),
    }


def describe_report(event: Fired) -> Json:
    """What would have become an observation."""
    best = max(event.best.detections, key=lambda detection: detection.score)
    return {
        "key": event.occurrence.key,
        "type": event.occurrence.type.value,
        "at": event.occurrence.last_seen,
        "held_s": round(event.held_s, 1),
        "hits": event.hits,
        "score": round(event.best.score, 3),
        "track": best.track_id,
    }


def _box(box: Box) -> list[int]:
    return [round(value) for value in box]
