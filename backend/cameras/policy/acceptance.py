"""When a camera is accepted. Source: seed 000 3(3)1: right parameters are connected, wrong ones must be replaced."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from backend.catalog.cameras import (
    ACCEPTANCE_POINTS,
    MAX_GOP_S,
    MIN_FPS,
    MIN_HEIGHT,
    MIN_WIDTH,
    CameraState,
)
from backend.core.errors import DomainError, InvalidError


@dataclass(frozen=True)
class Measured:
    """What the box measured on the running stream; None where it has not."""

    state: CameraState
    codec: str | None
    width: int | None
    height: int | None
    fps: float | None
    gop_s: float | None


@dataclass(frozen=True)
class Check:
    """One parameter: its value as text and whether it suffices. `advice` is a text key of the app."""

    name: str
    value: str
    is_passed: bool

    @property
    def advice(self) -> str | None:
        return None if self.is_passed else f"camera.{self.name}"


def check_form(points: Iterable[str]) -> None:
    """Every point must have been looked at. Raises InvalidError."""
    if missing := sorted(set(ACCEPTANCE_POINTS) - set(points)):
        raise InvalidError("acceptance_incomplete", checked=[f"missing: {name}" for name in missing])


def check_parameters(measured: Measured) -> list[Check]:
    """Judge the stream. Raises DomainError when nothing was measured yet: what is unknown is not accepted."""
    if measured.state is CameraState.B_FRAMES:
        return [Check("b_frames", "yes", is_passed=False)]
    if measured.state is CameraState.UNSUPPORTED_CODEC:
        return [Check("codec", measured.codec or "unknown", is_passed=False)]
    width, height, fps, codec = measured.width, measured.height, measured.fps, measured.codec
    if not width or not height or not fps or not codec:
        raise DomainError("camera_not_measured")
    is_large = max(width, height) >= MIN_WIDTH and min(width, height) >= MIN_HEIGHT
    checks = [
        Check("codec", codec, codec.lower() in ("h264", "avc1")),
        Check("resolution", f"{width}x{height}", is_large),
        Check("fps", f"{fps:g}", fps >= MIN_FPS),
    ]
    if measured.gop_s is not None:
        checks.append(Check("gop", f"{measured.gop_s:.1f} s", measured.gop_s <= MAX_GOP_S))
    return checks
