"""`@pytest.mark.requirement("Q081", ...)`: counts the rows of docs/requirements.json that tests show.

A row is shown when every marked test of it that ran has passed and at least one ran. Skipped tests, expected
failures and unexpected passes show nothing. An id that is not in the table stops the collection.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

_PROPERTY = "requirements"
TABLE = Path(__file__).resolve().parents[2] / "docs" / "requirements.json"


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("requirements")
    group.addoption("--requirements-table", type=Path, default=TABLE, help="the table of requirements")
    group.addoption("--requirements-out", type=Path, help="write the ids that were shown to this file, as JSON")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "requirement(*ids): this test shows these rows of docs/requirements.json")
    config.pluginmanager.register(Counter(config), "requirement-counter")


class Counter:
    """Remembers for each row whether its tests passed."""

    def __init__(self, config: pytest.Config) -> None:
        self._table: Path = config.getoption("--requirements-table")
        self._is_worker = hasattr(config, "workerinput")
        self._out: Path | None = config.getoption("--requirements-out")
        self._passed: set[str] = set()
        self._failed: set[str] = set()

    @property
    def shown(self) -> list[str]:
        return sorted(self._passed - self._failed)

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        known = {row["id"] for row in json.loads(self._table.read_text(encoding="utf-8"))}
        problems = []
        for item in items:
            ids = tuple(str(row) for mark in item.iter_markers("requirement") for row in mark.args)
            if ids:
                # A property travels with the report, also from a worker to the process that counts.
                item.user_properties.append((_PROPERTY, " ".join(ids)))
            elif item.get_closest_marker("requirement"):
                problems.append(f"{item.nodeid}: the requirement marker names no row")
            problems += [f"{item.nodeid}: there is no requirement {row}" for row in ids if row not in known]
        if problems:
            raise pytest.UsageError(*problems)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        ids = [row for name, value in report.user_properties if name == _PROPERTY for row in str(value).split()]
        if report.failed:
            self._failed.update(ids)
        elif report.passed and report.when == "call" and not hasattr(report, "wasxfail"):
            self._passed.update(ids)

    def pytest_sessionfinish(self) -> None:
        if self._out is not None and not self._is_worker:
            self._out.parent.mkdir(parents=True, exist_ok=True)
            self._out.write_text(json.dumps(self.shown))
