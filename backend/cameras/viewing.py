"""Who may watch a camera, how and until when. The rules live in higher tiers and are handed in by `lookups`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from backend.accounts.access import Access
from backend.cameras.models import Camera

OUTSIDE_HOURS = "viewing_outside_hours"


@dataclass(frozen=True)
class Viewing:
    """The answer for one person and one camera at this moment.

    `is_known`: whether the person may learn that the camera exists; if not, the answer is that of a missing one.
    `until`: when this answer ends by itself. `opens_at`: outside the hours, when they begin again.
    """

    is_allowed: bool
    is_known: bool = True
    is_blurred: bool = True
    allows_playback: bool = False
    reason_code: str = ""
    until: datetime | None = None
    opens_at: datetime | None = None


CLEAR = Viewing(is_allowed=True, is_blurred=False, allows_playback=True)
HIDDEN = Viewing(is_allowed=False, is_known=False, reason_code="not_found")


class ViewingRules(Protocol):
    def of_person(self, access: Access, camera: Camera) -> Viewing: ...

    def of_public(self, camera: Camera) -> Viewing:
        """For anybody, without an account."""

    def wants_blurred_stills(self, cameras: list[Camera]) -> set[int]:
        """Ids of the cameras whose blurred stills somebody may look at."""
