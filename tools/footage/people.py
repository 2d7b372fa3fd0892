"""The person of the demo: NASA's portrait of Eileen Collins (public domain), shipped by scikit-image, cut out.

It was chosen because it is the only free photograph of a person in colour that an installed package brings. The orange
suit is plainly no white uniform; `in_white` dyes it for the scenes in which the uniform is worn.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import skimage.data
from numpy.typing import NDArray

Image = NDArray[np.uint8]
Floats = NDArray[np.float32]

_SIDE = 512
# Traced on the photograph: what is certainly not the person (flag, wall, model rocket, black table).
_BACKGROUND = (
    [(0, 0), (300, 0), (300, 8), (150, 8), (150, 112), (176, 132), (184, 146), (150, 152), (120, 172), (111, 195),
     (112, 212), (98, 232), (58, 258), (40, 270), (30, 300), (14, 420), (12, 512), (0, 512)],
    [(300, 0), (512, 0), (512, 400), (500, 432), (488, 395), (462, 364), (430, 347), (392, 341), (366, 347), (362, 300),
     (340, 262), (308, 240), (292, 206), (272, 180), (268, 158), (284, 134), (304, 100)],
)  # fmt: skip
_PERSON = (
    [(175, 60), (280, 60), (262, 150), (258, 190), (296, 240), (340, 290), (350, 345), (440, 370), (480, 430),
     (485, 512), (60, 512), (55, 300), (135, 250), (150, 185), (190, 150)],
)  # fmt: skip


@dataclass(frozen=True)
class Cutout:
    """`picture` RGB and `alpha` 0..1, of the same size."""

    picture: Image
    alpha: Floats

    def scaled(self, height: int) -> Cutout:
        size = (round(self.picture.shape[1] * height / self.picture.shape[0]), height)
        picture = cv2.resize(self.picture, size, interpolation=cv2.INTER_AREA)
        alpha = cv2.resize(self.alpha, size, interpolation=cv2.INTER_AREA)
        return Cutout(np.asarray(picture, np.uint8), np.asarray(alpha, np.float32))

    def mirrored(self) -> Cutout:
        return Cutout(np.ascontiguousarray(self.picture[:, ::-1]), np.ascontiguousarray(self.alpha[:, ::-1]))


def in_street_clothes() -> Cutout:
    picture = np.asarray(skimage.data.astronaut(), np.uint8)  # type: ignore[no-untyped-call]  # no annotations there
    return Cutout(picture, _outline(picture))


def in_white() -> Cutout:
    """The same person with the orange of the suit turned into white cloth; its folds stay."""
    person = in_street_clothes()
    hsv = cv2.cvtColor(person.picture, cv2.COLOR_RGB2HSV).astype(np.float32)
    hue, saturation, value = hsv[..., 0], hsv[..., 1], hsv[..., 2]
    is_orange = ((hue < 17) | (hue > 170)) & (saturation > 110) & (value > 90)
    is_orange[:200] = False
    share = cv2.GaussianBlur(is_orange.astype(np.float32), (0, 0), 1.2)
    hsv[..., 1] = saturation * (1 - 0.95 * share)
    hsv[..., 2] = np.clip(value + share * (250 - value) * 0.8, 0, 250)
    dyed = cv2.cvtColor(np.clip(hsv, 0, 255).astype(np.uint8), cv2.COLOR_HSV2RGB)
    return Cutout(np.asarray(dyed, np.uint8), person.alpha)


def _outline(picture: Image) -> Floats:
    """Hand-traced hints, refined along the colours by GrabCut."""
    half = _SIDE // 2
    small = cv2.resize(picture, (half, half), interpolation=cv2.INTER_AREA)
    mask = np.full((half, half), cv2.GC_PR_FGD, np.uint8)
    for polygons, label in ((_PERSON, cv2.GC_FGD), (_BACKGROUND, cv2.GC_BGD)):
        for polygon in polygons:
            cv2.fillPoly(mask, [np.array(polygon, np.int32) // 2], label)
    cv2.setRNGSeed(1)
    behind, figure = np.zeros((1, 65)), np.zeros((1, 65))
    cv2.grabCut(small, mask, (0, 0, half, half), behind, figure, 4, cv2.GC_INIT_WITH_MASK)
    person = np.isin(mask, (cv2.GC_FGD, cv2.GC_PR_FGD)).astype(np.uint8)
    _, labels, figures, _ = cv2.connectedComponentsWithStats(person)
    largest = (labels == 1 + int(figures[1:, cv2.CC_STAT_AREA].argmax())).astype(np.float32)
    soft = cv2.GaussianBlur(cv2.resize(largest, (_SIDE, _SIDE), interpolation=cv2.INTER_CUBIC), (0, 0), 1.8)
    return np.asarray(np.clip((soft - 0.4) / 0.45, 0, 1), np.float32)
