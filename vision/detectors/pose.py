"""Where the body's joints are inside a person's box: BlazePose, detector for the alignment and landmarks after it.

Constants (anchors, region of interest, normalisation) follow MediaPipe's pose_detection and pose_landmark graphs.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.detectors.base import open_session
from vision.models.manifest import POSE_DETECTOR, POSE_LANDMARKS
from vision.types import Box, Image

Floats = NDArray[np.float32]

_DETECTOR_SIDE = 224
_LANDMARK_SIDE = 256
_ANCHOR_GRIDS = ((28, 2), (14, 2), (7, 6))
_ROI_SCALE = 1.25
# The second is only tried when the first shows no body: figures that are cut off are aligned differently in it.
_CROP_MARGINS = (0.2, 0.0)
_MIN_ALIGNMENT_SCORE = 0.25
_MIN_POSE_SCORE = 0.5
_VALUES_PER_POINT = 5
_POINTS = 33

NOSE, LEFT_EAR, RIGHT_EAR, LEFT_MOUTH, RIGHT_MOUTH = 0, 7, 8, 9, 10
LEFT_SHOULDER, RIGHT_SHOULDER, LEFT_ELBOW, RIGHT_ELBOW, LEFT_WRIST, RIGHT_WRIST = 11, 12, 13, 14, 15, 16
LEFT_HIP, RIGHT_HIP = 23, 24


@dataclass(frozen=True)
class Pose:
    """`points` (33, 2) in pixels of the frame, `visibility` (33,) 0..1, in the order of BlazePose."""

    points: Floats
    visibility: Floats
    score: float


class PoseEstimator:
    def __init__(self, models_dir: Path, threads: int = 1) -> None:
        self._detector = open_session(models_dir / POSE_DETECTOR.file_name, threads)
        self._landmarks = open_session(models_dir / POSE_LANDMARKS.file_name, threads)
        self._detector_input = self._detector.get_inputs()[0].name
        self._landmarks_input = self._landmarks.get_inputs()[0].name
        self._anchors = _anchors()

    def estimate(self, image: Image, box: Box) -> Pose | None:
        """The pose of the person in `box`, or None when no body can be made out."""
        for margin in _CROP_MARGINS:
            region = self._align(image, box, margin)
            pose = None if region is None else self._place(image, region)
            if pose is not None:
                return pose
        return None

    def _align(self, image: Image, box: Box, margin: float) -> Floats | None:
        """Three corners (top left, top right, bottom left) of the square that the landmark model wants."""
        matrix = cv2.getAffineTransform(_square_around(box, margin), _corners(_DETECTOR_SIDE))
        crop = cv2.warpAffine(image, matrix, (_DETECTOR_SIDE, _DETECTOR_SIDE))
        (raw,) = self._detector.run(None, {self._detector_input: _unit_rgb(crop) * 2 - 1})
        best = int(raw[0, :, 0].argmax())
        if 1 / (1 + math.exp(-float(raw[0, best, 0]))) < _MIN_ALIGNMENT_SCORE:
            return None
        key_points = raw[0, best, 5:9].reshape(2, 2) + self._anchors[best] * _DETECTOR_SIDE
        back = cv2.invertAffineTransform(matrix)
        hips, rim = key_points @ back[:, :2].T + back[:, 2]
        return _rotated_square(hips, rim)

    def _place(self, image: Image, region: Floats) -> Pose | None:
        """The joints of the body that fills `region`, if one does."""
        matrix = cv2.getAffineTransform(region, _corners(_LANDMARK_SIDE))
        crop = cv2.warpAffine(image, matrix, (_LANDMARK_SIDE, _LANDMARK_SIDE))
        points, score = self._landmarks.run(None, {self._landmarks_input: _unit_rgb(crop)})
        if score[0, 0] < _MIN_POSE_SCORE:
            return None
        values = points.reshape(-1, _VALUES_PER_POINT)[:_POINTS]
        back = cv2.invertAffineTransform(matrix)
        placed = values[:, :2] @ back[:, :2].T + back[:, 2]
        visibility = 1 / (1 + np.exp(-values[:, 3]))
        return Pose(placed.astype(np.float32), visibility.astype(np.float32), float(score[0, 0]))


def _anchors() -> Floats:
    """Centres of the detector's cells, 0..1."""
    rows = []
    for cells, repeats in _ANCHOR_GRIDS:
        y, x = np.mgrid[0:cells, 0:cells]
        centres = (np.stack([x.ravel(), y.ravel()], 1) + 0.5) / cells
        rows.append(np.repeat(centres, repeats, 0))
    return np.concatenate(rows).astype(np.float32)


def _corners(side: int) -> Floats:
    return np.array([[0, 0], [side, 0], [0, side]], np.float32)


def _square_around(box: Box, margin: float) -> Floats:
    x1, y1, x2, y2 = box
    half = max(x2 - x1, y2 - y1) * (0.5 + margin)
    x, y = (x1 + x2) / 2, (y1 + y2) / 2
    return np.array([[x - half, y - half], [x + half, y - half], [x - half, y + half]], np.float32)


def _rotated_square(hips: Floats, rim: Floats) -> Floats:
    """The square around the circle that goes through `rim`, turned so that `rim` is straight above the hips."""
    up = (rim - hips) * _ROI_SCALE
    right = np.array([-up[1], up[0]], np.float32)
    return np.stack([hips + up - right, hips + up + right, hips - up - right]).astype(np.float32)


def _unit_rgb(image: NDArray[Any]) -> Floats:
    return np.ascontiguousarray(image[None, :, :, ::-1], np.float32) / np.float32(255)
