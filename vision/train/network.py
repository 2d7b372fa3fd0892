"""The network of every classifier: the first layers of NanoDet-m, which has seen people, and a small answer on top.

Described once, as steps; training runs them in PyTorch and the export writes them as ONNX.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import numpy_helper

MEAN = np.array([103.53, 116.28, 123.675], np.float32)
INVERSE_DEVIATION = (1 / np.array([57.375, 57.12, 58.395])).astype(np.float32)
SLOPE = 0.1
"""NanoDet's normalisation (BGR) and its leaky rectifier."""
STRIDE = 16

Weights = dict[str, NDArray[np.float32]]
"""By the name of the step: `c0.weight` (out, in, height, width) and `c0.bias` (out,); likewise `answer`."""


@dataclass(frozen=True)
class Step:
    """`kind`: "conv" (then leaky rectifier), "pool" (3x3, stride 2) or "join" (of channels). Reads named results."""

    kind: str
    name: str
    inputs: tuple[str, ...]
    channels: tuple[int, int] = (0, 0)
    stride: int = 1
    kernel: int = 3


def _conv(name: str, source: str, inside: int, outside: int, stride: int = 1, kernel: int = 3) -> Step:
    return Step("conv", name, (source,), (inside, outside), stride, kernel)


def _join(name: str, *sources: str) -> Step:
    return Step("join", name, sources)


_SQUEEZED = 32
STEPS = (
    _conv("c0", "picture", 3, 32, stride=2),
    Step("pool", "p0", ("c0",), stride=2),
    _conv("c1", "p0", 32, 32),
    _conv("c2", "c1", 32, 16),
    _conv("c3", "c2", 16, 16),
    _join("j1", "c3", "c2"),
    _conv("c4", "j1", 32, 32),
    _join("j2", "c4", "c1"),
    _conv("c5", "j2", 64, 64, stride=2),
    _conv("c6", "c5", 64, 32),
    _conv("c7", "c6", 32, 32),
    _join("j3", "c7", "c6"),
    _conv("c8", "j3", 64, 32),
    _conv("c9", "c8", 32, 32),
    _join("j4", "c9", "c8"),
    _conv("c10", "j4", 64, 64),
    _join("j5", "c10", "c5"),
    _conv("c11", "j5", 128, 128, stride=2),
    _conv("squeeze", "c11", 128, _SQUEEZED, kernel=1),
)
"""After them the result is flattened and `answer` makes one number for each class of it."""

_BORROWED = tuple(step.name for step in STEPS if step.kind == "conv" and step.name != "squeeze")


def start_weights(detector: Path, classes: int, side: int, seed: int) -> Weights:
    """Layers borrowed from the person detector's ONNX file, the rest drawn at random."""
    borrowed = _convolutions(onnx.load(str(detector)))
    chance = np.random.default_rng(seed)
    weights: Weights = {}
    for step in (step for step in STEPS if step.kind == "conv"):
        inside, outside = step.channels
        if step.name in _BORROWED:
            weight, bias = borrowed[_BORROWED.index(step.name)]
            if weight.shape != (outside, inside, step.kernel, step.kernel):
                raise ValueError(f"{detector.name}: {step.name} has the shape {weight.shape}")
        else:
            spread = np.sqrt(2 / (inside * step.kernel**2))
            weight = chance.normal(0, spread, (outside, inside, step.kernel, step.kernel))
            bias = np.zeros(outside)
        weights[f"{step.name}.weight"] = weight.astype(np.float32)
        weights[f"{step.name}.bias"] = bias.astype(np.float32)
    width = _SQUEEZED * (side // STRIDE) ** 2
    weights["answer.weight"] = chance.normal(0, np.sqrt(1 / width), (classes, width)).astype(np.float32)
    weights["answer.bias"] = np.zeros(classes, np.float32)
    return weights


def forward(weights: dict[str, Any], picture: Any, dropout: float = 0.0) -> Any:
    """Logits (n, classes) for normalised pictures (n, 3, side, side); PyTorch tensors in and out."""
    from torch.nn import functional

    results = {"picture": picture}
    for step in STEPS:
        inputs = [results[name] for name in step.inputs]
        if step.kind == "conv":
            weight, bias = weights[f"{step.name}.weight"], weights[f"{step.name}.bias"]
            mapped = functional.conv2d(inputs[0], weight, bias, step.stride, step.kernel // 2)
            results[step.name] = functional.leaky_relu(mapped, SLOPE)
        elif step.kind == "pool":
            results[step.name] = functional.max_pool2d(inputs[0], 3, step.stride, 1)
        else:
            import torch

            results[step.name] = torch.cat(inputs, 1)
    flat = results[STEPS[-1].name].flatten(1)
    if dropout:
        flat = functional.dropout(flat, dropout)
    return functional.linear(flat, weights["answer.weight"], weights["answer.bias"])


def _convolutions(model: onnx.ModelProto) -> list[tuple[NDArray[Any], NDArray[Any]]]:
    """Weight and bias of every convolution, in the order of the graph; biases are separate additions there."""
    values = {tensor.name: numpy_helper.to_array(tensor) for tensor in model.graph.initializer}
    users = {name: node for node in reversed(model.graph.node) for name in node.input}
    found = []
    for node in (node for node in model.graph.node if node.op_type == "Conv"):
        if len(node.input) == 3:
            bias = values[node.input[2]]
        else:
            after = users[node.output[0]]
            while after.op_type == "Transpose":
                after = users[after.output[0]]
            bias = next(values[name] for name in after.input if name in values)
        found.append((values[node.input[1]], bias))
    return _in_depth_order(model, found)


def _in_depth_order(
    model: onnx.ModelProto, found: list[tuple[NDArray[Any], NDArray[Any]]]
) -> list[tuple[NDArray[Any], NDArray[Any]]]:
    """By the number in the convolution's name: side branches stand in between in the file."""
    nodes = [node for node in model.graph.node if node.op_type == "Conv"]
    numbers = [int(node.input[1].split("/")[-2].removeprefix("convolution").strip("_") or 0) for node in nodes]
    return [found[index] for index in np.argsort(numbers)]
