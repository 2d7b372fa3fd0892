"""A file fits in one reading and a function on one screen."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

LONGEST_FILE = 400
LONGEST_FUNCTION = 60
SOURCES = {".py", ".ts", ".vue", ".js", ".mjs", ".cjs", ".css", ".typ"}


def findings(paths: Iterable[Path]) -> Iterator[str]:
    for path in paths:
        if path.suffix not in SOURCES:
            continue
        text = path.read_text(encoding="utf-8")
        lines = len(text.splitlines())
        if lines > LONGEST_FILE:
            yield f"{path}: {lines} lines, more than {LONGEST_FILE}: split it by noun"
        # A migration is one long list of columns, written by a program and read once.
        if path.suffix == ".py" and "migrations" not in path.parts:
            yield from _long_functions(path, text)


def _long_functions(path: Path, text: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno is not None:
            lines = node.end_lineno - node.lineno + 1
            if lines > LONGEST_FUNCTION:
                yield f"{path}:{node.lineno}: {node.name} has {lines} lines, more than {LONGEST_FUNCTION}"
