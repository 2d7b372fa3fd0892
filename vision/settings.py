"""What the environment and the data folder tell the processes of `vision`."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path

Network = IPv4Network | IPv6Network

_DEFAULT_NETWORKS = "10.0.0.0/8,172.16.0.0/12,192.168.0.0/16"


class SettingsError(Exception):
    """A setting is missing or unusable; the message names it."""


@dataclass(frozen=True)
class DeviceCredential:
    """Who this device is towards the backend. `private_key` is an Ed25519 key in PEM."""

    device_id: str
    private_key: str
    backend_url: str


@dataclass(frozen=True)
class Settings:
    data_dir: Path
    media_host: str = "0.0.0.0"
    media_port: int = 8001
    camera_networks: tuple[Network, ...] = ()
    is_loopback_allowed: bool = False
    offline_after_s: float = 60.0
    offline_grace_s: float = 30.0
    still_every_s: float = 20.0
    states_every_s: float = 5.0
    config_every_s: float = 1.0
    viewer_max_s: float = 600.0
    joins_per_s: float = 8.0
    views_every_s: float = 2.0
    blur_every_s: float = 1.0
    blurred_still_every_s: float = 60.0
    ice_addresses: tuple[str, ...] = ()
    is_demo: bool = False

    @property
    def socket_path(self) -> Path:
        return self.data_dir / "run" / "media.sock"

    @property
    def models_dir(self) -> Path:
        return self.data_dir / "models"

    @property
    def font_file(self) -> Path:
        return self.data_dir / "fonts" / "NotoSerifSC_400Regular.ttf"

    def spool_dir(self, process: str) -> Path:
        return self.data_dir / "spool" / process


def networks(text: str) -> tuple[Network, ...]:
    """Parse `10.0.0.0/8,fd00::/8`."""
    try:
        return tuple(ip_network(part.strip()) for part in text.split(",") if part.strip())
    except ValueError as error:
        raise SettingsError(f"MINGCHU_CAMERA_NETWORKS: {error}") from error


def _number(env: Mapping[str, str], name: str, default: float) -> float:
    try:
        return float(env.get(name) or default)
    except ValueError as error:
        raise SettingsError(f"{name} is not a number") from error


def load_settings(env: Mapping[str, str] = os.environ) -> Settings:
    port = int(_number(env, "PORT", 8000))
    return Settings(
        data_dir=Path(env.get("MINGCHU_DATA_DIR") or "var").resolve(),
        media_host=env.get("MEDIA_HOST") or "0.0.0.0",
        media_port=int(_number(env, "MEDIA_PORT", port + 1)),
        camera_networks=networks(env.get("MINGCHU_CAMERA_NETWORKS") or _DEFAULT_NETWORKS),
        is_loopback_allowed=env.get("MINGCHU_ALLOW_LOOPBACK_CAMERAS") == "1",
        offline_after_s=_number(env, "MINGCHU_OFFLINE_AFTER_S", 60.0),
        offline_grace_s=_number(env, "MINGCHU_OFFLINE_GRACE_S", 30.0),
        ice_addresses=tuple(part.strip() for part in env.get("MEDIA_ICE_ADDRESSES", "").split(",") if part.strip()),
        still_every_s=_number(env, "MINGCHU_STILL_EVERY_S", 20.0),
        is_demo=env.get("MINGCHU_DEMO") == "1",
    )


def load_device(data_dir: Path, env: Mapping[str, str] = os.environ) -> DeviceCredential:
    """Read `<data>/device.json`, written by `mingchu setup`. MINGCHU_BACKEND_URL goes before the address in it."""
    path = data_dir / "device.json"
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        backend_url = env.get("MINGCHU_BACKEND_URL") or str(data["backend_url"])
        return DeviceCredential(str(data["device_id"]), str(data["private_key"]), backend_url.rstrip("/"))
    except (OSError, ValueError, KeyError) as error:
        raise SettingsError(f"{path}: no usable device credential ({error}); run `mingchu setup`") from error
