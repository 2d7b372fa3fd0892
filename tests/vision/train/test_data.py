"""Training reads the training split and nothing else, and tears no photograph apart."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.vision.train.pictures import noise, write_set
from vision.train.data import (
    Sample,
    SplitRefused,
    TrainingFolder,
    cut_samples,
    group_alike,
    split_by_group,
    whole_or_box,
)

ROWS = [
    {"file": "mask/train/a.png", "split": "train", "label": "with_mask"},
    {"file": "mask/train/b.png", "split": "train", "label": "without_mask", "box": "10 20 50 60"},
    {"file": "mask/test/c.png", "split": "test", "label": "with_mask"},
    {"file": "mask/train/both.png", "split": "train", "label": "with_mask"},
    {"file": "mask/train/both.png", "split": "test", "label": "with_mask"},
]
LABELS = {"with_mask": 0, "without_mask": 1}


def test_rows_of_the_test_split_are_not_handed_out(tmp_path: Path) -> None:
    rows = TrainingFolder(write_set(tmp_path, ROWS)).rows("mask")
    assert [row.path.name for row in rows] == ["a.png", "b.png"]


def test_a_picture_of_the_test_split_is_not_opened_under_a_changed_label(tmp_path: Path) -> None:
    folder = TrainingFolder(write_set(tmp_path, ROWS))
    row = folder.rows("mask")[0]
    with pytest.raises(SplitRefused, match="split 'test'"):
        folder.open(replace(row, split="test"))
    with pytest.raises(SplitRefused, match=r"c\.png"):
        folder.open(replace(row, path=tmp_path.resolve() / "mask/test/c.png"))


def test_a_row_that_leads_out_of_its_folder_is_not_opened(tmp_path: Path) -> None:
    inside = tmp_path / "set"
    inside.mkdir()
    folder = TrainingFolder(write_set(inside, [{"file": "../a.png", "split": "train", "label": "with_mask"}]))
    with pytest.raises(ValueError, match="outside the folder"):
        folder.open(folder.rows("mask")[0])


def test_a_sample_is_cut_around_its_box_and_knows_its_size(tmp_path: Path) -> None:
    folder = TrainingFolder(write_set(tmp_path, ROWS))
    samples = cut_samples(folder, folder.rows("mask"), whole_or_box, LABELS, margin=1.0)
    assert [(sample.label, sample.pixels) for sample in samples] == [(0, 80), (1, 40)]


def sample(image: np.typing.NDArray[np.uint8]) -> Sample:
    return Sample(image, 0, 40, "drawn")


def test_near_copies_and_mirrored_ones_are_one_group() -> None:
    first, second = noise(1), noise(2)
    brighter = np.asarray(np.clip(first.astype(int) + 9, 0, 255), np.uint8)
    mirrored = np.ascontiguousarray(first[:, ::-1])
    groups = [each.group for each in group_alike([sample(each) for each in (first, second, brighter, mirrored)])]
    assert groups[0] == groups[2] == groups[3] != groups[1]


def test_no_group_stands_on_both_sides_of_a_split() -> None:
    samples = [replace(sample(noise(0)), group=number // 3) for number in range(30)]
    folds = split_by_group(samples, 4, seed=1)
    assert sorted(index for _, inside in folds for index in inside) == list(range(30))
    for fit_on, checked_on in folds:
        assert not {samples[index].group for index in fit_on} & {samples[index].group for index in checked_on}
