"""How closely a camera is watched: two frames a second while something goes on, keyframes otherwise."""

from __future__ import annotations

_AFTER_MOTION_S = 6.0
_AFTER_PEOPLE_S = 10.0
_LOOK_ANYWAY_S = 10.0
# Pests may want more pictures a second than people are worth.
_LOOK_EVERY_S = 0.35


class PresenceGate:
    """One camera. Instants in epoch seconds. Open at first, because nothing is known yet."""

    def __init__(self) -> None:
        self._moved_at: float | None = None
        self._seen_at: float | None = None
        self._looked_at: float | None = None

    def is_open(self, at: float) -> bool:
        """Whether every frame is worth looking for people; while closed they are looked for now and then."""
        if self._looked_at is None:
            return True
        return _within(self._moved_at, at, _AFTER_MOTION_S) or _within(self._seen_at, at, _AFTER_PEOPLE_S)

    def wants_look(self, at: float) -> bool:
        """Whether people are to be looked for in the frame of this moment."""
        return not _within(self._looked_at, at, _LOOK_EVERY_S if self.is_open(at) else _LOOK_ANYWAY_S)

    def note_motion(self, at: float) -> None:
        self._moved_at = at

    def note_look(self, at: float, is_anybody_there: bool) -> None:
        self._looked_at = at
        if is_anybody_there:
            self._seen_at = at

    @property
    def is_anybody_there(self) -> bool:
        """Whether the last look found people."""
        return self._looked_at is not None and self._seen_at == self._looked_at


def _within(before: float | None, at: float, seconds: float) -> bool:
    """A clock that was set back counts as long ago."""
    return before is not None and 0 <= at - before <= seconds
