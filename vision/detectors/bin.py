"""Whether each marked bin is covered, open, or cannot be seen.

The installer marks the bin and a person says on which still it is covered. A picture is compared with that still; what
stands in front, moves, or hides in the dark makes the state unknown and never open. How long open is too long is the
rule's hold; a short look away does not start its time anew.

Measured on the drawn bin of the tests in other, yellow, sided and infrared light, with steam and low bitrate: 0 to 0.17
of a covered lid is unlike its still, 0.45 to 0.67 of an open one. Limits: something put on the lid looks like an open
bin, and so does another bin in its place; a camera that shakes by more than 0.4 % of the width can hide an open lid.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

import cv2
import numpy as np

from backend.catalog.violations import ViolationType
from vision.detectors.bin_compare import Comparison, compare, moved_share
from vision.detectors.bin_view import BinPlace, BinView, place
from vision.rules.config import Bin
from vision.types import Answer, Box, Crop, Detection, Frame, Image, Person

_COVERED_BELOW = 0.18
_OPEN_FROM = 0.28
_SURROUNDINGS = 0.45
_IN_FRONT = 0.75
_MIN_JUDGED = 0.3
_MOVING = 0.12
_GONE_OPEN_PART, _GONE_FILLED = 0.75, 0.9
_PERSON_OVERLAP = 0.12
_VOTES = 3
_BRIDGE_S = 30.0
_SWITCH_S = 5.0


class BinState(StrEnum):
    COVERED = "covered"
    OPEN = "open"
    UNSEEN = "unseen"


@dataclass(frozen=True)
class Look:
    """What is known about one bin. `reason`: why it cannot be seen. `open_since`: epoch seconds."""

    state: BinState
    reason: str = ""
    score: float = 0.0
    measured: Comparison | None = None
    open_since: float | None = None


@dataclass
class _Watched:
    bin: Bin
    still: Image | None = None
    place: BinPlace | None = None
    size: tuple[int, int] | None = None
    shown: Image | None = None
    covered: dict[bool, BinView] = field(default_factory=dict)
    before: BinView | None = None
    before_at: float = float("-inf")
    votes: deque[BinState] = field(default_factory=lambda: deque(maxlen=_VOTES))
    look: Look = Look(BinState.UNSEEN, "no still")
    seen_open_at: float = float("-inf")


class BinDetector:
    """Keeps the state of one camera's bins. 4 ms a bin and frame at most."""

    def __init__(self, bins: Sequence[Bin] = ()) -> None:
        self._watched: dict[int, _Watched] = {}
        self.configure(bins)

    def configure(self, bins: Sequence[Bin]) -> None:
        """A bin that was only renamed or marked anew keeps its covered still, one with another still waits for it."""
        before, self._watched = self._watched, {}
        for each in bins:
            known = before.get(each.id)
            if known is None or known.bin.covered_sha256 != each.covered_sha256:
                self._watched[each.id] = _Watched(each)
            elif known.bin.polygon != each.polygon:
                self._watched[each.id] = _Watched(each, known.still)
            else:
                self._watched[each.id] = known
                known.bin = each

    def set_covered(self, bin_id: int, jpeg: bytes | None) -> bool:
        """Take the whole picture that shows the bin covered; False when it is no picture or no bin of this camera."""
        if bin_id not in self._watched:
            return False
        image = None if jpeg is None else cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
        still = None if image is None else np.asarray(image, np.uint8)
        self._watched[bin_id] = _Watched(self._watched[bin_id].bin, still)
        return jpeg is None or still is not None

    @property
    def looks(self) -> Mapping[int, Look]:
        """What is known now about each bin, by its id."""
        return {bin_id: watched.look for bin_id, watched in self._watched.items()}

    def detect(self, frame: Frame, people: Sequence[Person] = ()) -> list[Detection]:
        found = []
        for watched in self._watched.values():
            if watched.still is None or not _prepare(watched, frame):
                continue
            _look(watched, frame, people)
            detection = _detection(watched, frame)
            if detection is not None:
                found.append(detection)
        return found


def _prepare(watched: _Watched, frame: Frame) -> bool:
    """Lay the still on pictures of this size."""
    if watched.size != (frame.width, frame.height) and watched.still is not None:
        watched.size = (frame.width, frame.height)
        watched.place = place(watched.bin.polygon, *watched.size)
        if watched.place is not None:
            laid = cv2.resize(watched.still, watched.size, interpolation=cv2.INTER_AREA)
            watched.shown = watched.place.cut(np.asarray(laid, np.uint8))
            view = watched.place.look_at(np.asarray(laid, np.uint8))
            watched.covered = {view.is_grey: view}
    return watched.place is not None


