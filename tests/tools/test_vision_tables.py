"""The tables of docs/vision.md."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from backend.catalog.violations import ViolationType
from tools.generate.vision import vision_markdown
from vision.evaluate.clip_report import Truth, clip_report
from vision.evaluate.clips import Played, Report
from vision.evaluate.metrics import Outcome
from vision.evaluate.pictures import Examined
from vision.evaluate.report import pictures_report
from vision.types import Answer

MASK = ViolationType.MASK
PAGE = "# Page\n\n<!-- table: {0} -->\nold\n<!-- end -->\n\nText stays.\n"


@pytest.fixture
def results(tmp_path: Path) -> Path:
    folder = tmp_path / "results"
    folder.mkdir()
    right = [Outcome(f"a{i}", MASK, "no_mask", Answer.YES, Answer.YES, 0.9, size=30) for i in range(19)]
    wrong = [Outcome("b", MASK, "with_mask", Answer.NO, Answer.YES, 0.9, size=30)]
    unknown = [Outcome("c", MASK, "no_mask", Answer.YES, Answer.UNKNOWN, reason="small", size=10)]
    report = pictures_report(Examined(right + wrong + unknown, pictures=21), "set", "test", {MASK: "mask-1@abc"})
    (folder / "pictures.json").write_text(json.dumps(report))
    played = Played([Report("k", MASK, 1, 2, 3, 0.9)], 7200, 3600.0)
    (folder / "clip.json").write_text(json.dumps(clip_report("kitchen.mp4", played, Truth([], frozenset({MASK})), {})))
    return folder


def page(folder: Path, name: str) -> str:
    document = folder.parent / "page.md"
    document.write_text(PAGE.format(name))
    return vision_markdown(document, folder)


def test_an_aim_is_held_against_what_was_reached_at_its_size(results: Path) -> None:
    text = page(results, "aims")
    # 19 found, 1 false: F1 = 38 / 39; what is smaller than 24 px does not count.
    assert "| MASK | F1 from 24 px | 0.95 | 0.974 (" in text
    assert ") | 20 of 20 | yes |" in text
    assert "old" not in text
    assert text.endswith("<!-- end -->\n\nText stays.\n")


def test_every_size_and_label_has_its_row(results: Path) -> None:
    assert "|  | under 12 | 1 | - | - | - | 0.000 | - | 100 % | - |" in page(results, "pictures")
    assert "| MASK | no_mask | 19 | 0 | 1 | small 1 |" in page(results, "labels")
    assert "| MASK | `mask-1@abc` |" in page(results, "models")


def test_clips_say_how_much_was_played(results: Path) -> None:
    assert "| kitchen.mp4 | 1.00 h | 7200 | MASK | MASK 1 | 24 |" in page(results, "clips")


def test_without_results_the_table_says_so(tmp_path: Path) -> None:
    empty = tmp_path / "results"
    empty.mkdir()
    assert "No results are kept yet." in page(empty, "clips")


def test_writing_twice_changes_nothing(results: Path) -> None:
    document = results.parent / "page.md"
    once = page(results, "pictures")
    document.write_text(once)
    assert vision_markdown(document, results) == once


def test_a_table_that_nobody_makes_is_an_error(results: Path) -> None:
    with pytest.raises(KeyError):
        page(results, "wishes")
