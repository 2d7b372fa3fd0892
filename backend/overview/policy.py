"""When something counts as due soon or out of date, and what makes an establishment red, orange or green."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

# Facts that nobody has confirmed for a quarter are no longer trusted (seed 000 3(1): "及时更新").
STALE_AFTER = timedelta(days=90)
# The longest of the default reminders: from then on a renewal is somebody's work.
EXPIRES_SOON = timedelta(days=60)
DUE_SOON = timedelta(days=7)


class Light(StrEnum):
    """Grey: nothing is known, because no camera is connected and nothing is recorded."""

    RED = "red"
    ORANGE = "orange"
    GREEN = "green"
    GREY = "grey"


class Reason(StrEnum):
    """Why an establishment is not green; the first ones make it red."""

    CASE_OVERDUE = "case_overdue"
    CASE_CRITICAL = "case_critical"
    DUTY_OVERDUE = "duty_overdue"
    LICENCE_EXPIRED = "licence_expired"
    HEALTH_EXPIRED = "health_expired"
    CASE_OPEN = "case_open"
    CAMERA_OFFLINE = "camera_offline"
    LICENCE_EXPIRING = "licence_expiring"
    HEALTH_EXPIRING = "health_expiring"
    NOT_CONNECTED = "not_connected"
    STALE = "stale"


RED = (
    Reason.CASE_OVERDUE,
    Reason.CASE_CRITICAL,
    Reason.DUTY_OVERDUE,
    Reason.LICENCE_EXPIRED,
    Reason.HEALTH_EXPIRED,
)
ORANGE = (Reason.CASE_OPEN, Reason.CAMERA_OFFLINE, Reason.LICENCE_EXPIRING, Reason.HEALTH_EXPIRING)


@dataclass(frozen=True)
class Counts:
    """What is known of one establishment; the names are those of the columns that the list selects."""

    open_cases: int = 0
    overdue_cases: int = 0
    critical_cases: int = 0
    overdue_duties: int = 0
    cameras: int = 0
    cameras_offline: int = 0
    licence_expired: int = 0
    licence_expiring: int = 0
    health_expired: int = 0
    health_expiring: int = 0
    is_stale: bool = False


# The count behind each reason; the database sorts by the same table.
COUNTED: dict[Reason, str] = {
    Reason.CASE_OVERDUE: "overdue_cases",
    Reason.CASE_CRITICAL: "critical_cases",
    Reason.DUTY_OVERDUE: "overdue_duties",
    Reason.LICENCE_EXPIRED: "licence_expired",
    Reason.HEALTH_EXPIRED: "health_expired",
    Reason.CASE_OPEN: "open_cases",
    Reason.CAMERA_OFFLINE: "cameras_offline",
    Reason.LICENCE_EXPIRING: "licence_expiring",
    Reason.HEALTH_EXPIRING: "health_expiring",
}


def reasons(counts: Counts) -> list[Reason]:
    """Worst first. An overdue or critical case is not told once more as an open one."""
    found = [reason for reason, name in COUNTED.items() if getattr(counts, name)]
    if Reason.CASE_OPEN in found and counts.open_cases <= counts.overdue_cases + counts.critical_cases:
        found.remove(Reason.CASE_OPEN)
    if not counts.cameras:
        found.append(Reason.NOT_CONNECTED)
    return [*found, *([Reason.STALE] if counts.is_stale else [])]


def light(counts: Counts) -> Light:
    if any(getattr(counts, COUNTED[reason]) for reason in RED):
        return Light.RED
    if any(getattr(counts, COUNTED[reason]) for reason in ORANGE):
        return Light.ORANGE
    return Light.GREEN if counts.cameras else Light.GREY
