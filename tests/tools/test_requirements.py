"""The counting of requirements, seen from outside: a small test suite with a small table."""

import json
from pathlib import Path

import pytest

from tools.requirements.report import Row, report

ROWS = [{"id": f"Q00{n}", "section": "A. Goals", "en": f"Row {n}"} for n in range(1, 6)]


@pytest.fixture
def suite(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
    pytester.makeconftest('pytest_plugins = ["tests.plugins.requirements"]')
    pytester.makefile(".json", table=json.dumps(ROWS))
    return pytester


def shown(suite: pytest.Pytester, code: str) -> list[str]:
    suite.makepyfile("import pytest\n" + code)
    suite.runpytest_subprocess("--requirements-table=table.json", "--requirements-out=shown.json")
    return [str(row) for row in json.loads((suite.path / "shown.json").read_text())]


def test_a_passed_test_shows_each_row_it_names(suite: pytest.Pytester) -> None:
    assert shown(suite, "@pytest.mark.requirement('Q001', 'Q003')\ndef test_it(): pass") == ["Q001", "Q003"]


@pytest.mark.parametrize(
    "code",
    [
        "@pytest.mark.requirement('Q001')\ndef test_it(): assert False",
        "@pytest.mark.requirement('Q001')\ndef test_it(): pytest.skip('no browser')",
        "@pytest.mark.skip\n@pytest.mark.requirement('Q001')\ndef test_it(): pass",
        "@pytest.mark.xfail\n@pytest.mark.requirement('Q001')\ndef test_it(): assert False",
        "@pytest.mark.xfail\n@pytest.mark.requirement('Q001')\ndef test_it(): pass",
        "@pytest.fixture\ndef broken():\n    yield\n    assert False\n"
        "@pytest.mark.requirement('Q001')\ndef test_it(broken): pass",
        "@pytest.mark.requirement('Q001')\n@pytest.mark.parametrize('n', [1, 2])\ndef test_it(n): assert n == 1",
    ],
    ids=[
        "failed",
        "skipped inside",
        "skipped by mark",
        "expected failure",
        "unexpected pass",
        "teardown",
        "one of two",
    ],
)
def test_anything_but_a_pass_shows_nothing(suite: pytest.Pytester, code: str) -> None:
    assert shown(suite, code) == []


def test_a_row_without_a_skipped_twin_is_still_shown(suite: pytest.Pytester) -> None:
    code = (
        "@pytest.mark.requirement('Q002')\ndef test_a(): pass\n"
        "@pytest.mark.requirement('Q002')\ndef test_b(): pytest.skip('no browser')"
    )
    assert shown(suite, code) == ["Q002"]


@pytest.mark.parametrize(
    ("marker", "message"), [("'Q999'", "*there is no requirement Q999*"), ("", "*the requirement marker names no row*")]
)
def test_an_unknown_row_stops_the_collection(suite: pytest.Pytester, marker: str, message: str) -> None:
    suite.makepyfile(f"import pytest\n@pytest.mark.requirement({marker})\ndef test_it(): pass")
    result = suite.runpytest_subprocess("--requirements-table=table.json")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([message])


def test_the_report_ends_with_the_count_and_names_what_is_missing_by_section() -> None:
    rows = [Row("Q001", "A. Goals", "One"), Row("Q002", "A. Goals", "Two"), Row("J001", "A. Scope", "Three")]
    assert report(rows, {"Q002"}).splitlines() == [
        "Q A. Goals: 1 of 2 shown",
        "    Q001  One",
        "J A. Scope: 0 of 1 shown",
        "    J001  Three",
        "requirements: 1 of 3 shown",
    ]


def test_the_table_has_the_362_rows_of_both_seeds() -> None:
    table = json.loads((Path(__file__).parents[2] / "docs" / "requirements.json").read_text(encoding="utf-8"))
    assert len({row["id"] for row in table}) == len(table) == 362
