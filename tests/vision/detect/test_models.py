"""A version of a model that people switched on judges; one that does not load is told of and left out."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest

from backend.catalog.violations import ViolationType
from vision.backend_client import BackendUnreachable
from vision.detect.models import ModelKeeper
from vision.detectors.judges import Judges, ModelFault, load_judges
from vision.models.versions import Versions
from vision.pipeline import Models

FILE = b"weights"
WANTED = {"MASK": {"version": "2", "sha256": hashlib.sha256(FILE).hexdigest()}}


class Centre:
    def __init__(self) -> None:
        self.is_down = False
        self.faults: list[tuple[str, str]] = []

    def get_model(self, kind: str, version: str) -> bytes:
        if self.is_down:
            raise BackendUnreachable("line down")
        return FILE

    def post_model_fault(self, kind: str, version: str, error: str) -> None:
        self.faults.append((kind, version))


class Box:
    """The keeper with judges that only say which files they were made of."""

    def __init__(self, folder: Path, load: Any = None) -> None:
        self.centre = Centre()
        self.used: list[Models] = []
        models: Any = Models(None, None, {})  # type: ignore[arg-type]  # nobody looks with them
        self.keeper = ModelKeeper(self.centre, Versions(folder), models, load or self._load, self.used.append)

    def _load(self, versions: Versions, on_fault: ModelFault) -> Judges:
        return {ViolationType.MASK: versions.resolve(ViolationType.MASK)}  # type: ignore[dict-item]  # a stand-in

    def configure(self, wanted: dict[str, Any]) -> None:
        self.keeper.want(wanted)
        self.keeper.sync()


def test_a_switched_on_version_is_fetched_and_used(tmp_path: Path) -> None:
    box = Box(tmp_path)
    box.configure(WANTED)
    (models,) = box.used
    assert str(models.judges[ViolationType.MASK]) == str(tmp_path / f"{WANTED['MASK']['sha256']}.onnx")
    box.keeper.sync()
    box.configure(WANTED)
    assert len(box.used) == 1
    box.configure({})
    assert box.used[-1].judges[ViolationType.MASK] is None


def test_what_could_not_be_fetched_is_tried_again(tmp_path: Path) -> None:
    box = Box(tmp_path)
    box.centre.is_down = True
    box.keeper.want(WANTED)
    with pytest.raises(BackendUnreachable):
        box.keeper.sync()
    box.centre.is_down = False
    box.keeper.sync()
    assert len(box.used) == 1


def test_a_version_that_does_not_load_is_told_of_and_the_shipped_model_judges(
    tmp_path: Path, models_dir: Path, caplog: pytest.LogCaptureFixture
) -> None:
    box = Box(tmp_path, lambda versions, on_fault: load_judges(models_dir, files=versions, on_fault=on_fault))
    box.configure(WANTED)
    assert box.centre.faults == [("MASK", "2")]
    assert "does not load" in caplog.text
    shipped = load_judges(models_dir)
    assert box.used[0].judges.keys() == shipped.keys()
