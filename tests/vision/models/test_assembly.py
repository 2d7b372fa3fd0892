"""Model files are the pinned ones, or the error names the file."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import onnxruntime
import pytest

from vision.models.assembly import ModelError, assemble, verify
from vision.models.conversion import Converter, UnknownOperator
from vision.models.manifest import MANIFEST, PERSON, ModelFile
from vision.models.tfjs import read_graph


def test_the_assembled_models_are_the_pinned_ones(models_dir: Path) -> None:
    verify(models_dir)


@pytest.fixture
def tiny_model(tmp_path: Path) -> ModelFile:
    content = b"not much of a model"
    (tmp_path / PERSON.file_name).write_bytes(content)
    return dataclasses.replace(PERSON, sha256=hashlib.sha256(content).hexdigest())


def test_a_missing_model_file_is_named(tmp_path: Path, tiny_model: ModelFile) -> None:
    (tmp_path / tiny_model.file_name).unlink()
    with pytest.raises(ModelError, match=r"missing: .*nanodet\.onnx"):
        verify(tmp_path, [tiny_model])


def test_an_altered_model_file_is_named(tmp_path: Path, tiny_model: ModelFile) -> None:
    verify(tmp_path, [tiny_model])
    path = tmp_path / tiny_model.file_name
    path.write_bytes(path.read_bytes() + b".")
    with pytest.raises(ModelError, match=r"altered: .*nanodet\.onnx"):
        verify(tmp_path, [tiny_model])


def test_an_altered_source_file_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    source = tmp_path / PERSON.graph.path
    source.parent.mkdir(parents=True)
    source.write_text("{}")
    with pytest.raises(ModelError, match=r"altered: .*nanodet\.json"):
        assemble(tmp_path, tmp_path / "out", [PERSON])
    assert list((tmp_path / "out").iterdir()) == []


def test_the_command_fails_with_one_line_that_names_the_file(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "vision.models", "verify", "--out", str(tmp_path)]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    assert answer.returncode == 1
    assert answer.stderr.count("\n") == 1
    assert "nanodet.onnx" in answer.stderr


def test_every_model_names_its_licence_and_origin() -> None:
    for model in MANIFEST:
        assert model.licence == "Apache-2.0"
        assert model.origin.startswith("https://")
        assert model.label.endswith(model.sha256[:8])


def graph_file(folder: Path, op: str) -> tuple[Path, Path]:
    """A graph of one convolution (3x3 ones, same padding) followed by `op`."""
    shape = {"tensorShape": {"dim": [{"size": str(size)} for size in (1, 4, 4, 1)]}}
    strides = {"list": {"i": ["1", "1", "1", "1"]}}
    nodes = [
        {"name": "picture", "op": "Placeholder"},
        {"name": "ones", "op": "Const"},
        {
            "name": "sum",
            "op": "Conv2D",
            "input": ["picture", "ones"],
            "attr": {"strides": strides, "padding": {"s": "U0FNRQ=="}},
        },
        {"name": "out", "op": op, "input": ["sum"]},
    ]
    manifest = [{"weights": [{"name": "ones", "shape": [3, 3, 1, 1], "dtype": "float32"}]}]
    model = {"modelTopology": {"node": nodes}, "signature": {"inputs": {"picture": shape}}, "weightsManifest": manifest}
    (folder / "model.json").write_text(json.dumps(model))
    (folder / "model.bin").write_bytes(np.ones((3, 3), np.float32).tobytes())
    return folder / "model.json", folder / "model.bin"


def test_a_converted_graph_computes_what_the_graph_says(tmp_path: Path) -> None:
    model = Converter(read_graph(*graph_file(tmp_path, "Relu6"))).convert(["out"])
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    (result,) = session.run(None, {"picture": np.ones((1, 4, 4, 1), np.float32)})
    assert result[0, :, :, 0].tolist() == [[4, 6, 6, 4], [6, 6, 6, 6], [6, 6, 6, 6], [4, 6, 6, 4]]


def test_an_operator_that_is_not_known_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(UnknownOperator, match="Erf"):
        Converter(read_graph(*graph_file(tmp_path, "Erf"))).convert(["out"])


def test_weights_of_the_wrong_length_are_refused(tmp_path: Path) -> None:
    model, weights = graph_file(tmp_path, "Relu6")
    weights.write_bytes(weights.read_bytes() + b"\0\0\0\0")
    with pytest.raises(ValueError, match="40 bytes, the model describes 36"):
        read_graph(model, weights)
