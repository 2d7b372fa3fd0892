"""What the environment says about the processes of one machine."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tools.supervisor.network import LOOPBACK_HOSTS, lan_address

ROOT = Path(__file__).resolve().parents[2]
CAMERA_PORT = 8554
MOST_DETECTS = 64


class OptionsError(Exception):
    """A setting cannot be used; the message says which and what to do."""


@dataclass(frozen=True)
class Options:
    """`clip` is the footage of the demo camera, None without a demo. `detects`: how many share the cameras."""

    host: str
    port: int
    media_port: int
    camera_port: int
    camera_control_port: int
    data: Path
    clip: Path | None
    detects: int = 1

    @property
    def local_host(self) -> str:
        """Where this machine itself reaches the web process."""
        return "127.0.0.1" if self.host in ("0.0.0.0", "::", *LOOPBACK_HOSTS) else self.host

    @property
    def is_on_the_network(self) -> bool:
        return self.host not in LOOPBACK_HOSTS

    @property
    def address(self) -> str:
        """The address to open: by name of this machine for itself, by number for others when it serves them."""
        host = (lan_address() if self.host in ("0.0.0.0", "::") else None) or self.local_host
        return f"http://{host}:{self.port}"


def read(env: Mapping[str, str] = os.environ, *, is_demo: bool = True) -> Options:
    """Raises OptionsError."""
    data = Path(env.get("MINGCHU_DATA_DIR") or ROOT / "var").resolve()
    port = _port(env, "PORT", 8000)
    return Options(
        host=env.get("HOST") or "127.0.0.1",
        port=port,
        media_port=_port(env, "MEDIA_PORT", port + 1),
        camera_port=_port(env, "CAMERA_PORT", CAMERA_PORT),
        camera_control_port=_port(env, "CAMERA_CONTROL_PORT", CAMERA_PORT + 1),
        data=data,
        clip=_clip(env, data) if is_demo else None,
        detects=_detects(env),
    )


def _detects(env: Mapping[str, str]) -> int:
    text = env.get("DETECT") or "1"
    if not text.isdigit() or not 0 < int(text) <= MOST_DETECTS:
        raise OptionsError(f"DETECT={text}: how many processes share the cameras (1 to {MOST_DETECTS}).")
    return int(text)


def _port(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(name) or str(default)
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise OptionsError(f"{name}={text} is not a port number (1 to 65535).")
    return int(text)


def _clip(env: Mapping[str, str], data: Path) -> Path:
    given = env.get("CLIP")
    clip = Path(given).expanduser().resolve() if given else data / "demo.mp4"
    if not clip.is_file():
        what = f"CLIP={given}: there is no such file." if given else f"{clip} is missing: run `make setup`."
        raise OptionsError(what)
    return clip
