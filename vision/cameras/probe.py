"""A camera test: watch for a few seconds, measure, take a picture, and say what an acceptance would say."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

from backend.catalog.cameras import MAX_GOP_S, MIN_FPS, MIN_HEIGHT, MIN_WIDTH, CameraState
from vision.cameras.address import AddressPolicy
from vision.cameras.failure import CameraFailure
from vision.cameras.health import StreamMeter
from vision.cameras.packet import EncodedPacket, StreamInfo
from vision.cameras.picture import still_jpeg
from vision.cameras.source import StreamAddress, watch

_PROBE_S = 12.0
# Two keyframe distances tell the GOP; no need to watch longer.
_ENOUGH_KEYFRAMES, _ENOUGH_PACKETS = 3, 40


@dataclass
class _Sight:
    """What was seen during the test."""

    info: StreamInfo | None = None
    meter: StreamMeter = field(default_factory=StreamMeter)
    keyframe: bytes | None = None
    keyframes: int = 0
    packets: int = 0

    def add(self, item: StreamInfo | EncodedPacket) -> None:
        if isinstance(item, StreamInfo):
            self.info = item
            return
        self.meter.add(item.pts, len(item.data), is_keyframe=item.is_keyframe)
        self.packets += 1
        if item.is_keyframe:
            self.keyframes += 1
            self.keyframe = item.data

    @property
    def is_enough(self) -> bool:
        return self.keyframes >= _ENOUGH_KEYFRAMES and self.packets >= _ENOUGH_PACKETS


@dataclass(frozen=True)
class ProbeResult:
    """`meta` as `POST /api/device/camera-tests/<id>/result` takes it; `picture` is a JPEG."""

    meta: dict[str, Any]
    picture: bytes | None


def probe(
    address: StreamAddress,
    policy: AddressPolicy,
    *,
    seconds: float = _PROBE_S,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> ProbeResult:
    """Never raises for what a camera does: the failure is the outcome."""
    sight, failure, deadline = _Sight(), None, time.monotonic() + seconds
    try:
        with closing(watch(address, policy)) as items:
            for item in items:
                sight.add(item)
                if sight.is_enough or time.monotonic() > deadline or is_cancelled():
                    break
    except CameraFailure as error:
        failure = error
    picture = still_jpeg(sight.keyframe) if sight.keyframe else None
    return ProbeResult(_meta(sight, failure, address), picture)


def _meta(sight: _Sight, failure: CameraFailure | None, address: StreamAddress) -> dict[str, Any]:
    info, measured = sight.info, sight.meter.measure()
    has_b_frames = failure is not None and failure.state is CameraState.B_FRAMES
    return {
        "outcome": failure.state.value if failure else "ok",
        "detail": failure.detail if failure else "",
        "width": info.width if info else None,
        "height": info.height if info else None,
        "codec": info.codec if info else _named_codec(failure),
        "fps": measured.fps if info else None,
        "gop_s": None if measured.gop_s is None else round(measured.gop_s, 2),
        "has_b_frames": has_b_frames,
        "bitrate": measured.bitrate if info else None,
        "checks": _checks(sight, failure, address) if info or _named_codec(failure) else [],
    }


def _named_codec(failure: CameraFailure | None) -> str | None:
    if failure is None or failure.state is not CameraState.UNSUPPORTED_CODEC:
        return None
    return failure.detail.rpartition(" ")[2]


def _check(name: str, value: str, is_passed: bool) -> dict[str, Any]:
    return {"name": name, "value": value, "is_passed": is_passed, "advice": None if is_passed else f"camera.{name}"}


def _checks(sight: _Sight, failure: CameraFailure | None, address: StreamAddress) -> list[dict[str, Any]]:
    info = sight.info
    if info is None:
        return [_check("codec", _named_codec(failure) or "unknown", False)]
    measured = sight.meter.measure()
    has_b_frames = failure is not None and failure.state is CameraState.B_FRAMES
    is_large = max(info.width, info.height) >= MIN_WIDTH and min(info.width, info.height) >= MIN_HEIGHT
    checks = [
        _check("codec", info.codec, True),
        _check("resolution", f"{info.width}x{info.height}", is_large),
        _check("fps", f"{measured.fps:g}", measured.fps >= MIN_FPS),
        _check("b_frames", "yes" if has_b_frames else "no", not has_b_frames),
        _check("transport", address.transport.value, True),
    ]
    if measured.gop_s is not None:
        checks.append(_check("gop", f"{measured.gop_s:.1f} s", measured.gop_s <= MAX_GOP_S))
    elif failure is None:
        # One keyframe in the whole test means that the distance is longer than the test.
        checks.append(_check("gop", f"> {_PROBE_S:g} s", False))
    return checks
