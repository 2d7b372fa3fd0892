"""Lists of labels as people write them: much is accepted, and what cannot be used is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from vision.evaluate.manifest import ManifestError, in_pixels, read_manifest
from vision.types import Answer


def write(folder: Path, text: str, name: str = "manifest.csv") -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_rows_of_the_split_are_read_with_what_they_mean(tmp_path: Path) -> None:
    write(
        tmp_path,
        "file,task,split,label,box,width,height,note\n"
        "mask/test/a.jpg,mask,test,without_mask,1 2 30 40,100,80,x\n"
        "mask/train/b.jpg,mask,train,with_mask,,100,80,\n",
    )
    (label,) = read_manifest(tmp_path).labels
    assert (label.truth, label.box, label.file) == (Answer.YES, (1, 2, 30, 40), tmp_path / "mask/test/a.jpg")
    assert [one.label for one in read_manifest(tmp_path, "all").labels] == ["without_mask", "with_mask"]


def test_a_list_with_file_and_label_alone_is_enough(tmp_path: Path) -> None:
    write(tmp_path, "\ufefffile,label\nhead_cover/test/a.jpg,bare\nphone\\test\\b.jpg,No-Phone\n")
    bare, phone = read_manifest(tmp_path).labels
    assert (bare.task, bare.truth, bare.box) == ("head_cover", Answer.YES, None)
    assert (phone.task, phone.truth, phone.file) == ("phone", Answer.NO, tmp_path / "phone/test/b.jpg")


@pytest.mark.parametrize(
    "text",
    [
        "file;task;label;box\na.jpg;mask;with_mask;1,2,3,4\n",
        "path\ttask\tlabel\tbox\na.jpg\tMask\tWith Mask\t[1, 2, 3, 4]\n",
        "filename,task,label,x1,y1,x2,y2,unknown\na.jpg,mask,with_mask,1,2,3,4,?\n\n",
    ],
)
def test_other_dividers_names_and_ways_to_write_a_box(tmp_path: Path, text: str) -> None:
    (label,) = read_manifest(write(tmp_path, text)).labels
    assert (label.box, label.truth) == ((1, 2, 3, 4), Answer.NO)


def test_boxes_in_shares_of_the_picture_become_pixels() -> None:
    assert in_pixels((0.1, 0.2, 0.5, 1.0), 200, 100) == (20, 20, 100, 100)
    assert in_pixels((0.0, 0.0, 20.0, 10.0), 200, 100) == (0, 0, 20, 10)


def test_a_bad_row_costs_only_itself_and_is_named_with_its_line(tmp_path: Path) -> None:
    write(
        tmp_path,
        "file,task,label,box\n"
        "a.jpg,mask,with_mask,\n"
        "b.jpg,gloves,worn,\n"
        "c.jpg,mask,sideways,\n"
        "d.jpg,mask,with_mask,1 2 three 4\n"
        "e.jpg,mask,with_mask,9 9 3 3\n"
        ",mask,with_mask,\n"
        "g.jpg,pest,rat_not_visible,\n",
    )
    manifest = read_manifest(tmp_path)
    assert [label.name for label in manifest.labels] == ["a.jpg", "g.jpg"]
    assert manifest.labels[1].truth is Answer.UNKNOWN
    assert [problem.split(":")[0] for problem in manifest.problems] == [f"manifest.csv line {n}" for n in range(3, 8)]
    gloves, sideways, *boxes, empty = manifest.problems
    assert "unknown task 'gloves' (there are mask, head_cover" in gloves
    assert "unknown label 'sideways' of the task mask (there are with_mask" in sideways
    assert "not x1 y1 x2 y2" in boxes[0]
    assert "no area" in boxes[1]
    assert "no file" in empty


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("file,task,split,label\na.jpg,mask,train,with_mask\n", "of the split 'test'; it has the splits train"),
        ("picture,what\na.jpg,mask\n", "the columns file and label are needed"),
        ("", "the columns file and label are needed"),
        ("file,task,label\na.jpg,gloves,worn\n", "the first problem: manifest.csv line 2: unknown task"),
    ],
)  # fmt: skip
def test_a_list_without_anything_usable_is_refused(tmp_path: Path, text: str, says: str) -> None:
    write(tmp_path, text)
    with pytest.raises(ManifestError, match=says.replace("(", r"\(")):
        read_manifest(tmp_path)


def test_a_folder_without_a_list_and_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match=r"there is no manifest\.csv"):
        read_manifest(tmp_path)
    with pytest.raises(ManifestError, match="no such file or folder"):
        read_manifest(tmp_path / "missing")


def test_a_list_of_another_name_serves_when_it_is_the_only_one(tmp_path: Path) -> None:
    write(tmp_path, "file,task,label\na.jpg,mask,with_mask\n", "labels.csv")
    assert len(read_manifest(tmp_path).labels) == 1
    assert len(read_manifest(tmp_path / "labels.csv").labels) == 1
    assert read_manifest(tmp_path, tasks=["mask"]).labels[0].task == "mask"


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    (tmp_path / "manifest.csv").write_bytes(b"file,label\n\xff\xfe\x00")
    with pytest.raises(ManifestError, match="cannot be read"):
        read_manifest(tmp_path)
