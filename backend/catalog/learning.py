"""Words of what the recognition learns from people's answers: standings, false alarms, versions of models."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from backend.catalog.cases import DismissalReason
from backend.catalog.violations import SPECS, RuleStanding, ViolationType


def default_standing(type: ViolationType) -> RuleStanding:
    return SPECS[type].watching.standing


# Domain reference 2.5: more than 3 in 7 days. The row of the duty "tune a rule" overrides both.
FALSE_ALARMS_ALLOWED = 3
FALSE_ALARM_DAYS = 7

# Somebody tried the system out: says nothing about what the recognition is worth.
NO_MISTAKES: frozenset[DismissalReason] = frozenset({DismissalReason.TEST})

REPLAY_SPAN = timedelta(days=90)
"""How far back suggestions are computed: answers older than a season come from another light."""


class Truth(StrEnum):
    """What people said about a case that the recognition opened."""

    FALSE = "false"
    TRUE = "true"
    UNANSWERED = "unanswered"


class SuggestionKind(StrEnum):
    """What a suggestion would change: a parameter of the camera's rule, or a new zone to ignore."""

    MIN_HEIGHT = "min_height"
    MIN_SCORE = "min_score"
    HOLD_S = "hold_s"
    IGNORE_ZONE = "ignore_zone"


class ModelState(StrEnum):
    PROPOSED = "proposed"
    ACTIVE = "active"
    RETIRED = "retired"


MODEL_TYPES: tuple[ViolationType, ...] = (
    ViolationType.MASK,
    ViolationType.CAP,
    ViolationType.CLOTHES,
    ViolationType.PHONE,
    ViolationType.SMOKE,
    ViolationType.PEST,
)
"""Types whose judge is a small network of our own, of which there may be versions."""

MODEL_MAX_BYTES = 2_000_000

# Task and labels (violated, kept) of each type, as sets of labelled pictures name them.
LABELS: dict[ViolationType, tuple[str, str, str]] = {
    ViolationType.MASK: ("mask", "without_mask", "with_mask"),
    ViolationType.CAP: ("head_cover", "bare", "covered"),
    ViolationType.CLOTHES: ("clothes", "other_clothes", "chef_coat"),
    ViolationType.PHONE: ("phone", "mobile_phone", "no_phone"),
    ViolationType.SMOKE: ("smoking", "smoking", "not_smoking"),
    ViolationType.BIN: ("bin", "open", "closed"),
    ViolationType.PEST: ("pest", "rat", "rat_not_visible"),
}
