"""From a folder of drawn pictures to figures, through the command as it is typed."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from backend.catalog.violations import ViolationType
from tests.vision.conftest import TakePicture
from tests.vision.evaluate.drawing import GREEN, GREY, RED, ColourLooker, picture, write_set
from vision.evaluate.command import main
from vision.evaluate.manifest import read_manifest
from vision.evaluate.pictures import Examined, examine
from vision.types import Json

MASK, CAP, PEST = ViolationType.MASK, ViolationType.CAP, ViolationType.PEST


def row(file: str, label: str, box: str = "", task: str = "mask") -> dict[str, str]:
    return {"file": file, "task": task, "split": "test", "label": label, "box": box}


CROWD = picture([((20, 20, 40, 44), RED), ((100, 20, 120, 50), GREEN), ((180, 20, 200, 70), GREY)])
CROWD_ROWS = [
    row("crowd.png", "without_mask", "20 20 40 44"),
    row("crowd.png", "without_mask", "100 20 120 50"),
    row("crowd.png", "with_mask", "180 20 200 70"),
    row("crowd.png", "with_mask", "270 100 290 110"),
]


def look(folder: Path, looker: ColourLooker | None = None) -> Examined:
    return examine(read_manifest(folder), looker or ColourLooker())


def evaluate(folder: Path, capsys: pytest.CaptureFixture[str], *more: str, looker: ColourLooker | None = None) -> Json:
    assert main([str(folder), "--json", *more], lambda *_: looker or ColourLooker()) == 0
    report: Json = json.loads(capsys.readouterr().out)
    return report


def test_every_face_of_a_crowd_is_held_against_its_own_label(tmp_path: Path) -> None:
    found = look(write_set(tmp_path, CROWD_ROWS, {"crowd.png": CROWD}))
    assert [(one.answer, one.reason, one.size) for one in found.outcomes] == [
        ("yes", "", 24),
        ("no", "", 30),
        ("unknown", "grey", 50),
        ("unknown", "not_found", 10),
    ]


def test_a_label_without_a_box_means_whatever_is_in_the_picture(tmp_path: Path) -> None:
    rows = [row("a.png", "with_mask"), row("b.png", "without_mask"), row("c.png", "with_mask")]
    pictures = {
        "a.png": picture([((20, 20, 40, 44), GREEN), ((100, 20, 120, 50), RED)]),
        "b.png": picture([((20, 20, 40, 44), GREEN)]),
        "c.png": picture([]),
    }
    found = look(write_set(tmp_path, rows, pictures))
    assert [(one.answer, one.reason, one.size) for one in found.outcomes] == [
        ("yes", "", 30),
        ("no", "", 24),
        ("unknown", "not_found", None),
    ]


def test_boxes_in_shares_are_meant_in_shares_of_this_picture(tmp_path: Path) -> None:
    # Of 320 x 240: 20 20 40 48.
    rows = [row("a.png", "without_mask", "0.0625 0.083333 0.125 0.2")]
    (outcome,) = look(write_set(tmp_path, rows, {"a.png": CROWD})).outcomes
    assert outcome.answer == "yes"


def test_alarms_on_people_without_a_label_are_told_apart(tmp_path: Path) -> None:
    found = look(write_set(tmp_path, CROWD_ROWS[1:2], {"crowd.png": CROWD}))
    assert (found.unlabelled_alarms[MASK], found.unlabelled_answers[MASK]) == (1, 2)


def test_what_a_picture_cannot_show_is_unknown_and_never_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [row("a.png", "rat", "20 20 40 44", "pest"), row("b.png", "rat_not_visible", "", "pest")]
    report = evaluate(write_set(tmp_path, rows, {"a.png": CROWD, "b.png": CROWD}), capsys)
    assert report["types"]["PEST"]["unknown_because"] == {"not_judged_from_a_picture": 1}
    assert report["types"]["PEST"]["all"]["coverage"]["value"] == 0
    assert report["left_out"] == {"rat_not_visible": 1}


def test_scenes_count_people_and_alarms_without_calling_them_right_or_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [row("a.png", "kitchen_with_cooks", task="kitchen_scene"), row("b.png", "kitchen", task="kitchen_scene")]
    report = evaluate(write_set(tmp_path, rows, {"a.png": CROWD, "b.png": picture([])}), capsys)
    assert report["scenes"] == {"pictures": 2, "with_people": 1, "alarms": {"MASK": 1}}
    assert report["types"] == {}


def test_one_picture_serves_all_its_tasks(tmp_path: Path) -> None:
    rows = [CROWD_ROWS[0], row("crowd.png", "bare", "20 20 40 44", "head_cover")]
    found = look(write_set(tmp_path, rows, {"crowd.png": CROWD}), ColourLooker((MASK, CAP)))
    assert {one.type for one in found.outcomes} == {MASK, CAP}
    assert found.pictures == 1


def test_unusable_pictures_cost_only_their_own_labels(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [*CROWD_ROWS, row("gone.png", "with_mask"), row("text.jpg", "with_mask"), row("empty.jpg", "with_mask")]
    write_set(tmp_path, rows, {"crowd.png": CROWD})
    (tmp_path / "text.jpg").write_text("not a picture")
    (tmp_path / "empty.jpg").touch()
    report = evaluate(tmp_path, capsys)
    assert report["types"]["MASK"]["all"]["counts"]["total"] == 4
    assert [problem.split(" (")[0] for problem in report["problems"]] == [
        "gone.png: does not exist",
        "text.jpg: is not a picture",
        "empty.jpg: is not a picture",
    ]


def test_the_report_has_every_figure_with_its_bounds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = evaluate(write_set(tmp_path, CROWD_ROWS, {"crowd.png": CROWD}), capsys)
    assert set(report) == {
        "version", "kind", "at", "set", "split", "pictures", "models", "types", "alarms_without_label", "scenes",
        "left_out", "problems", "uniform",
    }  # fmt: skip
    assert report["models"] == {"MASK": "colours-1"}
    mask = report["types"]["MASK"]
    assert mask["all"]["counts"] == {
        "tp": 1, "fp": 0, "tn": 0, "fn": 1, "missed_yes": 0, "missed_no": 2, "total": 4,
    }  # fmt: skip
    assert mask["all"]["recall"] == {"value": 0.5, "low": 0.0945, "high": 0.9055, "hits": 1, "total": 2}
    for name in ("precision", "recall", "recall_strict", "coverage", "f1", "f1_strict", "f1_kept", "f1_macro"):
        assert {"value", "low", "high"} <= set(mask["all"][name])
    # The two decided answers came with 0.9, and half of them is right.
    assert mask["all"]["calibration_error"] == 0.4
    assert mask["calibration"] == [{"answers": 2, "mean_score": 0.9, "right": 0.5}]
    assert [(one["from"], one["to"], one["counts"]["total"]) for one in mask["by_size"]] == [
        (0, 12, 1), (24, 40, 2), (40, 80, 1),
    ]  # fmt: skip
    assert mask["at_least"]["24"]["counts"]["total"] == 3
    assert mask["by_label"]["with_mask"] == {"yes": 0, "no": 0, "unknown": 2}
    assert mask["unknown_because"] == {"grey": 1, "not_found": 1}


def test_masks_worn_wrongly_count_as_broken_and_are_also_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [CROWD_ROWS[0], row("crowd.png", "mask_incorrect", "100 20 120 50")]
    mask = evaluate(write_set(tmp_path, rows, {"crowd.png": CROWD}), capsys)["types"]["MASK"]
    assert mask["all"]["recall"]["value"] == 0.5
    assert mask["without_half_kept"]["at_least"]["24"]["recall"]["value"] == 1.0


def test_the_table_names_sizes_labels_and_reasons(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_set(tmp_path, CROWD_ROWS, {"crowd.png": CROWD})
    assert main([str(folder)], lambda *_: ColourLooker()) == 0
    out, err = capsys.readouterr()
    assert "MASK  all      4       1.000 (0.21-1.00)  0.500 (0.09-0.91)" in out
    assert "24-40" in out
    assert "without_mask: yes 1, no 1, unknown 0 | unknown because: grey 1, not_found 1" in out
    assert "1 of 1 pictures" in err


def test_the_worst_errors_are_drawn_and_nothing_else_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_set(tmp_path / "set", CROWD_ROWS, {"crowd.png": CROWD})
    before = sorted(folder.rglob("*"))
    evaluate(folder, capsys, "--out", str(tmp_path / "errors"))
    (drawn,) = (tmp_path / "errors").iterdir()
    assert drawn.name == "MASK-01-yes-taken-for-no-crowd.jpg"
    image = cv2.imdecode(np.fromfile(drawn, np.uint8), cv2.IMREAD_COLOR)
    assert image is not None
    assert image.shape[1] == 960
    # The labelled box, three times as large and below the bar of text, has a red edge.
    assert np.abs(image[32 + 60 : 32 + 150, 299:302].astype(int) - (60, 60, 230)).max(2).min() < 60
    assert sorted(folder.rglob("*")) == before


def test_nothing_may_be_written_into_the_labelled_set(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_set(tmp_path, CROWD_ROWS, {"crowd.png": CROWD})
    assert main([str(folder), "--out", str(folder / "errors")], lambda *_: ColourLooker()) == 2
    assert "must not lie inside the labelled set" in capsys.readouterr().err
    assert not (folder / "errors").exists()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["missing"], "no such file or folder"),
        (["."], "there is no manifest.csv"),
        ([".", "--task", "gloves"], "unknown task 'gloves'"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str], says: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(arguments, lambda *_: ColourLooker()) == 2
    out, err = capsys.readouterr()
    assert says in err
    assert (out, err.count("\n")) == ("", 1)


def test_the_real_models_judge_the_demo_kitchen(
    tmp_path: Path,
    kitchen: TakePicture,
    models_dir: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("MINGCHU_DATA_DIR", str(models_dir.parent))
    # At 12 s she stands there in street clothes, her torso within this box; at 1 s nobody is there.
    rows = [
        row("street.png", "other_clothes", "440 330 740 600", "clothes"),
        row("empty.png", "chef_coat", "", "clothes"),
    ]
    folder = write_set(tmp_path, rows, {"street.png": kitchen(12.0), "empty.png": kitchen(1.0)})
    assert main([str(folder), "--json", "--uniform", "#ffffff"]) == 0
    clothes = json.loads(capsys.readouterr().out)["types"]["CLOTHES"]
    assert clothes["by_label"]["other_clothes"] == {"yes": 1, "no": 0, "unknown": 0}
    assert clothes["unknown_because"] == {"not_found": 1}
