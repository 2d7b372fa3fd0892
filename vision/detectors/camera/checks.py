"""Blocked, blurred, moved: one view, compared with the reference still where there is one.

Numbers were chosen on static cameras indoors and outdoors: unmoved pictures keep 0.84 of their edges in place however
many people walk through, a shift of 2 % leaves 0.27 at most; a defocus that blurs 2 of 640 pixels leaves 0.4 of the
sharpness, one of 3 pixels 0.25.
"""

from __future__ import annotations

import cv2
import numpy as np

from vision.detectors.camera.view import View, likeness

_BLACK_P95 = 32.0
_WHITE_P30 = 240.0
_MIN_TEXTURED = 0.1
_NOTHING_SHARP = 0.004
_BLURRED_SHARP = 0.01
_BLURRED_RATIO = 0.27
_ALIKE = 0.5
_MIN_BLOCKS = 12
_MOVED_SHARE = 0.35
_OTHER_SCENE_SHARE = 0.12
_MIN_SHIFT = 0.03
_MIN_RESPONSE = 0.05


def blocked_score(view: View) -> float:
    """0 while the picture shows something; else how sure it is that it is black, white or covered."""
    if view.share_below(_BLACK_P95) > 0.95 or view.share_below(_WHITE_P30) < 0.30:
        return 1.0
    textured = float(view.textured.mean())
    if textured < _MIN_TEXTURED:
        return 1 - textured
    return 0.9 if _sharpness(view) < _NOTHING_SHARP else 0.0


def blurred_score(view: View, reference: View | None) -> float:
    """0 while the picture is as sharp as its reference; without one only strong blur is called."""
    sharpness = _sharpness(view)
    if reference is None:
        return 0.7 if sharpness < _BLURRED_SHARP else 0.0
    ratio = sharpness / max(_sharpness(reference), 1e-6)
    return float(np.clip(1 - ratio, 0, 1)) if ratio < _BLURRED_RATIO else 0.0


def moved_score(view: View, reference: View | None) -> float:
    """0 while enough of the reference's edges are where they were.

    A person close to the camera hides many of them, so a picture that is only partly unlike must show a shift as well.
    """
    if reference is None or view.grey.shape != reference.grey.shape:
        return 0.0
    shared = reference.textured
    if shared.sum() < _MIN_BLOCKS:
        return 0.0
    alike = float((likeness(view, reference)[shared] > _ALIKE).mean())
    if alike < _OTHER_SCENE_SHARE:
        return 1 - alike
    return 1 - alike if alike < _MOVED_SHARE and _shift(view, reference) >= _MIN_SHIFT else 0.0


def _sharpness(view: View) -> float:
    textured = view.textured
    return float(np.median(view.sharpness[textured])) if textured.any() else 0.0


def _shift(view: View, reference: View) -> float:
    """How far the picture has moved as a share of its width; 0 when no shift explains it."""
    planes = [np.hypot(*look.gradients) for look in (reference, view)]
    window = cv2.createHanningWindow((planes[0].shape[1], planes[0].shape[0]), cv2.CV_32F)
    (x, y), response = cv2.phaseCorrelate(planes[0], planes[1], window)
    return float(np.hypot(x, y)) / planes[0].shape[1] if response >= _MIN_RESPONSE else 0.0
