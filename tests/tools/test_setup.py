"""The steps of the set-up, with small commands in place of pip and npm."""

import fcntl
import io
import subprocess
import sys
from pathlib import Path

import pytest

from tools.setup import fonts
from tools.setup.plan import ROOT, Options, steps
from tools.setup.steps import Step, StepError


def make_step(folder: Path, code: str = "open('made', 'a').write('x')") -> Step:
    source = folder / "source"
    if not source.exists():
        source.mkdir()
        (source / "input.txt").write_text("one")
    return Step(
        name="A step",
        commands=[(sys.executable, "-c", code)],
        inputs=[source],
        outputs=[folder / "made"],
        stamp=folder / "setup" / "step.stamp",
        cwd=folder,
        advice="Try again.",
    )


def test_a_step_is_skipped_until_its_inputs_change(tmp_path: Path) -> None:
    step = make_step(tmp_path)
    assert not step.is_done()
    step.run("[1/1] A step", io.StringIO())
    assert step.is_done()
    (tmp_path / "source" / "input.txt").write_text("two")
    assert not step.is_done()


def test_a_step_runs_again_when_what_it_made_is_gone(tmp_path: Path) -> None:
    step = make_step(tmp_path)
    step.run("[1/1] A step", io.StringIO())
    (tmp_path / "made").unlink()
    assert not step.is_done()


def test_built_folders_are_not_inputs(tmp_path: Path) -> None:
    step = make_step(tmp_path)
    step.run("[1/1] A step", io.StringIO())
    (tmp_path / "source" / "node_modules").mkdir()
    (tmp_path / "source" / "node_modules" / "x.js").write_text("built")
    assert step.is_done()


def test_a_failed_step_tells_the_last_twenty_lines_and_runs_again_next_time(tmp_path: Path) -> None:
    step = make_step(tmp_path, "[print(n) for n in range(50)]; open('made', 'w'); raise SystemExit(3)")
    with pytest.raises(StepError, match="ended with 3") as failure:
        step.run("[1/1] A step", io.StringIO())
    assert failure.value.last_lines == [str(n) for n in range(30, 50)]
    assert not step.is_done()


def test_a_step_that_makes_nothing_has_failed(tmp_path: Path) -> None:
    with pytest.raises(StepError, match="did not make"):
        make_step(tmp_path, "pass").run("[1/1] A step", io.StringIO())


def test_test_packages_contain_the_products(tmp_path: Path) -> None:
    def packages(*, is_dev: bool) -> Step:
        return next(s for s in steps(Options(tmp_path, is_dev=is_dev)) if s.stamp.stem == "packages")

    assert packages(is_dev=True).fingerprint() in packages(is_dev=False).accepts
    assert packages(is_dev=False).fingerprint() not in packages(is_dev=True).accepts


def test_every_step_has_a_stamp_of_its_own_and_advice(tmp_path: Path) -> None:
    plan = steps(Options(tmp_path, is_dev=True))
    assert len({step.stamp for step in plan}) == len(plan)
    assert all(step.advice for step in plan)


def test_an_altered_font_is_refused_by_name(tmp_path: Path) -> None:
    for font in fonts.FONTS:
        path = tmp_path / font.path
        path.parent.mkdir(parents=True)
        path.write_bytes(b"not a font")
    with pytest.raises(StepError, match="NotoSerifSC_400Regular.ttf has SHA-256"):
        fonts.copy(tmp_path, tmp_path / "fonts")


def test_a_second_set_up_waits_for_the_first() -> None:
    lock_path = ROOT / "var" / "setup" / "lock"
    lock_path.parent.mkdir(parents=True, exist_ok=True)
    with lock_path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        command = [sys.executable, "-u", "-m", "tools.setup", "--only", "no-such-step"]
        second = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
        assert second.stdout is not None
        assert second.stdout.readline().startswith("Another set-up of this clone is running")
    printed, _ = second.communicate(timeout=20)
    assert printed.startswith("Set-up complete")
