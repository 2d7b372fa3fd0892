"""Which model files are taken, and what may be done with a version."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from backend.catalog.learning import MODEL_MAX_BYTES, ModelState
from backend.catalog.violations import ViolationType
from backend.core.errors import DomainError, InvalidError

# Fields of ModelProto, onnx.proto3: the version of its format, the graph, the operator sets.
_IR_VERSION, _GRAPH, _OPSETS = 1, 7, 8
_LAST_FIELD = 25  # ModelProto.functions; a little more is left for what comes
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5


def check_onnx(data: bytes) -> None:
    """Raises InvalidError for what is not a whole ONNX file of our size. Only a box can tell whether it loads."""
    if len(data) > MODEL_MAX_BYTES:
        raise InvalidError("model_too_large")
    try:
        fields = dict(_fields(data))
    except (IndexError, ValueError) as error:
        raise InvalidError("model_unreadable") from error
    if not {_IR_VERSION, _GRAPH, _OPSETS} <= fields.keys() or not fields[_GRAPH]:
        raise InvalidError("model_unreadable")


def _fields(data: bytes) -> Iterator[tuple[int, int]]:
    """Number and length (or value) of each field of a protobuf message; every byte must belong to one."""
    at = 0
    while at < len(data):
        key, at = _varint(data, at)
        number, kind = key >> 3, key & 7
        if not 1 <= number <= _LAST_FIELD:
            raise ValueError("unknown field")
        if kind == _VARINT:
            value, at = _varint(data, at)
        elif kind == _BYTES:
            value, at = _varint(data, at)
            at += value
        elif kind in (_FIXED64, _FIXED32):
            value, at = 1, at + (8 if kind == _FIXED64 else 4)
        else:
            raise ValueError("unknown wire type")
        if at > len(data):
            raise ValueError("cut off")
        yield number, value


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for n in range(10):
        byte = data[at + n]
        value |= (byte & 0x7F) << (7 * n)
        if byte < 0x80:
            return value, at + n + 1
    raise ValueError("number too long")


def name_of(type: ViolationType, on: date, sha256: str) -> str:
    return f"{type.value.lower()}-{on.isoformat()}-{sha256[:8]}"


def check_switch(state: ModelState, fault: str) -> None:
    if state is ModelState.ACTIVE:
        raise DomainError("already_active")
    if fault:
        raise DomainError("model_faulty")


def check_rollback(state: ModelState) -> None:
    if state is not ModelState.ACTIVE:
        raise DomainError("not_active")
