"""Rats, mice and large insects on the floor of an empty room.

What stands out from the learned room is followed. It is a pest when it is small (in centimetres where the floor was
measured, else against the picture), goes somewhere, keeps its size, has edges as sharp as the picture and is no
person. Excluded: people and 10 s after them; changes of light, and spots of it; insects on the lens (large, soft); what
moves in its place over and over. Works in infrared pictures as well, since only brightness counts.

Limits: what is smaller than 6 of 480 x 270 pixels (a cockroach beyond 3 m), what crosses the picture within four looks,
a cat on an unmeasured floor, and a pest that comes while somebody is there. Walkers far away that the person detector
does not know look like animals on an unmeasured floor.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from backend.catalog.violations import ViolationType
from vision.detectors.pest.background import WIDTH, Background, Blob, is_light, is_restless
from vision.detectors.pest.floor import FloorScale
from vision.detectors.pest.tracks import BlobTracker, Track
from vision.rules.config import Floor
from vision.types import Answer, Box, Crop, Detection, Frame, Image, Person

_PEOPLE_GONE_S = 10.0
_LARGE_GONE_S = 3.0
_MIN_TRACKED_S = 1.0
_MIN_SIGHTINGS = 4
_MIN_MOVING_STEPS = 3
_MIN_PATH = 0.04
_MIN_REACH_LENGTHS = 1.2
_MOVED_LATELY_S = 4.0
_GOES_ON_S = 1.5
_MIN_SHARPNESS = 0.12
_STEADY_AREA = 0.6
# From a cockroach to a rat with its tail; a cat is longer than 45 cm and a lone shoe does not walk.
_MIN_CM, _MAX_CM = 1.5, 45.0
_MAX_LENGTH_SHARE, _MAX_AREA_SHARE = 0.5, 0.08
_LARGE_SHARE = 0.08
_UPRIGHT = 1.7
_MAX_MOVING = 6
_CROP_MARGIN = 0.6


class PestDetector:
    """Keeps what it knows of one camera's room. 3 ms a frame; give it pictures 2 to 5 times a second."""

    def __init__(self, floor: Floor | None = None) -> None:
        self._background = Background()
        self._tracker = BlobTracker()
        self._quiet_until = float("-inf")
        self._at = float("-inf")
        self.configure(floor)

    def configure(self, floor: Floor | None) -> None:
        self._floor = None if floor is None else FloorScale(floor)

    @property
    def wants_more_frames(self) -> bool:
        """Whether something small moves that more pictures a second (5 at most) would show better."""
        return self._at >= self._quiet_until and any(len(track.sightings) >= 1 for track in self._tracker.tracks)

    def detect(self, frame: Frame, people: Sequence[Person] = ()) -> list[Detection]:
        self._at = frame.at
        blobs = self._background.see(frame.image, frame.at)
        if blobs is None:
            self._tracker.forget()
            return []
        height = round(frame.height * WIDTH / frame.width)
        self._note_presence(blobs, frame, people, height)
        if frame.at < self._quiet_until:
            self._tracker.forget()
            return []
        self._tracker.update([blob for blob in blobs if self._is_candidate(blob, frame, height)], frame.at)
        if len([track for track in self._tracker.tracks if track.last.at == frame.at]) > _MAX_MOVING:
            return []
        return [found for track in self._tracker.tracks if (found := self._judge(track, frame)) is not None]

    def _note_presence(self, blobs: Sequence[Blob], frame: Frame, people: Sequence[Person], height: int) -> None:
        """Somebody who moves makes the room occupied; a poster of a person does not."""
        scale = WIDTH / frame.width
        bodies = [(p.box[0] * scale, p.box[1] * scale, p.box[2] * scale, p.box[3] * scale) for p in people]
        if any(_overlaps(blob.box, body) for blob in blobs for body in bodies):
            self._quiet_until = max(self._quiet_until, frame.at + _PEOPLE_GONE_S)
        if any(blob.area > _LARGE_SHARE * WIDTH * height for blob in blobs):
            self._quiet_until = max(self._quiet_until, frame.at + _LARGE_GONE_S)

    def _is_candidate(self, blob: Blob, frame: Frame, height: int) -> bool:
        if is_light(blob) or is_restless(blob) or blob.sharpness < _MIN_SHARPNESS:
            return False
        wide = self._width_cm(blob, frame)
        if wide is not None:
            return _MIN_CM <= wide <= _MAX_CM
        return blob.length <= _MAX_LENGTH_SHARE * WIDTH and blob.area <= _MAX_AREA_SHARE * WIDTH * height

    def _width_cm(self, blob: Blob, frame: Frame) -> float | None:
        if self._floor is None:
            return None
        return self._floor.width_cm(_full(blob.box, frame), frame.width, frame.height)

    def _judge(self, track: Track, frame: Frame) -> Detection | None:
        is_here = track.last.at == frame.at
        if is_here and not track.is_proven:
            track.is_proven = _is_pest(track)
        if not track.is_proven:
            return None
        if is_here and track.reach_since(frame.at - _MOVED_LATELY_S) < track.length / 3:
            return None
        score = _score(track) * (1.0 if is_here else 0.8)
        return self._detection(track, frame, score) if frame.at - track.last.at <= _GOES_ON_S else None

    def _detection(self, track: Track, frame: Frame, score: float) -> Detection:
        box = _full(track.last.blob.box, frame)
        widths = [self._width_cm(sighting.blob, frame) for sighting in track.sightings]
        known = [width for width in widths if width is not None]
        scale = frame.width / WIDTH
        feet = [
            (each.blob.centre[0] * scale / frame.width, each.blob.box[3] * scale / frame.height)
            for each in track.sightings[-40:]
        ]
        path_cm = None if self._floor is None else self._floor.path_cm(feet)
        why = {
            "size_cm": round(float(np.median(known)), 1) if known else None,
            "size": "calibrated" if known else "uncalibrated",
            "size_share": round(track.length / WIDTH, 3),
            "tracked_s": round(track.age_s, 1),
            "sightings": len(track.sightings),
            "path_cm": None if path_cm is None else round(path_cm),
            "path_share": round(track.path / WIDTH, 2),
            "direction": _direction(track),
            "path": [[round(x, 3), round(y, 3)] for x, y in feet],
        }
        crop = Crop("blob", _around(frame.image, box), Answer.YES, score)
        return Detection(ViolationType.PEST, score, box, track.id, why, (crop,))


