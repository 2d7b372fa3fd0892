"""From answers of people to a proposal for a new version."""

from __future__ import annotations

import json
import sys
import zipfile
from pathlib import Path

import cv2
import numpy as np
import pytest

from backend.catalog.violations import ViolationType
from tests.vision.train.pictures import noise, write_set
from vision.detectors.classifier import Classifier
from vision.models.shipped import SHIPPED
from vision.train.archive import opened
from vision.train.command import main


def answers(folder: Path, count: int) -> Path:
    """Stored crops of `count` confirmed and as many false alarms; what was false is much darker."""
    rows = [
        {
            "file": f"mask/train/{number}.png",
            "split": "train",
            "label": "with_mask" if number % 2 else "without_mask",
            "source_path": f"camera-1/case-{number}",
        }
        for number in range(2 * count)
    ]
    write_set(folder, rows, with_files=False)
    for number, row in enumerate(rows):
        crop = noise(number).astype(np.float32) * (0.3 if number % 2 else 0.7) + (0 if number % 2 else 70)
        cv2.imwrite(str(folder / row["file"]), crop.astype(np.uint8))
    return folder


def zipped(folder: Path, path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for file in folder.rglob("*.*"):
            archive.write(file, file.relative_to(folder))
    return path


def test_the_exported_zip_is_read_as_a_training_folder(tmp_path: Path) -> None:
    (tmp_path / "set").mkdir()
    path = zipped(answers(tmp_path / "set", 2), tmp_path / "answers.zip")
    with opened(path) as folder:
        rows = folder.rows("mask")
        assert len(rows) == 4
        assert folder.open(rows[0]).shape == (80, 80, 3)


def test_a_zip_that_leads_out_of_its_folder_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "foul.zip", "w") as archive:
        archive.writestr("../manifest.csv", "file")
    with pytest.raises(ValueError, match="leads out"), opened(tmp_path / "foul.zip"):
        pass


def test_without_pytorch_the_command_says_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    monkeypatch.delitem(sys.modules, "vision.train.fit", raising=False)
    assert main(["mask", str(tmp_path)]) == 1
    assert "requirements-train.txt" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["mask"], ["mask", "DIR", "--from-answers", "FILE"], ["hats", "DIR"]])
def test_a_command_without_exactly_one_source_is_refused(arguments: list[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(arguments)


@pytest.mark.timeout(400)
def test_a_proposal_is_better_on_the_answers_and_says_so(tmp_path: Path) -> None:
    pytest.importorskip("torch", reason="training needs PyTorch, in an environment of its own")
    (tmp_path / "set").mkdir()
    path = zipped(answers(tmp_path / "set", 24), tmp_path / "answers.zip")
    assert main(["mask", "--from-answers", str(path), "--out", str(tmp_path / "out"), "--version", "2"]) == 0
    figures = json.loads((tmp_path / "out" / "mask.metrics.json").read_text())
    assert figures["is_better"] is True
    assert figures["proposed"]["balanced"] > max(0.8, figures["current"]["balanced"])
    proposed = Classifier(tmp_path / "out" / "mask.onnx")
    assert proposed.facts.version == "2"
    shipped = Classifier(SHIPPED[ViolationType.MASK].path).facts
    assert proposed.facts.yes_from >= shipped.yes_from
    assert proposed.facts.min_pixels == shipped.min_pixels


def test_a_handful_of_answers_teaches_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("torch", reason="training needs PyTorch, in an environment of its own")
    folder = answers(tmp_path, 3)
    assert main(["mask", "--from-answers", str(folder), "--out", str(tmp_path / "out")]) == 1
    assert "3 confirmed and 3 false alarms" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
