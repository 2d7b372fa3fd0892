"""The part of the device's configuration that `media` needs, as `GET /api/device/config` gives it."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import Any

from backend.catalog.cameras import StreamTransport
from backend.catalog.violations import ViolationType
from vision.cameras.source import StreamAddress

log = logging.getLogger(__name__)

Json = dict[str, Any]


@dataclass(frozen=True)
class CameraConfig:
    """`offline_rule` is the rule as the backend wrote it, to be named in an observation."""

    id: int
    name: str
    main: StreamAddress
    sub: StreamAddress | None
    offline_rule: Json | None = field(default=None, compare=False)
    place: str = ""
    timezone: str = "Asia/Shanghai"

    def has_same_streams(self, other: CameraConfig) -> bool:
        return (self.main, self.sub) == (other.main, other.sub)


@dataclass(frozen=True)
class CameraTest:
    id: int
    address: StreamAddress


@dataclass(frozen=True)
class MediaConfig:
    live_public_key: str = ""
    cameras: dict[int, CameraConfig] = field(default_factory=dict)
    tests: tuple[CameraTest, ...] = ()
    references_wanted: frozenset[int] = frozenset()
    blurred_stills_wanted: frozenset[int] = frozenset()


def parse_config(data: Json) -> MediaConfig:
    """An entry that cannot be read is left out and logged: one broken camera must not stop the others."""
    cameras = [camera for entry in data.get("cameras", []) if (camera := _camera(entry))]
    tests = [test for entry in data.get("tests", []) if (test := _test(entry))]
    return MediaConfig(
        live_public_key=str(data.get("live_public_key") or ""),
        cameras={camera.id: camera for camera in cameras},
        tests=tuple(tests),
        references_wanted=frozenset(int(camera_id) for camera_id in data.get("references_wanted", [])),
        blurred_stills_wanted=frozenset(int(camera_id) for camera_id in data.get("blurred_stills_wanted", [])),
    )


def _camera(entry: Json) -> CameraConfig | None:
    try:
        sub_url = entry.get("sub_url")
        rules = [rule for rule in entry.get("rules", []) if rule.get("type") == ViolationType.CAM_OFFLINE]
        return CameraConfig(
            id=int(entry["id"]),
            name=str(entry.get("name", "")),
            main=_address(str(entry["main_url"]), entry),
            sub=_address(str(sub_url), entry) if sub_url else None,
            offline_rule=rules[0] if rules else None,
            place=str(entry.get("establishment_name", "")),
            timezone=str(entry.get("timezone") or "Asia/Shanghai"),
        )
    except (KeyError, TypeError, ValueError) as error:
        log.error("camera %s: unusable configuration (%s)", entry.get("id"), type(error).__name__)
        return None


def _test(entry: Json) -> CameraTest | None:
    try:
        return CameraTest(int(entry["id"]), _address(str(entry["main_url"]), entry))
    except (KeyError, TypeError, ValueError) as error:
        log.error("camera test %s: unusable (%s)", entry.get("id"), type(error).__name__)
        return None


def _address(url: str, entry: Json) -> StreamAddress:
    return StreamAddress(url, StreamTransport(entry.get("transport") or "tcp"))
