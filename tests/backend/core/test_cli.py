"""The commands of an administrator, run as they are run: each in a process of its own."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    def command(*words: str, text: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "backend.cli", *words],
            cwd=ROOT,
            env={"PATH": os.environ["PATH"], "MINGCHU_DATA_DIR": str(tmp_path)},
            input=text,
            capture_output=True,
            text=True,
            check=False,
        )

    return command


def test_setting_up_twice_changes_nothing(run: Run, tmp_path: Path) -> None:
    assert run("setup", "--demo").returncode == 0
    kept = {name: (tmp_path / name).read_bytes() for name in ("secrets.json", "device.json")}
    for name in kept:
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600
    again = run("setup", "--demo")
    assert again.returncode == 0
    assert {name: (tmp_path / name).read_bytes() for name in kept} == kept
    assert "13800000001" in again.stdout
    verified = run("verify")
    assert (verified.returncode, "0 problems" in verified.stdout) == (0, True)


def test_a_person_is_made_and_a_weak_password_refused(run: Run) -> None:
    run("setup")
    words = ("create-user", "--phone", "139 0000 0001", "--name", "林工", "--role", "platform_admin")
    assert run(*words, text="1234567\n").returncode != 0
    assert run(*words, text="a long password\n").returncode == 0
    assert run(*words, text="a long password\n").returncode != 0


def test_the_api_description_names_every_error(run: Run, tmp_path: Path) -> None:
    assert run("openapi", "--out", str(tmp_path / "api.json")).returncode == 0
    described = json.loads((tmp_path / "api.json").read_text())
    for path, item in described["paths"].items():
        for operation in (value for value in item.values() if isinstance(value, dict) and "responses" in value):
            assert {"401", "404", "422"} <= operation["responses"].keys(), path