def _is_pest(track: Track) -> bool:
    """Tracked for a second, and it goes somewhere as one thing of one size."""
    if track.age_s < _MIN_TRACKED_S or len(track.sightings) < _MIN_SIGHTINGS:
        return False
    if track.reach < max(_MIN_REACH_LENGTHS * track.length, _MIN_PATH * WIDTH):
        return False
    if track.moving_steps < _MIN_MOVING_STEPS:
        return False
    return _steadiness(track) >= _STEADY_AREA and not _is_upright_walker(track)


def _steadiness(track: Track) -> float:
    """The share of sightings with an area near the middle one; steam and curtains change theirs all the time."""
    areas = np.array([sighting.blob.area for sighting in track.sightings])
    ratio = areas / np.median(areas)
    return float(((ratio > 0.5) & (ratio < 2.0)).mean())


def _is_upright_walker(track: Track) -> bool:
    """Taller than wide while going sideways: a person far away. An animal is long in the direction in which it goes."""
    boxes = np.array([sighting.blob.box for sighting in track.sightings])
    upright = float(np.median((boxes[:, 3] - boxes[:, 1]) / np.maximum(boxes[:, 2] - boxes[:, 0], 1)))
    way = np.abs(np.array(track.last.blob.centre) - track.sightings[0].blob.centre)
    return upright > _UPRIGHT and way[0] > way[1]


def _score(track: Track) -> float:
    """How sure, 0.5 to 0.97: by the length of the way, the number of sightings and the steadiness of the size."""
    way = min(track.path / (0.25 * WIDTH), 1.0)
    seen = min(len(track.sightings) / 10, 1.0)
    return 0.5 + 0.47 * (0.4 * way + 0.3 * seen + 0.3 * _steadiness(track))


def _direction(track: Track) -> str:
    """Where it goes on the picture, as one of eight winds with north at the top."""
    across, down = np.array(track.last.blob.centre) - track.sightings[0].blob.centre
    return ("E", "SE", "S", "SW", "W", "NW", "N", "NE")[round(float(np.arctan2(down, across)) / (np.pi / 4)) % 8]


def _overlaps(box: Box, body: Box) -> bool:
    margin = 0.15 * (body[3] - body[1])
    return (
        box[0] < body[2] + margin
        and box[2] > body[0] - margin
        and box[1] < body[3] + margin
        and box[3] > body[1] - margin
    )


def _full(box: Box, frame: Frame) -> Box:
    """From the small picture to the frame."""
    scale = frame.width / WIDTH
    return box[0] * scale, box[1] * scale, box[2] * scale, box[3] * scale


def _around(image: Image, box: Box) -> Image:
    margin = _CROP_MARGIN * max(box[2] - box[0], box[3] - box[1]) + 8
    top, left = max(0, int(box[1] - margin)), max(0, int(box[0] - margin))
    return np.ascontiguousarray(image[top : int(box[3] + margin), left : int(box[2] + margin)])
