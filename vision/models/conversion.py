"""Turns a TensorFlow.js graph into ONNX with numpy and onnx alone, one operator at a time.

TensorFlow keeps pictures as (batch, height, width, channel), ONNX operators want (batch, channel, height, width): every
operator that cares is put between two transpositions, which ONNX Runtime removes again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from vision.models.tfjs import Array, Graph, Node, in_order, needed

_TO_CHANNELS_FIRST = [0, 3, 1, 2]
_TO_CHANNELS_LAST = [0, 2, 3, 1]
_ACTIVATIONS = {"Relu": "Relu", "Relu6": "Clip"}


class UnknownOperator(ValueError):  # noqa: N818 - reads as what happened
    """The graph holds an operator that this conversion does not know."""


class Converter:
    """One conversion of one graph, for pictures of the size the graph was made for."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._constants: dict[str, Array] = dict(graph.constants)
        self._nodes: list[onnx.NodeProto] = []
        self._initializers: dict[str, onnx.TensorProto] = {}
        self._input_shape = [1, *graph.input_shape[1:]]
        self._handlers: dict[str, Callable[[Node], None]] = {
            "Placeholder": lambda node: None,
            "SparseToDense": self._sparse_to_dense,
            "Shape": lambda node: None,
            "StridedSlice": self._strided_slice,
            "Pack": self._pack,
            "Transpose": self._transpose,
            "Identity": lambda node: self._emit("Identity", [self._tensor(node.inputs[0])], node.name),
            "Add": self._add,
            "AddV2": self._add,
            "Sigmoid": lambda node: self._emit("Sigmoid", [self._tensor(node.inputs[0])], node.name),
            "Relu": lambda node: self._activate("Relu", self._tensor(node.inputs[0]), node.name),
            "Relu6": lambda node: self._activate("Relu6", self._tensor(node.inputs[0]), node.name),
            "LeakyRelu": self._leaky_relu,
            "ConcatV2": self._concat,
            "Reshape": self._reshape,
            "Pad": self._pad,
            "PadV2": self._pad,
            "SplitV": self._split,
            "MaxPool": self._max_pool,
            "ResizeBilinear": self._resize,
            "DepthToSpace": self._depth_to_space,
            "Conv2D": self._convolution,
            "_FusedConv2D": self._convolution,
            "DepthwiseConv2dNative": self._convolution,
            "FusedDepthwiseConv2dNative": self._convolution,
        }

    def convert(self, outputs: Sequence[str]) -> onnx.ModelProto:
        """Keep only what the named `outputs` need. Raises UnknownOperator."""
        for node in in_order(needed(self._graph, outputs), set(self._constants)):
            handler = self._handlers.get(node.op)
            if handler is None:
                raise UnknownOperator(f"{node.op} ({node.name})")
            handler(node)
        source = helper.make_tensor_value_info(self._graph.input_name, TensorProto.FLOAT, self._input_shape)
        results = [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in outputs]
        used = {name for node in self._nodes for name in node.input}
        weights = [tensor for name, tensor in self._initializers.items() if name in used]
        graph = helper.make_graph(self._nodes, "model", [source], results, weights)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], producer_name="mingchu")
        model.ir_version = 9
        model = onnx.shape_inference.infer_shapes(model, strict_mode=True, data_prop=True)
        onnx.checker.check_model(model)
        return model

    def _emit(self, op: str, inputs: list[str], outputs: str | list[str], **attributes: Any) -> None:
        names = [outputs] if isinstance(outputs, str) else outputs
        self._nodes.append(helper.make_node(op, inputs, names, **attributes))

    def _constant(self, values: Array, name: str) -> str:
        self._initializers[name] = numpy_helper.from_array(np.ascontiguousarray(values), name)
        return name

    def _tensor(self, name: str) -> str:
        """The ONNX name of an input, which becomes an initializer when it is constant."""
        if name in self._constants and name not in self._initializers:
            values = self._constants[name]
            self._constant(values.astype(np.int64) if values.dtype.kind == "i" else values, name)
        return name

    def _all_constant(self, names: Iterable[str]) -> bool:
        return all(name in self._constants for name in names)

    def _channels_first(self, name: str, node: Node) -> str:
        turned = f"{node.name}/channels_first"
        self._emit("Transpose", [name], turned, perm=_TO_CHANNELS_FIRST)
        return turned

    def _channels_last(self, name: str, node: Node) -> None:
        self._emit("Transpose", [name], node.name, perm=_TO_CHANNELS_LAST)

    def _sparse_to_dense(self, node: Node) -> None:
        indices, shape, values, default = (self._constants[name] for name in node.inputs)
        dense = np.full(shape.tolist(), default, values.dtype)
        for position, index in enumerate(np.atleast_2d(indices)):
            dense[tuple(index)] = values.reshape(-1)[position if values.size > 1 else 0]
        self._constants[node.name] = dense

    def _strided_slice(self, node: Node) -> None:
        begin, end = (self._constants[name].tolist() for name in node.inputs[1:3])
        if (begin, end) != ([0], [1]):
            raise UnknownOperator(f"StridedSlice other than the batch size ({node.name})")
        self._constants[node.name] = np.array(1, np.int32)

    def _pack(self, node: Node) -> None:
        self._constants[node.name] = np.stack([self._constants[name] for name in node.inputs])

    def _transpose(self, node: Node) -> None:
        order = self._constants[node.inputs[1]].astype(int).tolist()
        self._emit("Transpose", [self._tensor(node.inputs[0])], node.name, perm=order)

    def _add(self, node: Node) -> None:
        if self._all_constant(node.inputs):
            self._constants[node.name] = self._constants[node.inputs[0]] + self._constants[node.inputs[1]]
        else:
            self._emit("Add", [self._tensor(name) for name in node.inputs], node.name)

    def _activate(self, kind: str, source: str, target: str) -> None:
        if kind == "Relu6":
            zero, six = (self._constant(np.array(v, np.float32), f"limit/{v}") for v in (0.0, 6.0))
            self._emit("Clip", [source, zero, six], target)
        else:
            self._emit("Relu", [source], target)

    def _leaky_relu(self, node: Node) -> None:
        self._emit("LeakyRelu", [self._tensor(node.inputs[0])], node.name, alpha=node.number("alpha", 0.2))

    def _concat(self, node: Node) -> None:
        axis = int(self._constants[node.inputs[-1]])
        parts = node.inputs[:-1]
        if self._all_constant(parts):
            self._constants[node.name] = np.concatenate([np.atleast_1d(self._constants[p]) for p in parts], axis)
        else:
            self._emit("Concat", [self._tensor(part) for part in parts], node.name, axis=axis)

    def _reshape(self, node: Node) -> None:
        shape = self._constants[node.inputs[1]].astype(np.int64).reshape(-1)
        shape[0] = 1
        self._emit("Reshape", [self._tensor(node.inputs[0]), self._constant(shape, f"{node.name}/to")], node.name)

    def _pad(self, node: Node) -> None:
        margins = self._constants[node.inputs[1]]
        ends = np.concatenate([margins[:, 0], margins[:, 1]]).astype(np.int64)
        value = self._constants[node.inputs[2]] if len(node.inputs) > 2 else np.array(0.0)
        filler = self._constant(value.astype(np.float32).reshape(()), f"{node.name}/filler")
        source = self._tensor(node.inputs[0])
        self._emit("Pad", [source, self._constant(ends, f"{node.name}/margins"), filler], node.name)

    def _split(self, node: Node) -> None:
        sizes = self._constants[node.inputs[1]].astype(np.int64)
        names = [node.name, *(f"{node.name}:{part}" for part in range(1, len(sizes)))]
        inputs = [self._tensor(node.inputs[0]), self._constant(sizes, f"{node.name}/sizes")]
        self._emit("Split", inputs, names, axis=int(self._constants[node.inputs[2]]))

    def _max_pool(self, node: Node) -> None:
        if node.text("padding") != "VALID":
            raise UnknownOperator(f"MaxPool with padding ({node.name})")
        source = self._channels_first(self._tensor(node.inputs[0]), node)
        window, step = node.integers("ksize")[1:3], node.integers("strides")[1:3]
        self._emit("MaxPool", [source], f"{node.name}/pooled", kernel_shape=window, strides=step)
        self._channels_last(f"{node.name}/pooled", node)

    def _resize(self, node: Node) -> None:
        mode = "half_pixel" if node.flag("half_pixel_centers") else "asymmetric"
        mode = "align_corners" if node.flag("align_corners") else mode
        size = self._constants[node.inputs[1]].astype(np.int64)
        source = self._channels_first(self._tensor(node.inputs[0]), node)
        inputs = [source, "", "", self._constant(size, f"{node.name}/size")]
        kind = {"mode": "linear", "coordinate_transformation_mode": mode, "axes": [2, 3]}
        self._emit("Resize", inputs, f"{node.name}/resized", **kind)
        self._channels_last(f"{node.name}/resized", node)

    def _depth_to_space(self, node: Node) -> None:
        source = self._channels_first(self._tensor(node.inputs[0]), node)
        self._emit("DepthToSpace", [source], f"{node.name}/spread", blocksize=node.integer("block_size"), mode="DCR")
        self._channels_last(f"{node.name}/spread", node)

    def _convolution(self, node: Node) -> None:
        weights = self._constants[node.inputs[1]].transpose(3, 2, 0, 1)
        groups = 1
        if "Depthwise" in node.op:
            groups = weights.shape[1]
            weights = weights.transpose(1, 0, 2, 3).reshape(-1, 1, *weights.shape[2:])
        inputs = [self._channels_first(self._tensor(node.inputs[0]), node)]
        inputs.append(self._constant(weights, f"{node.name}/weights"))
        steps = node.texts("fused_ops")
        if "BiasAdd" in steps:
            inputs.append(self._tensor(node.inputs[2]))
        settings = {
            "strides": node.integers("strides")[1:3],
            "dilations": (node.integers("dilations") or [1, 1, 1, 1])[1:3],
            "auto_pad": "VALID" if node.text("padding") == "VALID" else "SAME_UPPER",
            "group": groups,
        }
        result = f"{node.name}/convolved"
        self._emit("Conv", inputs, result, **settings)
        for kind in steps:
            if kind in _ACTIVATIONS:
                self._activate(kind, result, f"{node.name}/activated")
                result = f"{node.name}/activated"
            elif kind != "BiasAdd":
                raise UnknownOperator(f"fused {kind} ({node.name})")
        self._channels_last(result, node)


