"""The same small thing through the pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from vision.detectors.pest.background import Blob

_LOST_S = 1.6
# Rats run at up to 2 m/s, which is most of the width of a narrow kitchen picture in half a second.
_REACH_PER_S = 240.0
_LENGTHS = 1.5
_AREA_RATIO = 4.5


@dataclass(frozen=True)
class Sighting:
    at: float
    blob: Blob


@dataclass
class Track:
    """One moving thing. `is_proven`: it was once sure to be a pest."""

    id: int
    sightings: list[Sighting] = field(default_factory=list)
    is_proven: bool = False

    @property
    def last(self) -> Sighting:
        return self.sightings[-1]

    @property
    def age_s(self) -> float:
        return self.last.at - self.sightings[0].at

    @property
    def length(self) -> float:
        """Pixels: half of the sightings are longer."""
        return float(np.median([sighting.blob.length for sighting in self.sightings]))

    @property
    def path(self) -> float:
        """Pixels walked; what trembles in its place walks hardly at all."""
        feet = np.array([sighting.blob.centre for sighting in self.sightings])
        return float(np.hypot(*np.diff(feet, axis=0).T).sum()) if len(feet) > 1 else 0.0

    @property
    def moving_steps(self) -> int:
        """How many steps lead somewhere: one jump from a spot to another is no walk."""
        feet = np.array([sighting.blob.centre for sighting in self.sightings])
        steps = np.hypot(*np.diff(feet, axis=0).T)
        return int((steps > max(2.0, self.length / 10)).sum())

    @property
    def reach(self) -> float:
        """Pixels between its most distant places, by the box around all of them."""
        feet = np.array([sighting.blob.centre for sighting in self.sightings])
        return float(np.hypot(*(feet.max(0) - feet.min(0))))

    def reach_since(self, at: float) -> float:
        feet = np.array([each.blob.centre for each in self.sightings if each.at >= at])
        return float(np.hypot(*(feet.max(0) - feet.min(0)))) if len(feet) > 1 else 0.0


class BlobTracker:
    """Joins blobs to tracks, the nearest first."""

    def __init__(self) -> None:
        self.tracks: list[Track] = []
        self._next_id = 1

    def forget(self) -> None:
        self.tracks = []

    def update(self, blobs: Sequence[Blob], at: float) -> None:
        """`at` in epoch seconds."""
        self.tracks = [track for track in self.tracks if 0 <= at - track.last.at <= _LOST_S]
        pairs = sorted(
            (distance, track_index, blob_index)
            for track_index, track in enumerate(self.tracks)
            for blob_index, blob in enumerate(blobs)
            if (distance := _distance(track, blob, at)) is not None
        )
        taken_tracks: set[int] = set()
        taken_blobs: set[int] = set()
        for _, track_index, blob_index in pairs:
            if track_index not in taken_tracks and blob_index not in taken_blobs:
                self.tracks[track_index].sightings.append(Sighting(at, blobs[blob_index]))
                taken_tracks.add(track_index)
                taken_blobs.add(blob_index)
        for blob_index, blob in enumerate(blobs):
            if blob_index not in taken_blobs:
                self.tracks.append(Track(self._next_id, [Sighting(at, blob)]))
                self._next_id += 1


def _distance(track: Track, blob: Blob, at: float) -> float | None:
    """Pixels from where it should be by now; None when it cannot be the same thing."""
    before = track.last.blob
    if not 1 / _AREA_RATIO <= blob.area / before.area <= _AREA_RATIO:
        return None
    elapsed = max(at - track.last.at, 1e-3)
    expected = np.array(before.centre)
    if len(track.sightings) > 1:
        earlier = track.sightings[-2]
        expected = expected + (expected - earlier.blob.centre) * min(elapsed / (track.last.at - earlier.at), 2.0)
    reach = min(_REACH_PER_S * elapsed, 200.0) + _LENGTHS * before.length * min(elapsed, 1.0)
    walked = float(np.hypot(*(np.array(blob.centre) - before.centre)))
    return float(np.hypot(*(np.array(blob.centre) - expected))) if walked <= reach else None
