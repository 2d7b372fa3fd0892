"""The camera's own faults are seen, and people walking through are none of them."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator

import av
import cv2
import numpy as np
import pytest

from backend.catalog.violations import ViolationType
from tests.vision.conftest import TakePicture
from tools.camera.encode import encode
from vision.detectors.camera.truth import CameraTruthDetector
from vision.types import Frame, Image

Change = Callable[[Image], Image]


def shifted(share: float) -> Change:
    return lambda image: np.roll(image, round(image.shape[1] * share), 1)


def blurred(sigma: float) -> Change:
    return lambda image: np.asarray(cv2.GaussianBlur(image, (0, 0), sigma * image.shape[1] / 640), np.uint8)


def covered(image: Image) -> Image:
    """Something close and smooth before the lens: only the coarsest shades are left."""
    return np.asarray(
        cv2.resize(cv2.resize(image, (3, 2)), image.shape[1::-1], interpolation=cv2.INTER_CUBIC), np.uint8
    )


def lit(gain: float) -> Change:
    return lambda image: np.clip(image * gain, 0, 255).astype(np.uint8)


def noise(mean: float, sigma: float) -> Change:
    rng = np.random.default_rng(0)
    return lambda image: np.clip(rng.normal(mean, sigma, image.shape), 0, 255).astype(np.uint8)


def turned(degrees: float) -> Change:
    def change(image: Image) -> Image:
        height, width = image.shape[:2]
        matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.1)
        return np.asarray(cv2.warpAffine(image, matrix, (width, height)), np.uint8)

    return change


@pytest.fixture
def detector(kitchen: TakePicture) -> CameraTruthDetector:
    made = CameraTruthDetector()
    assert made.set_reference(cv2.imencode(".jpg", kitchen(1.0))[1].tobytes())
    return made


def faults(detector: CameraTruthDetector, image: Image) -> list[ViolationType]:
    return [found.type for found in detector.detect(Frame(1, 0.0, image))]


@pytest.mark.parametrize("seconds", [2.0, 5.0, 5.8, 12.0, 27.5, 45.0])
def test_people_walking_through_are_no_fault(
    detector: CameraTruthDetector, kitchen: TakePicture, seconds: float
) -> None:
    assert faults(detector, kitchen(seconds)) == []


@pytest.mark.parametrize("change", [lit(0.5), lit(1.3), blurred(0.7), shifted(0.004)])
def test_another_light_and_a_little_vibration_are_no_fault(
    detector: CameraTruthDetector, kitchen: TakePicture, change: Change
) -> None:
    assert faults(detector, change(kitchen(12.0))) == []


@pytest.mark.parametrize("change", [covered, noise(10, 4), noise(90, 12), lit(0.05), lambda i: lit(9.0)(i // 2 + 90)])
def test_a_covered_black_or_blinded_camera_is_blocked(
    detector: CameraTruthDetector, kitchen: TakePicture, change: Change
) -> None:
    assert faults(detector, change(kitchen(12.0))) == [ViolationType.CAM_BLOCK]


@pytest.mark.parametrize("change", [shifted(0.06), shifted(0.16), turned(8)])
def test_a_camera_that_looks_elsewhere_has_moved(
    detector: CameraTruthDetector, kitchen: TakePicture, change: Change
) -> None:
    assert faults(detector, change(kitchen(12.0))) == [ViolationType.CAM_MOVE]


@pytest.mark.parametrize("sigma", [3.5, 5])
def test_a_camera_out_of_focus_is_blurred(detector: CameraTruthDetector, kitchen: TakePicture, sigma: float) -> None:
    assert faults(detector, blurred(sigma)(kitchen(12.0))) == [ViolationType.CAM_BLUR]


def test_without_a_reference_only_plain_faults_are_called(kitchen: TakePicture) -> None:
    detector = CameraTruthDetector()
    assert faults(detector, shifted(0.16)(kitchen(12.0))) == []
    assert faults(detector, noise(10, 4)(kitchen(12.0))) == [ViolationType.CAM_BLOCK]


def test_a_reference_that_is_no_picture_is_refused() -> None:
    assert not CameraTruthDetector().set_reference(b"not a jpeg")


def keyframes(pictures: Iterator[Image]) -> Iterator[Image]:
    """Through a real encoder, as a camera would send them: only keyframes are compared."""
    footage = io.BytesIO(encode(pictures, fps=5, gop=2, bitrate=8_000_000, is_indexed=False))
    with av.open(footage, "r") as container:
        for frame in container.decode(video=0):
            if frame.key_frame:
                yield np.asarray(frame.to_ndarray(format="bgr24"), np.uint8)


def frozen_frames(pictures: Iterator[Image]) -> list[bool]:
    detector = CameraTruthDetector()
    return [
        any(found.type is ViolationType.CAM_FREEZE for found in detector.detect(Frame(1, index / 5, image, True)))
        for index, image in enumerate(keyframes(pictures))
    ]


def still_life(kitchen: TakePicture, sigma: float, count: int = 30) -> Iterator[Image]:
    """RGB at 640x360 with fresh sensor noise in each picture; nothing moves."""
    base = cv2.resize(kitchen(12.0), (640, 360))[..., ::-1]
    rng = np.random.default_rng(0)
    for _ in range(count):
        yield np.clip(base + rng.normal(0, sigma, base.shape), 0, 255).astype(np.uint8)


def test_a_repeated_picture_is_frozen(kitchen: TakePicture) -> None:
    frozen = frozen_frames(still_life(kitchen, 0.0))
    assert not any(frozen[:4])
    assert all(frozen[-5:])


def test_a_still_scene_before_a_live_sensor_is_not_frozen(kitchen: TakePicture) -> None:
    assert not any(frozen_frames(still_life(kitchen, 1.0)))


def test_darkness_is_not_called_frozen(kitchen: TakePicture) -> None:
    dark = np.zeros((360, 640, 3), np.uint8)
    assert not any(frozen_frames(dark for _ in range(40)))


def test_a_thaw_is_noticed_at_once(kitchen: TakePicture) -> None:
    detector = CameraTruthDetector()
    frozen = kitchen(1.0)
    for _ in range(8):
        last = faults_of_key(detector, frozen)
    assert last == [ViolationType.CAM_FREEZE]
    assert faults_of_key(detector, kitchen(12.0)) == []


def faults_of_key(detector: CameraTruthDetector, image: Image) -> list[ViolationType]:
    return [found.type for found in detector.detect(Frame(1, 0.0, image, True))]
