"""Work clothes: the colours of the torso against the establishment's uniform; a classifier where no colours tell.

Whenever the torso cannot be seen properly the answer is UNKNOWN, and unknown is never reported.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from backend.catalog.violations import ViolationType
from vision.bodies.body import Body
from vision.detectors.classifier import Classifier
from vision.detectors.colours import Light, matching_share, measure_light
from vision.detectors.parts import Part, judge_parts
from vision.detectors.pose import LEFT_HIP, LEFT_SHOULDER, RIGHT_HIP, RIGHT_SHOULDER, Pose
from vision.types import Answer, Box, Image, Judgement

COLOURS_LABEL = "uniform-colours-1"

_WORN_SHARE = 0.6
_NOT_WORN_SHARE = 0.3
_MIN_TORSO_PX = 22.0
_MIN_VISIBILITY = 0.5
_MIN_SHOULDERS_TO_TORSO = 0.4
_MAX_HIDDEN = 0.25
_MAX_OUTSIDE = 0.1
_SAMPLE_SIDE = 24
_NO_COLOURS, _MIXED_COLOURS = "no colours", "mixed colours"
# In lengths of the torso from shoulders to hips; training's boxes measured against poses on the same pictures.
_COAT_ABOVE, _COAT_BELOW, _COAT_ASIDE = 0.15, 1.15, 0.73
# The part of the torso that is looked at: below the collar, above the belt, within the arms.
_TOP, _BOTTOM, _SIDE = 0.08, 0.7, 0.12

Floats = NDArray[np.float32]


class ClothesJudge:
    """Holds the uniform colours of one establishment.

    `classifier` knows coats and aprons of any colour. It is asked about those whose colours say nothing: none are set,
    the light shows none, or they are mixed. Of mixed colours it may only say that they are work clothes: on pictures
    kept apart it is right less often than colours are.
    """

    type = ViolationType.CLOTHES

    def __init__(
        self, colours: Sequence[str], min_height_px: float = 60.0, classifier: Classifier | None = None
    ) -> None:
        self._colours = tuple(colours)
        self._min_height_px = min_height_px
        self._classifier = classifier

    def with_colours(self, colours: Sequence[str]) -> ClothesJudge:
        """The same judge for another establishment."""
        return ClothesJudge(colours, self._min_height_px, self._classifier)

    @property
    def label(self) -> str:
        return COLOURS_LABEL if self._classifier is None else f"{COLOURS_LABEL}; {self._classifier.label}"

    def judge(self, image: Image, bodies: Sequence[Body]) -> list[Judgement]:
        light = measure_light(image) if bodies else None
        by_colours = [self._judge(image, body, bodies, light) for body in bodies]
        if self._classifier is None:
            return by_colours
        parts = [_second_look(image, *each) for each in zip(bodies, by_colours, strict=True)]
        if not any(isinstance(part, tuple) for part in parts):
            return by_colours
        by_shape = judge_parts(self.type, self._classifier, image, parts)
        return [_weigh(*each) for each in zip(parts, by_shape, by_colours, strict=True)]

    def _judge(self, image: Image, body: Body, bodies: Sequence[Body], light: Light | None) -> Judgement:
        if body.person.height < self._min_height_px:
            return _unknown("small")
        if body.pose is None:
            return _unknown("no pose")
        if reason := _why_not_frontal(body.pose):
            return _unknown(reason)
        samples = _torso_samples(body.pose)
        if reason := _why_not_visible(samples, image, body, bodies):
            return _unknown(reason)
        if light is None or not self._colours or not light.shows_colours:
            return _unknown(_NO_COLOURS)
        return self._compare(image, samples, light)

    def _compare(self, image: Image, samples: Floats, light: Light) -> Judgement:
        x, y = samples[..., 0], samples[..., 1]
        pixels = cv2.remap(image, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        share = matching_share(np.asarray(pixels, np.uint8), self._colours, light)
        box = float(x.min()), float(y.min()), float(x.max()), float(y.max())
        if share >= _WORN_SHARE:
            return Judgement(ViolationType.CLOTHES, Answer.NO, share, box=box)
        if share <= _NOT_WORN_SHARE:
            return Judgement(ViolationType.CLOTHES, Answer.YES, 1 - share, box=box)
        return Judgement(ViolationType.CLOTHES, Answer.UNKNOWN, share, _MIXED_COLOURS, box)


def _unknown(reason: str) -> Judgement:
    return Judgement(ViolationType.CLOTHES, Answer.UNKNOWN, reason=reason)


def _weigh(part: Part, by_shape: Judgement, by_colours: Judgement) -> Judgement:
    if isinstance(part, str) or (by_colours.reason == _MIXED_COLOURS and by_shape.answer is Answer.YES):
        return by_colours
    return by_shape


def _second_look(image: Image, body: Body, judgement: Judgement) -> Part:
    """The torso of somebody whom colours told nothing about, sleeves and collar included; else the reason."""
    if body.pose is None or judgement.reason not in (_NO_COLOURS, _MIXED_COLOURS):
        return judgement.reason or "told by colours"
    points = body.pose.points
    shoulders = (points[LEFT_SHOULDER] + points[RIGHT_SHOULDER]) / 2
    length = float(np.hypot(*((points[LEFT_HIP] + points[RIGHT_HIP]) / 2 - shoulders)))
    x, y = float(shoulders[0]), float(shoulders[1])
    above, below, aside = _COAT_ABOVE * length, _COAT_BELOW * length, _COAT_ASIDE * length
    height, width = image.shape[:2]
    return max(x - aside, 0.0), max(y - above, 0.0), min(x + aside, float(width)), min(y + below, float(height))


def _why_not_frontal(pose: Pose) -> str:
    """Empty when the chest faces the camera: the left shoulder is then on the right of the picture, well apart."""
    left, right = pose.points[LEFT_SHOULDER], pose.points[RIGHT_SHOULDER]
    hips = (pose.points[LEFT_HIP] + pose.points[RIGHT_HIP]) / 2
    down = hips - (left + right) / 2
    length = float(np.hypot(*down))
    if length < _MIN_TORSO_PX:
        return "small"
    if min(pose.visibility[LEFT_SHOULDER], pose.visibility[RIGHT_SHOULDER]) < _MIN_VISIBILITY:
        return "shoulders hidden"
    across = left - right
    width = float(across[0] * down[1] - across[1] * down[0]) / length
    if width < 0:
        return "turned away"
    return "side-on" if width < _MIN_SHOULDERS_TO_TORSO * length else ""


def _torso_samples(pose: Pose) -> Floats:
    """Pixel positions (side, side, 2) on a grid over the chest."""
    corners = pose.points[[RIGHT_SHOULDER, LEFT_SHOULDER, RIGHT_HIP, LEFT_HIP]]
    down, across = np.meshgrid(
        np.linspace(_TOP, _BOTTOM, _SAMPLE_SIDE), np.linspace(_SIDE, 1 - _SIDE, _SAMPLE_SIDE), indexing="ij"
    )
    down, across = down[..., None], across[..., None]
    top = corners[0] * (1 - across) + corners[1] * across
    bottom = corners[2] * (1 - across) + corners[3] * across
    return np.asarray(top * (1 - down) + bottom * down, np.float32)


def _share_inside(samples: Floats, box: Box) -> float:
    x, y = samples[..., 0], samples[..., 1]
    return float(((x >= box[0]) & (x < box[2]) & (y >= box[1]) & (y < box[3])).mean())


def _why_not_visible(samples: Floats, image: Image, body: Body, bodies: Sequence[Body]) -> str:
    height, width = image.shape[:2]
    if _share_inside(samples, (0, 0, width, height)) < 1 - _MAX_OUTSIDE:
        return "cut by the edge"
    if _share_inside(samples, body.person.box) < 1 - _MAX_OUTSIDE:
        return "pose of somebody else"
    others = (other.person.box for other in bodies if other is not body)
    if any(_share_inside(samples, box) > _MAX_HIDDEN for box in others):
        return "occluded"
    return ""
