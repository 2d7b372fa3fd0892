"""Cases that the recognition opened, with what people said about them and what had been measured."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from backend.cases.models import Case
from backend.catalog.cases import DismissalReason
from backend.catalog.learning import Truth
from backend.catalog.violations import SEEN_TYPES, ViolationType
from backend.extensions import db
from backend.learning.policy.answers import Answered, truth_of
from backend.learning.policy.replay import Sample
from backend.observations.models import Observation


@dataclass(frozen=True)
class Told:
    """A case and the answer to it."""

    id: int
    camera_id: int
    type: ViolationType
    opened_at: datetime
    truth: Truth
    reason: DismissalReason | None


def since(establishment_id: int, start: datetime) -> list[Told]:
    """What cameras told since then, oldest first."""
    statement = (
        select(
            Case.id, Case.camera_id, Case.type, Case.opened_at, Case.state, Case.dismissal_reason,
            Case.confirmed_at, Case.rectified_at,
        )
        .where(Case.establishment_id == establishment_id, Case.opened_at >= start)
        .where(Case.camera_id.is_not(None), Case.type.in_(SEEN_TYPES))
        .order_by(Case.opened_at, Case.id)
    )  # fmt: skip
    return [_told(row) for row in db.session.execute(statement)]


def _told(row: Any) -> Told:
    was_confirmed = row.confirmed_at is not None or row.rectified_at is not None
    truth = truth_of(Answered(row.state, row.dismissal_reason, was_confirmed))
    return Told(row.id, row.camera_id, row.type, row.opened_at, truth, row.dismissal_reason)


def samples(case_ids: Collection[int]) -> dict[int, list[Sample]]:
    """The observations of these cases, by case."""
    found: dict[int, list[Sample]] = {}
    for ids in _portions(sorted(case_ids)):
        statement = select(
            Observation.case_id, Observation.boxes, Observation.frame, Observation.score,
            Observation.first_seen_at, Observation.ended_at,
        ).where(Observation.case_id.in_(ids))  # fmt: skip
        for row in db.session.execute(statement):
            found.setdefault(row.case_id, []).append(_sample(row._mapping))
    return found


def _portions(ids: Sequence[int], size: int = 500) -> list[Sequence[int]]:
    return [ids[at : at + size] for at in range(0, len(ids), size)]


def _sample(row: Mapping[Any, Any]) -> Sample:
    width, height = row["frame"] if len(row["frame"]) == 2 and min(row["frame"]) > 0 else (0, 0)
    boxes = row["boxes"] if width else []
    ended_at = row["ended_at"]
    return Sample(
        case_id=row["case_id"],
        heights=tuple(y2 - y1 for _, y1, _, y2 in boxes),
        feet=tuple((_inside((x1 + x2) / 2 / width), _inside(y2 / height)) for x1, _, x2, y2 in boxes),
        score=row["score"],
        lasted_s=(ended_at - row["first_seen_at"]).total_seconds() if ended_at else None,
    )


def _inside(share: float) -> float:
    """As `vision/rules/zones`: a foot point is kept just inside the picture."""
    return min(max(share, 0.0), 0.999)
