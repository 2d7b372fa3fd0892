"""Reads a TensorFlow.js graph model: `model.json` plus its weights."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


@dataclass(frozen=True)
class Node:
    """One operation. `inputs` name nodes, with `:n` for the n-th output of a node that has several."""

    name: str
    op: str
    inputs: tuple[str, ...]
    attributes: dict[str, Any]

    def integer(self, key: str, default: int = 0) -> int:
        value = self.attributes.get(key)
        return default if value is None else int(value["i"])

    def number(self, key: str, default: float) -> float:
        value = self.attributes.get(key)
        return default if value is None else float(value["f"])

    def flag(self, key: str) -> bool:
        return bool(self.attributes.get(key, {}).get("b", False))

    def text(self, key: str, default: str = "") -> str:
        value = self.attributes.get(key)
        return default if value is None else base64.b64decode(value["s"]).decode()

    def integers(self, key: str) -> list[int]:
        return [int(item) for item in self.attributes.get(key, {}).get("list", {}).get("i", [])]

    def texts(self, key: str) -> list[str]:
        items = self.attributes.get(key, {}).get("list", {}).get("s", [])
        return [base64.b64decode(item).decode() for item in items]


@dataclass(frozen=True)
class Graph:
    """`input_shape` is (batch, ...) with -1 where it is free; `constants` hold the weights by node name."""

    input_name: str
    input_shape: tuple[int, ...]
    nodes: tuple[Node, ...]
    constants: dict[str, Array]


def read_graph(model_path: Path, weights_path: Path) -> Graph:
    """Raises ValueError when the weights do not fit the model."""
    model = json.loads(model_path.read_text(encoding="utf-8"))
    nodes = tuple(_node(item) for item in model["modelTopology"]["node"] if item["op"] != "Const")
    placeholders = [node.name for node in nodes if node.op == "Placeholder"]
    if len(placeholders) != 1:
        raise ValueError(f"{model_path.name}: one input expected, found {len(placeholders)}")
    signature = next(iter(model["signature"]["inputs"].values()))
    shape = tuple(int(dimension["size"]) for dimension in signature["tensorShape"]["dim"])
    return Graph(placeholders[0], shape, nodes, _read_weights(model["weightsManifest"], weights_path))


def _node(item: dict[str, Any]) -> Node:
    inputs = tuple(name.lstrip("^").removesuffix(":0") for name in item.get("input", []))
    return Node(item["name"], item["op"], inputs, item.get("attr", {}))


def _read_weights(groups: list[dict[str, Any]], path: Path) -> dict[str, Array]:
    blob = path.read_bytes()
    weights: dict[str, Array] = {}
    offset = 0
    for entry in (entry for group in groups for entry in group["weights"]):
        packing = entry.get("quantization")
        kind = np.dtype(packing["dtype"] if packing else entry["dtype"])
        count = int(np.prod(entry["shape"])) if entry["shape"] else 1
        values: Array = np.frombuffer(blob, kind, count, offset).reshape(entry["shape"])
        offset += count * kind.itemsize
        if packing and "scale" in packing:
            values = values.astype(np.float32) * packing["scale"] + packing["min"]
        weights[entry["name"]] = values.astype(entry["dtype"])
    if offset != len(blob):
        raise ValueError(f"{path.name}: {len(blob)} bytes, the model describes {offset}")
    return weights


def _base(name: str) -> str:
    return name.split(":")[0]


def needed(graph: Graph, outputs: Sequence[str]) -> list[Node]:
    """The nodes that the named outputs depend on."""
    by_name = {node.name: node for node in graph.nodes}
    waiting = list(outputs)
    found: set[str] = set()
    while waiting:
        name = _base(waiting.pop())
        if name in by_name and name not in found:
            found.add(name)
            waiting.extend(by_name[name].inputs)
    return [node for node in graph.nodes if node.name in found]


def in_order(nodes: list[Node], done: set[str]) -> list[Node]:
    """Every node after its inputs; the file promises no order."""
    ordered: list[Node] = []
    pending = nodes
    while pending:
        ready = [node for node in pending if all(_base(name) in done for name in node.inputs)]
        if not ready:
            raise ValueError(f"the graph has a cycle or a missing input at {pending[0].name}")
        ordered.extend(ready)
        done |= {node.name for node in ready}
        pending = [node for node in pending if node.name not in done]
    return ordered
