"""Reading the list of a labelled set: `manifest.csv`, one row per label or box."""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from vision.evaluate.tasks import task_name, truth_of
from vision.types import Answer, Box

NAME = "manifest.csv"
ALL = "all"
_FILE_COLUMNS = ("file", "path", "filename", "image")
_BOX_COLUMNS = ("x1", "y1", "x2", "y2")


class ManifestError(Exception):
    """The set cannot be evaluated at all; the message says why."""


@dataclass(frozen=True)
class Label:
    """`box` in pixels of the stored picture, or in shares of it (all at most 1); None: the whole picture is meant."""

    file: Path
    name: str
    task: str
    label: str
    truth: Answer
    box: Box | None = None


@dataclass(frozen=True)
class Manifest:
    """`problems`: rows that were left out, and why."""

    folder: Path
    labels: tuple[Label, ...]
    problems: tuple[str, ...] = ()


def read_manifest(source: Path, split: str = "test", tasks: Collection[str] = ()) -> Manifest:
    """Rows of one split; a row without a split belongs to every one. `source` is the folder or the list itself.

    `tasks` limits what is read. Raises ManifestError when there is no list or when nothing of it can be used.
    """
    path = _find(source)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ManifestError(f"{path}: cannot be read ({error})") from error
    labels, problems, splits = _collect(text, path, split, tasks)
    if not labels:
        found = f"; it has the splits {', '.join(sorted(splits))}" if splits and not problems else ""
        first = f"; the first problem: {problems[0]}" if problems else ""
        raise ManifestError(f"{path}: no usable row of the split {split!r}{found}{first}")
    return Manifest(path.parent, tuple(labels), tuple(problems))


def _collect(text: str, path: Path, split: str, tasks: Collection[str]) -> tuple[list[Label], list[str], set[str]]:
    labels, problems, splits = [], [], set()
    for number, row in _rows(text, path):
        of = row.get("split", "")
        splits.add(of or ALL)
        if of and split != ALL and of.lower() != split.lower():
            continue
        try:
            label = _parse(row, path.parent)
        except ValueError as error:
            problems.append(f"{path.name} line {number}: {error}")
            continue
        if not tasks or label.task in tasks:
            labels.append(label)
    return labels, problems, splits


def _find(source: Path) -> Path:
    if source.is_file():
        return source
    if not source.is_dir():
        raise ManifestError(f"{source}: no such file or folder")
    if (source / NAME).is_file():
        return source / NAME
    lists = sorted(source.glob("*.csv"))
    if len(lists) == 1:
        return lists[0]
    raise ManifestError(f"{source}: there is no {NAME} in this folder")


def _rows(text: str, path: Path) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Each row with its line, columns by their plain names. Comma, semicolon or tab may divide them."""
    head = text.partition("\n")[0]
    delimiter = max(",;\t", key=head.count)
    reader = csv.DictReader(text.splitlines(), delimiter=delimiter)
    names = [(name or "").strip().lower() for name in reader.fieldnames or ()]
    if "label" not in names or not set(names) & set(_FILE_COLUMNS):
        raise ManifestError(f"{path}: the columns file and label are needed, and it has {', '.join(names) or 'none'}")
    reader.fieldnames = names
    for row in reader:
        plain = {name: value.strip() for name, value in row.items() if name and isinstance(value, str)}
        if any(plain.values()):
            yield reader.line_num, plain


def _parse(row: Mapping[str, str], folder: Path) -> Label:
    name = next((row[column] for column in _FILE_COLUMNS if row.get(column)), "")
    if not name or not row.get("label"):
        raise ValueError("no file or no label")
    # Sets are kept as task/split/picture, so the first folder says what a row without a task is about.
    task = task_name(row.get("task") or name.replace("\\", "/").split("/")[0])
    truth = truth_of(task, row["label"])
    return Label(folder / name.replace("\\", "/"), name, task, row["label"], truth, _box(row))


def _box(row: Mapping[str, str]) -> Box | None:
    text = row.get("box") or " ".join(row.get(column, "") for column in _BOX_COLUMNS)
    numbers = [part for part in re.split(r"[\s,;\[\]()]+", text) if part]
    if not numbers:
        return None
    try:
        x1, y1, x2, y2 = (float(number) for number in numbers)
    except ValueError:
        raise ValueError(f"the box {text!r} is not x1 y1 x2 y2") from None
    if not (x1 < x2 and y1 < y2):
        raise ValueError(f"the box {text!r} has no area")
    return x1, y1, x2, y2


def in_pixels(box: Box, width: int, height: int) -> Box:
    """A box whose numbers are all at most 1 is meant in shares of the picture."""
    if max(box) > 1:
        return box
    return box[0] * width, box[1] * height, box[2] * width, box[3] * height
