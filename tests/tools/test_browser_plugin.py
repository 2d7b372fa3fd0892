"""What happens to browser tests on a machine without a Chromium."""

from pathlib import Path

import pytest

from tests.plugins.browser import find_chromium


@pytest.fixture
def suite(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
    monkeypatch.setenv("CHROMIUM", "no-such-chromium")
    pytester.makeconftest('pytest_plugins = ["tests.plugins.browser"]')
    pytester.makeini("[pytest]\nmarkers =\n    browser")
    pytester.makepyfile("import pytest\n@pytest.mark.browser\ndef test_it(): pass")
    return pytester


def test_they_are_skipped_with_one_plain_line(suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    result = suite.runpytest_subprocess()
    result.assert_outcomes(skipped=1)
    result.stdout.fnmatch_lines(["1 browser tests were skipped: no Chromium found*"])


def test_in_ci_that_is_an_error(suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "1")
    result = suite.runpytest_subprocess()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*1 browser tests cannot run: no Chromium found*"])


def test_the_program_that_is_named_goes_first(tmp_path: Path) -> None:
    program = tmp_path / "my-chromium"
    program.touch(mode=0o755)
    assert find_chromium({"CHROMIUM": str(program)}) == str(program)
