"""What every detector is, and how the neural ones run."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import onnxruntime

from vision.types import Detection, Frame, Person


class Detector(Protocol):
    """Judges one frame of one camera; `people` were found once for all detectors."""

    def detect(self, frame: Frame, people: Sequence[Person]) -> Sequence[Detection]: ...


def open_session(path: Path, threads: int = 1) -> Any:
    """An ONNX Runtime session on the CPU that does not spin while it waits: cameras share the cores."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
