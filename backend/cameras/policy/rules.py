"""Which rule counts for a camera: its own row, else its area's, else the establishment's, else the catalog's."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from backend.catalog.areas import AreaKind
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
    """How a rule judges; field names as in the table. `hold_s`, `merge_s` and `grace_s` in seconds."""

    min_height: int = 80
    min_score: float = 0.5
    hold_s: float = 5.0
    votes: int = 3
    window: int = 5
    merge_s: int = 600
    schedule: RuleSchedule = RuleSchedule.ALWAYS
    zone_ids: list[int] = field(default_factory=list)
    standing: RuleStanding = RuleStanding.CERTAIN
    grace_s: int = 0


PARAMETERS = tuple(Parameters.__dataclass_fields__)


def defaults(type: ViolationType) -> Parameters:
    spec = SPECS[type]
    return Parameters(
        min_height=spec.watching.min_height,
        hold_s=spec.hold.total_seconds(),
        votes=spec.watching.votes,
        window=spec.watching.window,
        merge_s=int(spec.merge.total_seconds()),
        schedule=spec.schedule,
        standing=default_standing(type),
        grace_s=int(spec.watching.grace.total_seconds()),
    )


@dataclass(frozen=True)
class Spot:
    """Where a camera looks. `doubted`: types that only suspect on it until somebody has tuned them."""

    camera_id: int
    area_id: int
    area: AreaKind
    is_ai_enabled: bool
    doubted: Collection[ViolationType] = ()


class Quiet(StrEnum):
    """Why a type is not watched on a camera."""

    AI_OFF = "ai_off"
    RULE_OFF = "rule_off"
    AREA = "area"  # nothing demands it in such an area, and no rule of the area or camera switches it on


@dataclass(frozen=True)
class Watch:
    """One type on one camera. `source` and `rule_id` say where `parameters` come from; `quiet`: why nothing is done."""

    type: ViolationType
    source: str
    rule_id: int
    parameters: dict[str, Any]
    quiet: Quiet | None


def effective(rows: Collection[RuleRow], spot: Spot) -> list[dict[str, Any]]:
    """The rules that watch this camera: {"id", "type", "source", parameters...}; id 0 is the catalog's default."""
    return [
        {"id": watch.rule_id, "type": watch.type, "source": watch.source, **watch.parameters}
        for watch in watches(rows, spot)
        if watch.quiet is None
    ]


def watches(rows: Collection[RuleRow], spot: Spot) -> list[Watch]:
    """Every type that a camera can see, watched here or not."""
    seen = [type for type in ViolationType if type in SEEN_TYPES]
    return [_watch([row for row in rows if row.type is type], type, spot) for type in seen]


def _watch(rows: Collection[RuleRow], type: ViolationType, spot: Spot) -> Watch:
    source, row = _winner(rows, spot.camera_id, spot.area_id)
    if row is None:
        rule_id, values = 0, asdict(defaults(type))
    else:
        rule_id, values = getattr(row, "id", 0), {name: getattr(row, name) for name in PARAMETERS}
    values["standing"] = standing_of(values["standing"], type in spot.doubted)
    return Watch(type, source, rule_id, values, _quiet(type, source, row, spot))


def _quiet(type: ViolationType, source: str, row: RuleRow | None, spot: Spot) -> Quiet | None:
    """A rule of the whole establishment says how a type is judged; it does not spread it to areas without the duty.

    With the AI switched off the camera's own faults are still watched: whether there is a picture is no AI matter.
    """
    if not spot.is_ai_enabled and type not in CAMERA_FAULTS:
        return Quiet.AI_OFF
    if row is not None and not row.is_enabled:
        return Quiet.RULE_OFF
    is_general = source in ("default", "establishment")
    return Quiet.AREA if is_general and spot.area not in SPECS[type].watching.areas else None


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
