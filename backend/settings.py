"""Settings come from the environment once, secrets from a file made at set-up; nothing else reads either."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Secrets:
    """Made by `python -m backend.cli setup`, kept in <data>/secrets.json with mode 0600."""

    secret_key: str
    field_key: str
    vapid_private: str
    vapid_public: str
    vapid_subject: str
    live_private: str
    live_public: str
    anchor_private: str
    anchor_public: str

    @classmethod
    def read(cls, path: Path) -> Secrets:
        if not path.exists():
            raise FileNotFoundError(f"{path} is missing: run `make setup` (python -m backend.cli setup) once")
        return cls(**json.loads(path.read_text()))


DEFAULT_CAMERA_NETWORKS = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")


@dataclass(frozen=True)
class Settings:
    data_dir: Path
    database_url: str
    secrets: Secrets
    storage_url: str
    redis_url: str | None = None
    port: int = 8000
    media_port: int = 8001
    media_public_url: str | None = None
    camera_networks: tuple[str, ...] = DEFAULT_CAMERA_NETWORKS
    allow_loopback_cameras: bool = False
    push_allow_private: bool = False
    expected_processes: tuple[str, ...] = ("web",)
    is_demo: bool = False
    is_secure_cookie: bool = False
    trusted_proxies: int = 0
    announce_poll_s: float = 0.3
    pwa_dir: Path = field(default_factory=lambda: Path(__file__).resolve().parent.parent / "pwa" / "dist")

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> Settings:
        data = Path(env.get("MINGCHU_DATA_DIR", "var")).resolve()
        port = int(env.get("PORT", "8000"))
        networks = env.get("MINGCHU_CAMERA_NETWORKS", "")
        return cls(
            data_dir=data,
            database_url=env.get("DATABASE_URL") or f"sqlite:///{data / 'mingchu.db'}",
            secrets=Secrets.read(data / "secrets.json"),
            storage_url=env.get("STORAGE_URL") or f"file://{data / 'files'}",
            redis_url=env.get("REDIS_URL") or None,
            port=port,
            media_port=int(env.get("MEDIA_PORT", port + 1)),
            media_public_url=env.get("MEDIA_PUBLIC_URL") or None,
            camera_networks=tuple(n.strip() for n in networks.split(",") if n.strip()) or DEFAULT_CAMERA_NETWORKS,
            allow_loopback_cameras=env.get("MINGCHU_ALLOW_LOOPBACK_CAMERAS") == "1",
            push_allow_private=env.get("MINGCHU_PUSH_ALLOW_PRIVATE") == "1",
            expected_processes=tuple(env.get("MINGCHU_EXPECT", "web").split(",")),
            is_demo=env.get("MINGCHU_DEMO") == "1",
            is_secure_cookie=env.get("MINGCHU_SECURE_COOKIE") == "1",
            trusted_proxies=int(env.get("MINGCHU_TRUSTED_PROXIES", "0")),
        )
