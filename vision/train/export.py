"""Writes a network as ONNX, with all that its user must know in the file's metadata, and reads it back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from vision.detectors.classifier import Facts
from vision.train.calibrate import Calibration
from vision.train.network import INVERSE_DEVIATION, MEAN, SLOPE, STEPS, Step, Weights

_OPSET = 18
_IR_VERSION = 9
_CONSTANTS = ("mean", "inverse_deviation")


def export(weights: Weights, calibration: Calibration, facts: Facts, path: Path) -> None:
    """Crops (n, side, side, 3) of uint8, BGR, go in; calibrated probabilities (n, classes) come out."""
    calibrated = dict(weights)
    calibrated["answer.weight"] = (weights["answer.weight"] / calibration.temperature).astype(np.float32)
    shifted = weights["answer.bias"] / calibration.temperature + np.array(calibration.shift)
    calibrated["answer.bias"] = shifted.astype(np.float32)
    constants = {"mean": MEAN, "inverse_deviation": INVERSE_DEVIATION}
    tensors = [numpy_helper.from_array(value, name) for name, value in {**constants, **calibrated}.items()]
    crops = helper.make_tensor_value_info("crops", TensorProto.UINT8, ["n", facts.side, facts.side, 3])
    answer = helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, ["n", len(facts.classes)])
    graph = helper.make_graph(_nodes(), f"{facts.name}-{facts.version}", [crops], [answer], tensors)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", _OPSET)], ir_version=_IR_VERSION)
    helper.set_model_props(model, {"facts": json.dumps(facts.as_json(), sort_keys=True)})
    onnx.checker.check_model(model, full_check=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(model.SerializeToString(deterministic=True))


def read_weights(path: Path) -> Weights:
    """The weights of an exported network, its calibration included, to go on training from."""
    tensors = onnx.load(str(path)).graph.initializer
    return {t.name: numpy_helper.to_array(t).astype(np.float32) for t in tensors if t.name not in _CONSTANTS}


def _nodes() -> list[Any]:
    nodes = [
        helper.make_node("Cast", ["crops"], ["real"], to=TensorProto.FLOAT),
        helper.make_node("Sub", ["real", "mean"], ["centred"]),
        helper.make_node("Mul", ["centred", "inverse_deviation"], ["scaled"]),
        helper.make_node("Transpose", ["scaled"], ["picture"], perm=[0, 3, 1, 2]),
    ]
    for step in STEPS:
        nodes += _step_nodes(step)
    nodes += [
        helper.make_node("Flatten", [STEPS[-1].name], ["flat"], axis=1),
        helper.make_node("Gemm", ["flat", "answer.weight", "answer.bias"], ["logits"], transB=1),
        helper.make_node("Softmax", ["logits"], ["probabilities"], axis=1),
    ]
    return nodes


def _step_nodes(step: Step) -> list[Any]:
    if step.kind == "join":
        return [helper.make_node("Concat", list(step.inputs), [step.name], axis=1)]
    shape: dict[str, Any] = {
        "kernel_shape": [step.kernel] * 2,
        "strides": [step.stride] * 2,
        "pads": [step.kernel // 2] * 4,
    }
    if step.kind == "pool":
        return [helper.make_node("MaxPool", list(step.inputs), [step.name], **shape)]
    inputs = [*step.inputs, f"{step.name}.weight", f"{step.name}.bias"]
    mapped = f"{step.name}/mapped"
    return [
        helper.make_node("Conv", inputs, [mapped], **shape),
        helper.make_node("LeakyRelu", [mapped], [step.name], alpha=SLOPE),
    ]