def _look(watched: _Watched, frame: Frame, people: Sequence[Person]) -> None:
    spot = watched.place
    if spot is None:
        return
    now = spot.look_at(frame.image)
    _learn_mode(watched, now, frame.at)
    still = watched.covered.get(now.is_grey) or next(iter(watched.covered.values()))
    measured = compare(now, still, spot)
    is_moving = watched.before is not None and moved_share(now, watched.before, spot) > _MOVING
    is_hidden = any(_overlap(spot.box, person.box) > _PERSON_OVERLAP for person in people)
    look = _judge(measured, is_moving, is_hidden)
    watched.before, watched.before_at = now, frame.at
    watched.votes.append(look.state)
    if look.state is not BinState.UNSEEN and watched.votes.count(look.state) < 2:
        look = replace(look, state=BinState.UNSEEN, reason="unsure")
    watched.look = _since(watched, look, frame.at)


def _learn_mode(watched: _Watched, now: BinView, at: float) -> None:
    """Between two pictures the camera has switched to infrared or back: a covered bin still is covered."""
    before = watched.before
    if before is None or before.is_grey == now.is_grey or now.is_grey in watched.covered:
        return
    if at - watched.before_at <= _SWITCH_S and watched.look.state is BinState.COVERED:
        watched.covered[now.is_grey] = now


def _judge(measured: Comparison, is_moving: bool, is_hidden: bool) -> Look:
    reason = _unseen_because(measured)
    if reason:
        return Look(BinState.UNSEEN, reason, measured=measured)
    if measured.open_part <= _COVERED_BELOW:
        return Look(BinState.COVERED, score=1 - measured.open_part, measured=measured)
    if is_hidden or measured.below < _IN_FRONT:
        return Look(BinState.UNSEEN, "in_front", measured=measured)
    if is_moving:
        return Look(BinState.UNSEEN, "moving", measured=measured)
    if measured.open_part < _OPEN_FROM:
        return Look(BinState.UNSEEN, "unsure", measured=measured)
    if measured.open_part > _GONE_OPEN_PART and measured.filled > _GONE_FILLED:
        return Look(BinState.UNSEEN, "gone", measured=measured)
    return Look(BinState.OPEN, score=min(0.55 + measured.open_part / 2, 0.98), measured=measured)


def _unseen_because(measured: Comparison) -> str:
    if measured.is_dark:
        return "dark"
    if measured.judged < _MIN_JUDGED:
        return "other_light"
    return "surroundings" if measured.around < _SURROUNDINGS else ""


def _since(watched: _Watched, look: Look, at: float) -> Look:
    """An open bin that somebody walks past stays open for a while, so that the rule's time goes on."""
    since = watched.look.open_since
    if look.state is BinState.OPEN:
        watched.seen_open_at = at
        return replace(look, open_since=at if since is None else since)
    is_bridged = look.state is BinState.UNSEEN and since is not None and at - watched.seen_open_at <= _BRIDGE_S
    return replace(look, open_since=since if is_bridged else None)


def _overlap(box: Box, other: Box) -> float:
    """The share of `box` that `other` hides."""
    width = min(box[2], other[2]) - max(box[0], other[0])
    height = min(box[3], other[3]) - max(box[1], other[1])
    area = (box[2] - box[0]) * (box[3] - box[1])
    return max(width, 0.0) * max(height, 0.0) / max(area, 1e-6)


def _detection(watched: _Watched, frame: Frame) -> Detection | None:
    look, spot = watched.look, watched.place
    if look.open_since is None or spot is None or watched.shown is None or look.measured is None:
        return None
    is_seen = look.state is BinState.OPEN
    score = look.score if is_seen else 0.5
    measured = look.measured
    why = {
        "bin": {"id": watched.bin.id, "name": watched.bin.name},
        "state": look.state.value,
        "reason": look.reason,
        "open_s": round(frame.at - look.open_since, 1),
        "open_part": round(measured.open_part, 2),
        "surroundings_alike": round(measured.around, 2),
        "light": round(measured.light, 2),
    }
    crops = (
        Crop("covered", watched.shown, Answer.NO, 1.0),
        Crop("bin", spot.cut(frame.image), Answer.YES if is_seen else Answer.UNKNOWN, score),
    )
    return Detection(ViolationType.BIN, score, spot.box, why=why, crops=crops)