def free_picture_size(model: onnx.ModelProto) -> None:
    """Let a fully convolutional channels-first model take any height and width that its strides divide."""
    for dimension, name in zip(model.graph.input[0].type.tensor_type.shape.dim[2:], ("height", "width"), strict=True):
        dimension.dim_param = name
    shapes = [output.type.tensor_type.shape.dim for output in model.graph.output]
    # Either (picture, cell, value) or (picture, channel, row, column).
    for dimension in (dimension for shape in shapes for dimension in (shape[1:2] if len(shape) == 3 else shape[2:])):
        dimension.dim_param = ""
        dimension.ClearField("dim_value")
    heights = {info.name: info.type.tensor_type.shape.dim[2].dim_value for info in model.graph.value_info}
    for node in model.graph.node:
        if node.op_type == "Resize":
            scale = heights[node.output[0]] / heights[node.input[0]]
            name = f"{node.name or node.output[0]}/scales"
            model.graph.initializer.append(numpy_helper.from_array(np.array([scale, scale], np.float32), name))
            node.input[:] = [node.input[0], "", name]
    unused = {tensor.name for tensor in model.graph.initializer} - {n for node in model.graph.node for n in node.input}
    kept = [tensor for tensor in model.graph.initializer if tensor.name not in unused]
    del model.graph.initializer[:]
    model.graph.initializer.extend(kept)
    del model.graph.value_info[:]
    onnx.checker.check_model(model)


def free_batch_size(model: onnx.ModelProto) -> None:
    """Let a model take any number of pictures at once."""
    for value in (*model.graph.input, *model.graph.output):
        value.type.tensor_type.shape.dim[0].dim_param = "pictures"
    targets = {node.input[1] for node in model.graph.node if node.op_type == "Reshape"}
    for tensor in model.graph.initializer:
        if tensor.name in targets:
            shape = numpy_helper.to_array(tensor).copy()
            # Zero stands for the size that comes in.
            shape[0] = 0
            tensor.CopyFrom(numpy_helper.from_array(shape, tensor.name))
    onnx.checker.check_model(model)
