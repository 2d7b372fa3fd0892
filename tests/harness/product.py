"""The whole product as `make run` starts it: supervisor, all processes, demo data, the test camera."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, text

from tests.harness.phone import Phone
from tests.harness.waiting import until

ROOT = Path(__file__).resolve().parents[2]
SET_UP = ROOT / "var"
_CLOCK_COLUMNS = ("opened_at", "first_seen_at", "last_seen_at", "merge_until", "due_at", "next_step_at")


def _earlier(value: Any, shift: timedelta) -> Any:
    """SQLite hands out text, PostgreSQL a datetime; each gets back what it gave."""
    if value is None:
        return None
    if isinstance(value, str):
        return (datetime.fromisoformat(value) - shift).strftime("%Y-%m-%d %H:%M:%S.%f")
    return value - shift


def _earlier_chain(chain: str | list[dict[str, Any]], shift: timedelta) -> str:
    steps = json.loads(chain) if isinstance(chain, str) else chain
    for step in steps:
        for name in ("at", "told_at"):
            if step.get(name):
                step[name] = (datetime.fromisoformat(step[name]) - shift).isoformat()
    return json.dumps(steps)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Product:
    data: Path
    clip: Path
    env: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    media_port: int = field(default_factory=free_port)
    camera_port: int = field(default_factory=free_port)
    control_port: int = field(default_factory=free_port)
    _supervisor: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "MINGCHU_DATA_DIR": str(self.data),
            "PORT": str(self.port),
            "MEDIA_PORT": str(self.media_port),
            "CAMERA_PORT": str(self.camera_port),
            "CAMERA_CONTROL_PORT": str(self.control_port),
            "CLIP": str(self.clip),
            "MINGCHU_PUSH_ALLOW_PRIVATE": "1",
            "MINGCHU_OFFLINE_GRACE_S": "5",
            "OMP_NUM_THREADS": "1",
            **self.env,
        }

    def set_up(self) -> None:
        """What `make setup` made once is shared; secrets, database and demo data are this run's own."""
        self.data.mkdir(parents=True, exist_ok=True)
        for shared in ("models", "fonts"):
            with contextlib.suppress(FileExistsError):
                (self.data / shared).symlink_to(SET_UP / shared)
        subprocess.run(
            [sys.executable, "-m", "backend.cli", "setup", "--demo"],
            cwd=ROOT, env=self.environment(), check=True, stdout=subprocess.DEVNULL, timeout=120,
        )  # fmt: skip

    def start(self, ready_within: float = 60) -> None:
        with (self.data / "log.txt").open("ab") as log:
            self._supervisor = subprocess.Popen(
                [sys.executable, "-m", "tools.supervisor"], cwd=ROOT, env=self.environment(), stdout=log, stderr=log
            )
        until(self.is_ready, ready_within, f"all processes ready\n{self.log()[-3000:]}")

    def stop(self) -> None:
        if self._supervisor is not None:
            self._supervisor.send_signal(signal.SIGTERM)
            self._supervisor.wait(20)
            self._supervisor = None

    def is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def log(self) -> str:
        path = self.data / "log.txt"
        return path.read_text(errors="replace") if path.exists() else ""

    def phone(self, role: str) -> Phone:
        """Sign in as the demo person of a role."""
        account = self.account(role)
        return Phone(self.url, account["phone"], account["password"])

    def account(self, role: str) -> dict[str, str]:
        """Phone number, password and name of the demo person of a role."""
        accounts: list[dict[str, str]] = json.loads((self.data / "demo-accounts.json").read_text())
        return next(account for account in accounts if account["role"] == role)

    def database(self) -> Engine:
        return create_engine(self.env.get("DATABASE_URL") or f"sqlite:///{self.data / 'mingchu.db'}")

    def let_time_pass(self, case_id: int, minutes: float) -> None:
        """Move one case's whole clock back in the database, which for it is the same as waiting."""
        shift = timedelta(minutes=minutes)
        engine = self.database()
        with engine.begin() as connection:
            select = text(f"SELECT {', '.join(_CLOCK_COLUMNS)}, chain FROM case_file WHERE id = :id")
            *instants, chain = connection.execute(select, {"id": case_id}).one()
            values = {name: _earlier(value, shift) for name, value in zip(_CLOCK_COLUMNS, instants, strict=True)}
            values |= {"id": case_id, "chain": _earlier_chain(chain, shift)}
            assignments = ", ".join(f"{name} = :{name}" for name in (*_CLOCK_COLUMNS, "chain"))
            connection.execute(text(f"UPDATE case_file SET {assignments} WHERE id = :id"), values)
        engine.dispose()

    def camera(self, switch: str, **query: Any) -> None:
        """Turn a fault switch of the test camera, such as "off", "on" or "stall"."""
        text = "&".join(f"{name}={value}" for name, value in query.items())
        urllib.request.urlopen(f"http://127.0.0.1:{self.control_port}/{switch}?{text}", timeout=5).close()

    def pids(self, *words: str) -> list[int]:
        """Processes of this product whose command line holds all the words."""
        mine = f"MINGCHU_DATA_DIR={self.data}".encode()
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                if all(word in command for word in words) and mine in (folder / "environ").read_bytes():
                    found.append(int(folder.name))
        return sorted(found)

    def kill(self, *words: str) -> None:
        """kill -9, as a crash or the kernel would."""
        for pid in self.pids(*words):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


@contextlib.contextmanager
def running(data: Path, clip: Path, port: int | None = None, **env: str) -> Iterator[Product]:
    product = Product(data, clip, env, port or free_port())
    product.set_up()
    try:
        product.start()
        yield product
    finally:
        product.stop()


def wait_for_case(phone: Phone, kind: str, seconds: float = 90, **filters: Any) -> dict[str, Any]:
    """The newest running case of a type that the person sees, in full, once its first step has been told."""

    def look() -> dict[str, Any] | None:
        items = phone.get("/api/cases", type=kind, state="open,acknowledged", **filters)["items"]
        case: dict[str, Any] | None = phone.get(f"/api/cases/{items[0]['id']}") if items else None
        return case if case and case["chain"][0]["told_at"] else None

    return until(look, seconds, f"a {kind} case that somebody was told of")


def dismiss_running(phone: Phone) -> None:
    """Clear the table of what earlier tests left, so that the next occurrence opens a case and tells somebody."""
    for row in phone.get("/api/cases", state="open,acknowledged")["items"]:
        if row["source"] == "duty":
            continue  # ends only when what was owed is there
        phone.post(f"/api/cases/{row['id']}/dismissal", {"reason": "test", "text": ""})
