"""How much of a bin still looks as on its covered still.

A cell with edges is compared by them (gain and offset of the light cancel out), a flat one by its colour after the
light has been measured on the surroundings, channel by channel, so that yellow light and dusk change nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vision.detectors.bin_view import BinPlace, BinView, Floats

_DETAIL = 14.0
_ALIKE_EDGES = 0.4
# A lid turns into a dark hole or into rubbish: a factor of 1.7 at least. A soft shadow stays below.
_OTHER_COLOUR = 0.5
_LIFT = 8.0
_MIN_LIGHT = 12.0
_MIN_RING_CELLS = 4
_SAME_AS_RING = 20.0
_LID_SHARE = 0.4


@dataclass(frozen=True)
class Comparison:
    """Shares 0..1. `open_part`: cells of the lid, or of the whole bin, unlike the still.

    `around` and `below`: surroundings that are like the still. `judged`: the share of the bin's cells that could be
    compared; `filled`: cells that look like the floor or wall around, as they do where the bin has gone. `light`:
    brightness against that of the still.
    """

    open_part: float
    around: float
    below: float
    judged: float
    filled: float
    light: float
    is_dark: bool


def compare(now: BinView, still: BinView, place: BinPlace) -> Comparison:
    gain = np.median((now.colour + _LIFT)[place.ring] / (still.colour + _LIFT)[place.ring], axis=0)
    is_other_mode = now.is_grey != still.is_grey
    has_edges = still.detail > _DETAIL
    is_busier = now.detail > np.maximum(_DETAIL, 2.5 * still.detail) * max(float(gain.mean()), 0.4)
    difference = np.abs(np.log((now.colour + _LIFT) / ((still.colour + _LIFT) * gain))).max(-1)
    is_flat_unlike = is_busier if is_other_mode else is_busier | (difference > _OTHER_COLOUR)
    unlike = np.where(has_edges, _edge_likeness(now, still) < _ALIKE_EDGES, is_flat_unlike)
    # In infrared light a flat thing may have any shade: without new edges nothing can be said about it.
    judged = has_edges | is_busier if is_other_mode else np.ones_like(has_edges)
    lower = _lower_ring(place)
    inside = place.inside & judged
    return Comparison(
        open_part=max(_share(unlike, inside), _share(unlike, inside & _upper(place))),
        around=1 - _share(unlike, place.ring & judged),
        below=1 - _share(unlike, lower & judged),
        judged=float(inside.sum()) / float(place.inside.sum()),
        filled=_filled(now, place),
        light=float(gain.mean()),
        is_dark=float(np.median(now.colour)) < _MIN_LIGHT,
    )


def moved_share(now: BinView, before: BinView, place: BinPlace) -> float:
    """The share of the bin's cells that changed since the picture before."""
    change = np.abs(now.colour - before.colour).max(-1)
    return _share(change > 14, place.inside)


def _edge_likeness(now: BinView, still: BinView) -> Floats:
    product = (now.edges * still.edges).sum(-1)
    norm = np.sqrt((now.edges**2).sum(-1) * (still.edges**2).sum(-1))
    return np.asarray(product / np.maximum(norm, 1e-6), np.float32)


def _upper(place: BinPlace) -> NDArray[np.bool_]:
    """The upper part of the bin, where its lid is when it is seen from the side."""
    rows = np.nonzero(place.inside.any(1))[0]
    upper = np.zeros_like(place.inside)
    upper[: int(rows[0]) + max(2, round(_LID_SHARE * len(rows)))] = True
    return upper


def _lower_ring(place: BinPlace) -> NDArray[np.bool_]:
    """The ring from the bin's middle downwards: what stands in front covers it, a lid that is up does not."""
    rows = np.nonzero(place.inside.any(1))[0]
    lower = place.ring.copy()
    lower[: (int(rows[0]) + int(rows[-1]) + 1) // 2] = False
    return lower if lower.sum() >= _MIN_RING_CELLS else place.ring


def _filled(now: BinView, place: BinPlace) -> float:
    ring = now.colour[place.ring]
    each = np.abs(now.colour[place.inside][:, None] - ring[None]).max(-1).min(-1)
    return float((each < _SAME_AS_RING).mean())


def _share(which: NDArray[np.bool_], among: NDArray[np.bool_]) -> float:
    return float(which[among].mean()) if among.any() else 0.0
