"""What is concluded about a tracked person: the judgements of her last seconds, weighted, as one answer.

Judgements of neighbouring frames repeat each other's mistakes, so they are averaged and never multiplied: three times
0.7 is still 0.7.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

import numpy as np

from backend.catalog.violations import ViolationType
from vision.bodies.body import Body
from vision.types import Answer, Box, Crop, Detection, Frame, Image, Json, Judgement

_WINDOW_S = 6.0
_FRESH_S = 3.0
_MIN_VOTES = 3
# A part of this many pixels counts fully; a small one counts at least a quarter.
_FULL_SIZE_PX, _LEAST_WEIGHT = 48.0, 0.25
_MOST_CROPS, _CROP_EVERY_S, _CROP_MARGIN = 3, 1.0, 0.3
_LISTED = 12
_KINDS = {
    ViolationType.MASK: "face",
    ViolationType.CAP: "head",
    ViolationType.CLOTHES: "torso",
    ViolationType.PHONE: "hand",
    ViolationType.SMOKE: "head",
}


@dataclass(frozen=True)
class Vote:
    """One judgement of one frame. `size`: shorter side of the part that was judged, in pixels."""

    at: float
    answer: Answer
    score: float
    size: float
    reason: str = ""


@dataclass(frozen=True)
class Verdict:
    """`score`: the weighted mean of the probabilities that the answer is right."""

    answer: Answer
    score: float


def conclude(votes: Sequence[Vote], min_votes: int = _MIN_VOTES) -> Verdict:
    """The answer of all votes together. Unknown ones do not vote; too few others leave it unknown."""
    cast = [vote for vote in votes if vote.answer is not Answer.UNKNOWN]
    if len(cast) < min_votes or not cast:
        return Verdict(Answer.UNKNOWN, 0.0)
    total = weighted = 0.0
    for vote in cast:
        broken = vote.score if vote.answer is Answer.YES else 1 - vote.score
        # Sure judgements count more than undecided ones, which say next to nothing.
        weight = min(max(vote.size / _FULL_SIZE_PX, _LEAST_WEIGHT), 1.0) * (abs(2 * broken - 1) + 0.05)
        total += weight
        weighted += weight * broken
    share = weighted / total
    return Verdict(Answer.YES, share) if share > 0.5 else Verdict(Answer.NO, 1 - share)


@dataclass
class _Memory:
    """What was seen of one attribute of one person."""

    votes: deque[Vote] = field(default_factory=lambda: deque(maxlen=64))
    crops: list[tuple[float, Crop]] = field(default_factory=list)


class TrackVerdicts:
    """One camera."""

    def __init__(self) -> None:
        self._memories: dict[tuple[int, ViolationType], _Memory] = {}

    def take(self, frame: Frame, body: Body, judgement: Judgement, present_s: float) -> Detection | None:
        """Add what this frame shows of a tracked person; the detection, while the verdict is that a rule is broken."""
        if body.person.track_id is None:
            return None
        memory = self._memories.setdefault((body.person.track_id, judgement.type), _Memory())
        memory.votes.append(_vote(frame.at, judgement))
        self._forget_old(memory, frame.at)
        if judgement.answer is Answer.YES and judgement.box is not None:
            _keep_crop(memory, frame, judgement, judgement.box)
        verdict = conclude(memory.votes)
        if verdict.answer is not Answer.YES or not _is_fresh(memory.votes, frame.at):
            return None
        why = _explain(memory.votes, frame.at, body, present_s)
        crops = tuple(crop for _, crop in memory.crops)
        person = body.person
        return Detection(judgement.type, verdict.score, person.box, person.track_id, why, crops, present_s)

    def keep_only(self, alive: frozenset[int]) -> None:
        """Forget the people who are gone."""
        self._memories = {key: memory for key, memory in self._memories.items() if key[0] in alive}

    def _forget_old(self, memory: _Memory, now: float) -> None:
        while memory.votes and not 0 <= now - memory.votes[0].at <= _WINDOW_S:
            memory.votes.popleft()
        memory.crops = [kept for kept in memory.crops if 0 <= now - kept[0] <= 10 * _WINDOW_S]


def _vote(at: float, judgement: Judgement) -> Vote:
    box = judgement.box
    size = 0.0 if box is None else min(box[2] - box[0], box[3] - box[1])
    return Vote(at, judgement.answer, judgement.score, size, judgement.reason)


def _is_fresh(votes: Sequence[Vote], now: float) -> bool:
    """Whether somebody was still judged lately, and did not just pass out of sight."""
    return any(vote.answer is not Answer.UNKNOWN and now - vote.at <= _FRESH_S for vote in votes)


def _keep_crop(memory: _Memory, frame: Frame, judgement: Judgement, box: Box) -> None:
    """The best few, at least a second apart, so that they do not all show the same moment."""
    near = [kept for kept in memory.crops if frame.at - kept[0] < _CROP_EVERY_S]
    if any(crop.score >= judgement.score for _, crop in near):
        return
    memory.crops = [kept for kept in memory.crops if kept not in near]
    kind = _KINDS.get(judgement.type, "person")
    memory.crops.append((frame.at, Crop(kind, _cut(frame.image, box), judgement.answer, judgement.score)))
    memory.crops.sort(key=lambda kept: -kept[1].score)
    del memory.crops[_MOST_CROPS:]


def _cut(image: Image, box: Box) -> Image:
    """A copy: the part must not keep the whole frame in memory."""
    aside, above = _CROP_MARGIN * (box[2] - box[0]), _CROP_MARGIN * (box[3] - box[1])
    x1, y1 = max(0, round(box[0] - aside)), max(0, round(box[1] - above))
    x2, y2 = max(x1 + 2, round(box[2] + aside)), max(y1 + 2, round(box[3] + above))
    part = image[min(y1, image.shape[0] - 2) : y2, min(x1, image.shape[1] - 2) : x2]
    return np.ascontiguousarray(part)


def _explain(votes: Sequence[Vote], now: float, body: Body, present_s: float) -> Json:
    counts = {answer.value: sum(vote.answer is answer for vote in votes) for answer in Answer}
    return {
        "track_id": body.person.track_id,
        "present_s": round(present_s, 1),
        "person_px": round(body.person.height),
        "part_px": round(median([vote.size for vote in votes if vote.size > 0] or [0.0])),
        "facing": body.facing.value,
        "votes": counts,
        "scores": [_listed(vote, now) for vote in list(votes)[-_LISTED:]],
    }


def _listed(vote: Vote, now: float) -> Json:
    """`ago_s`: seconds before the frame that the detection is about."""
    entry: Json = {"ago_s": round(now - vote.at, 1), "answer": vote.answer.value, "score": round(vote.score, 3)}
    if vote.reason:
        entry["reason"] = vote.reason
    return entry
