"""Pictures in which nobody can be recognised, made of pictures in which somebody could."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from tests.vision.conftest import TakePicture, kitchen
from vision.blur import wire
from vision.blur.picture import Stamp, hide, shrink
from vision.blur.regions import Region, RegionFinder
from vision.blur.wire import Job
from vision.blur.worker import Blurrer, JobRefused, decode_last, load
from vision.detectors.person import PersonDetector
from vision.detectors.pose import LEFT_EAR, NOSE, RIGHT_EAR, PoseEstimator
from vision.types import Image

__all__ = ["kitchen"]
STREET_CLOTHES, EMPTY = 12.0, 1.0


@pytest.fixture(scope="module")
def finder(models_dir: Path) -> RegionFinder:
    found = load(models_dir)
    assert found is not None
    return found


def encoded(image: Image) -> bytes:
    """One keyframe in Annex B."""
    codec = av.CodecContext.create("libx264", "w")
    assert isinstance(codec, av.VideoCodecContext)
    codec.height, codec.width = image.shape[:2]
    codec.pix_fmt, codec.time_base = "yuv420p", Fraction(1, 25)
    codec.options = {"preset": "ultrafast", "crf": "10"}
    frame = av.VideoFrame.from_ndarray(image, format="bgr24")
    return b"".join(bytes(packet) for packet in [*codec.encode(frame), *codec.encode(None)])


def job(image: Image) -> Job:
    return Job(1, 1_772_424_000.0, "第一中学食堂", "烹饪区1", "Asia/Shanghai", (encoded(image),))


def decoded(jpeg: bytes) -> Image:
    picture = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None
    return np.asarray(picture, np.uint8)


def around(image: Image, point: np.ndarray[tuple[int, ...], np.dtype[np.float32]], half: int = 8) -> Image:
    x, y = (int(value) for value in point)
    return image[max(0, y - half) : y + half, max(0, x - half) : x + half]


def detail(image: Image) -> float:
    """How much changes from one pixel to the next in most places; the few borders of squares do not count."""
    return float(np.median(np.abs(cv2.Laplacian(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), cv2.CV_64F))))


def test_nothing_of_a_face_is_left(models_dir: Path, finder: RegionFinder, kitchen: TakePicture) -> None:
    clear = shrink(kitchen(STREET_CLOTHES))
    person = max(PersonDetector(models_dir).find(clear), key=lambda found: found.score)
    pose = PoseEstimator(models_dir).estimate(clear, person.box)
    assert pose is not None
    jpeg, count = Blurrer(finder, Stamp(Path("none"))).blur(job(kitchen(STREET_CLOTHES)))
    blurred = decoded(jpeg)
    assert count >= 1
    assert blurred.shape[1] <= 640
    for joint in (NOSE, LEFT_EAR, RIGHT_EAR):
        before, after = around(clear, pose.points[joint]), around(blurred, pose.points[joint])
        assert np.abs(before.astype(int) - after).mean() > 10
    face_before, face_after = around(clear, pose.points[NOSE], 12), around(blurred, pose.points[NOSE], 12)
    assert detail(face_after) < detail(face_before) / 3
    match = cv2.matchTemplate(around(blurred, pose.points[NOSE], 30), face_before, cv2.TM_CCOEFF_NORMED)
    assert float(match.max()) < 0.7


def test_what_is_nobody_stays_as_it_is(finder: RegionFinder, kitchen: TakePicture) -> None:
    clear = shrink(kitchen(EMPTY))
    blurred = decoded(Blurrer(finder, Stamp(Path("none"))).blur(job(kitchen(EMPTY)))[0])
    assert np.abs(clear[:300].astype(int) - blurred[:300]).mean() < 12


def test_a_region_becomes_few_flat_squares() -> None:
    image = np.random.default_rng(1).integers(0, 255, (200, 200, 3), dtype=np.uint8)
    hide(image, [Region((0.25, 0.25, 0.75, 0.75), is_head=True)])
    inside = image[52:148, 52:148].reshape(-1, 3)
    assert len(np.unique(inside, axis=0)) <= 16


def test_who_is_missed_for_a_moment_stays_hidden() -> None:
    class Forgetful:
        found = [Region((0.2, 0.2, 0.4, 0.4), is_head=True)]

        def find(self, _: Image) -> list[Region]:
            found, self.found = self.found, []
            return found

    noise = np.random.default_rng(1).integers(0, 255, (360, 640, 3), dtype=np.uint8)
    blurrer = Blurrer(Forgetful(), Stamp(Path("none")))  # type: ignore[arg-type]  # all of it that is used
    first, second = (decoded(blurrer.blur(job(noise))[0]) for _ in range(2))
    assert detail(first[80:140, 135:250]) < 8
    assert detail(second[80:140, 135:250]) < 8
    assert detail(second[200:300, 400:600]) > 30


@pytest.mark.parametrize("is_missing", [True, False])
def test_without_a_detector_or_when_it_fails_there_is_no_picture(is_missing: bool, kitchen: TakePicture) -> None:
    class Failing:
        def find(self, _: Image) -> list[Region]:
            raise RuntimeError("out of memory")

    broken = None if is_missing else Failing()
    blurrer = Blurrer(broken, Stamp(Path("none")))  # type: ignore[arg-type]  # all of it that is used
    with pytest.raises(JobRefused) as refusal:
        blurrer.blur(job(kitchen(EMPTY)))
    assert refusal.value.code == (wire.NO_DETECTOR if is_missing else wire.FAILED)


def test_a_broken_keyframe_gives_no_picture(finder: RegionFinder) -> None:
    assert decode_last((b"\x00\x00\x00\x01\x65nonsense",)) is None
    broken = Job(1, 0.0, "", "", "UTC", (b"\x00\x00\x00\x01\x65nonsense",))
    with pytest.raises(JobRefused) as refusal:
        Blurrer(finder, Stamp(Path("none"))).blur(broken)
    assert refusal.value.code == wire.NO_PICTURE


def test_altered_models_are_not_used(tmp_path: Path, models_dir: Path) -> None:
    for file in models_dir.glob("*.onnx"):
        (tmp_path / file.name).write_bytes(file.read_bytes()[:-1] + b"x")
    assert load(tmp_path) is None
