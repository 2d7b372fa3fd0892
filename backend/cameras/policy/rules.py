"""Which rule counts for a camera: its own row, else its area's, else the establishment's, else the catalog's."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, field
from typing import Any, Protocol

from backend.catalog.learning import default_standing
from backend.catalog.violations import CAMERA_FAULTS, SEEN_TYPES, SPECS, RuleSchedule, RuleStanding, ViolationType
from backend.core.errors import InvalidError


class RuleRow(Protocol):
    """The part of a rule's row that decides; the model has it."""

    @property
    def area_id(self) -> int | None: ...
    @property
    def camera_id(self) -> int | None: ...
    @property
    def type(self) -> ViolationType: ...
    @property
    def is_enabled(self) -> bool: ...


@dataclass(frozen=True)
class Parameters:
    """How a rule judges; field names as in the table. `hold_s` and `merge_s` in seconds."""

    min_height: int = 80
    min_score: float = 0.5
    hold_s: float = 5.0
    votes: int = 3
    window: int = 5
    merge_s: int = 600
    schedule: RuleSchedule = RuleSchedule.ALWAYS
    zone_ids: list[int] = field(default_factory=list)
    standing: RuleStanding = RuleStanding.CERTAIN


PARAMETERS = tuple(Parameters.__dataclass_fields__)


def defaults(type: ViolationType) -> Parameters:
    spec = SPECS[type]
    return Parameters(
        hold_s=spec.hold.total_seconds(),
        merge_s=int(spec.merge.total_seconds()),
        schedule=spec.schedule,
        standing=default_standing(type),
    )


def effective(
    rows: Collection[RuleRow],
    camera_id: int,
    area_id: int,
    *,
    is_ai_enabled: bool,
    doubted: Collection[ViolationType] = (),
) -> list[dict[str, Any]]:
    """The rules that watch this camera: {"id", "type", "source", parameters...}; id 0 is the catalog's default.

    With the AI switched off the camera's own faults are still watched: whether there is a picture is no AI matter.
    `doubted`: types that only suspect on this camera until somebody has tuned them.
    """
    found = []
    for type in (each for each in ViolationType if each in SEEN_TYPES):
        if not is_ai_enabled and type not in CAMERA_FAULTS:
            continue
        source, row = _winner([row for row in rows if row.type is type], camera_id, area_id)
        if row is None:
            found.append({"id": 0, "type": type, "source": "default", **asdict(defaults(type))})
        elif row.is_enabled:
            values = {name: getattr(row, name) for name in PARAMETERS}
            found.append({"id": getattr(row, "id", 0), "type": type, "source": source, **values})
    return [rule | {"standing": standing_of(rule["standing"], rule["type"] in doubted)} for rule in found]


def standing_of(standing: RuleStanding, is_doubted: bool) -> RuleStanding:
    return RuleStanding.SUSPECT if is_doubted else standing


def _winner(rows: Iterable[RuleRow], camera_id: int, area_id: int) -> tuple[str, RuleRow | None]:
    by_source: dict[str, RuleRow] = {}
    for row in rows:
        if row.camera_id is not None:
            if row.camera_id == camera_id:
                by_source["camera"] = row
        elif row.area_id is not None:
            if row.area_id == area_id:
                by_source["area"] = row
        else:
            by_source["establishment"] = row
    for source in ("camera", "area", "establishment"):
        if source in by_source:
            return source, by_source[source]
    return "default", None


def check_parameters(votes: int, window: int) -> None:
    """Raises InvalidError when more votes are wanted than frames are looked at."""
    if votes > window:
        raise InvalidError(votes=["There cannot be more votes than frames in the window."])
