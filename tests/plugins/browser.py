"""Finds the Chromium for tests marked `browser`. Without one they are skipped, except in CI, where that is an error."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ABSENT = "no Chromium found: install chromium or set CHROMIUM to the program"


def find_chromium(env: Mapping[str, str] = os.environ) -> str | None:
    """The program named by CHROMIUM, else the first that is installed."""
    if named := env.get("CHROMIUM"):
        return shutil.which(named)
    return next((path for path in map(shutil.which, NAMES) if path), None)


@pytest.fixture(scope="session")
def chromium_path() -> str:
    path = find_chromium()
    if path is None:
        pytest.skip(ABSENT)
    return path


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    wanting = [item for item in items if item.get_closest_marker("browser")]
    if not wanting or find_chromium() is not None:
        return
    if os.environ.get("CI"):
        raise pytest.UsageError(f"{len(wanting)} browser tests cannot run: {ABSENT}")
    for item in wanting:
        item.add_marker(pytest.mark.skip(reason=ABSENT))
    config.stash[_left_out] = len(wanting)


_left_out = pytest.StashKey[int]()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if left_out := config.stash.get(_left_out, 0):
        terminalreporter.write_line(f"{left_out} browser tests were skipped: {ABSENT}")
