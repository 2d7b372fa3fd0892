"""Clips through a pipeline in simulated time: what fires, what was true, and what day it is."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from backend.catalog.violations import SPECS, RuleSchedule, ViolationType
from tools.camera.encode import encode
from vision.evaluate.camera import CameraError, default_camera, instant, read_camera
from vision.evaluate.clip_report import Truth, clip_report, clip_text
from vision.evaluate.clips import EventsError, Played, Report, TrueEvent, cases, pair, play, read_events
from vision.evaluate.command import main
from vision.evaluate.footage import FootageError, Shot, every, shots
from vision.evaluate.light import DayLight
from vision.evaluate.replay import replayed
from vision.rules.engine import RuleEngine
from vision.rules.hold import Ended, Fired
from vision.types import Detection, Frame

MASK, PEST, SMOKE, CLOTHES = ViolationType.MASK, ViolationType.PEST, ViolationType.SMOKE, ViolationType.CLOTHES
BLACK = np.zeros((12, 16, 3), np.uint8)
BOX = (2.0, 0.0, 10.0, 200.0)


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    """Three seconds at 10 fps that become brighter."""
    path = tmp_path / "clip.mp4"
    pictures = (np.full((120, 160, 3), 20 + 6 * number, np.uint8) for number in range(30))
    path.write_bytes(encode(pictures, fps=10, gop=10, bitrate=400_000, is_indexed=False))
    return path


class Scripted:
    """The real rules of a camera; what is detected at a second of the clip is written down beforehand."""

    def __init__(self, detect: Callable[[float], Sequence[Detection]], begins_at: float) -> None:
        self._rules = RuleEngine(default_camera())
        self._detect = detect
        self._begins_at = begins_at

    def analyse(self, frame: Frame) -> list[Fired | Ended]:
        return self._rules.update(frame, self._detect(frame.at - self._begins_at))


def run(detect: Callable[[float], Sequence[Detection]], seconds: float, clock: str = "10:00") -> Played:
    begins_at = instant(clock, default_camera().calendar)
    frames = (Shot(number / 2, BLACK, number % 4 == 0) for number in range(int(seconds * 2)))
    return play(frames, Scripted(detect, begins_at), 1, begins_at, lambda at: None)


def report(kind: ViolationType, since: float, until: float) -> Report:
    return Report(f"{kind}-{since}", kind, since, since + 1, until, 0.9)


def test_what_lasts_is_reported_with_its_seconds_of_the_clip() -> None:
    played = run(lambda at: [Detection(CLOTHES, 0.9, BOX, 3)] if 10 <= at < 30 else [], 90)
    (found,) = played.reports
    assert (found.type, found.since, found.track_id) == (CLOTHES, 10.0, 3)
    assert 15 <= found.fired <= 16
    assert 27 <= found.until <= 30
    assert (played.frames, played.seconds) == (180, 89.5)


def test_what_still_goes_on_ends_with_the_clip() -> None:
    (found,) = run(lambda at: [Detection(CLOTHES, 0.9, BOX)], 20).reports
    assert found.until == 19.5


def test_the_hours_of_the_rules_count_in_simulated_time() -> None:
    def clothes(at: float) -> list[Detection]:
        return [Detection(CLOTHES, 0.9, BOX)]

    assert SPECS[CLOTHES].schedule is RuleSchedule.OPENING
    assert run(clothes, 20, "02:00").reports == []
    assert len(run(clothes, 20, "12:00").reports) == 1


def test_reports_are_paired_with_true_events_of_their_type_and_time() -> None:
    events = [TrueEvent(MASK, 10, 20), TrueEvent(PEST, 10, 20), TrueEvent(MASK, 100, 110)]
    early, again, late, rat = report(MASK, 12, 18), report(MASK, 21, 25), report(MASK, 60, 70), report(PEST, 40, 50)
    found, false = pair(events, [early, again, late, rat])
    assert found == [[early, again], [], []]
    assert false == [late, rat]


def test_repeats_within_the_merge_time_are_one_case() -> None:
    assert SPECS[MASK].merge.total_seconds() == 600
    assert cases([report(MASK, 0, 400), report(MASK, 480, 900), report(MASK, 1600, 1700)]) == 2
    assert cases([report(MASK, 1501, 1510), report(MASK, 0, 900)]) == 2
    assert cases([]) == 0


def test_false_reports_are_given_for_an_hour_with_their_bound() -> None:
    played = Played([report(MASK, 10, 20), report(MASK, 1000, 1010), report(SMOKE, 5, 9)], 7200, 3600.0)
    truth = Truth([TrueEvent(MASK, 12, 20), TrueEvent(PEST, 50, 60)], frozenset({MASK, PEST}))
    figures = clip_report("clip.mp4", played, truth, {})
    assert figures["types"]["MASK"]["events_found"]["hits"] == 1
    assert (figures["types"]["MASK"]["false"], figures["types"]["MASK"]["false_per_hour"]) == (1, 1.0)
    assert 5 < figures["types"]["MASK"]["false_per_hour_at_most"] < 6
    assert figures["types"]["PEST"]["events_found"] == {"value": 0, "low": 0, "high": 0.7935, "hits": 0, "total": 1}
    assert figures["missed"] == [{"type": "PEST", "start": 50, "end": 60}]
    assert [one["judged"] for one in figures["reports"]] == ["true", "false", "not known"]
    assert (figures["false_cases"], figures["false_cases_per_day"]) == (1, 24.0)
    text = clip_text(figures)
    assert "MASK: 1 of 1 events found, 1 false reports" in text
    assert "missed: PEST 0:00:50.0-0:01:00.0" in text


def test_true_events_are_read_with_seconds_or_minutes(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_text("type,start,end,note\npest,12.5,20,rat\nMASK,1:02,1:02:03,\n")
    assert read_events(path) == [TrueEvent(PEST, 12.5, 20), TrueEvent(MASK, 62, 3723)]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("type,start\nPEST,1\n", "columns type, start and end"),
        ("type,start,end\nRAT,1,2\n", "line 2: 'RAT'"),
        ("type,start,end\nPEST,1,2\nPEST,soon,2\n", "line 3"),
        ("type,start,end\nPEST,5,2\n", "ends before it starts"),
    ],
)
def test_a_bad_list_of_events_is_refused_with_its_line(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "events.csv"
    path.write_text(text)
    with pytest.raises(EventsError, match=says):
        read_events(path)


def test_frames_come_evenly_by_the_clock_of_the_file(clip: Path) -> None:
    taken = list(shots(clip, every(0.5)))
    assert [shot.at for shot in taken] == pytest.approx([0, 0.5, 1, 1.5, 2, 2.5])
    assert taken[0].is_key
    assert [round(float(shot.image.mean()) / 30) for shot in taken] == sorted(
        round(float(shot.image.mean()) / 30) for shot in taken
    )
    assert len(list(shots(clip, every(0.01)))) == 30


def test_a_closer_look_takes_more_frames_from_then_on(clip: Path) -> None:
    taken: list[float] = []
    for shot in shots(clip, lambda: 0.2 if taken[-1] >= 1 else 0.5):
        taken.append(shot.at)
    assert taken == pytest.approx([0, 0.5, 1.0, 1.2, 1.4, 1.6, 1.8, 2.0, 2.2, 2.4, 2.6, 2.8], abs=0.01)


def test_what_is_no_video_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text.mp4").write_text("not a video")
    for name in ("text.mp4", "missing.mp4"):
        with pytest.raises(FootageError, match="cannot be opened"):
            next(shots(tmp_path / name, every(0.5)))


def test_a_clip_is_replayed_over_hours_in_other_light(clip: Path) -> None:
    taken = list(replayed(clip, every(0.5), 60 / 3600, 8 * 3600.0, DayLight()))
    assert len(taken) == 120
    assert all(later.at > earlier.at for earlier, later in zip(taken, taken[1:], strict=False))
    assert taken[-1].at < 60
    first_rounds = [shot.image.astype(int) for shot in taken if shot.at % 3 == 0]
    assert all(np.abs(one - first_rounds[0]).max() > 0 for one in first_rounds[1:])


def test_light_is_the_same_each_time_and_differs_over_the_day() -> None:
    image = np.full((48, 64, 3), 120, np.uint8)
    light = DayLight(seed=3)
    assert np.array_equal(light.over(image, 40_000.0), DayLight(seed=3).over(image, 40_000.0))
    means = [float(light.over(image, hour * 3600.0).mean()) for hour in range(24)]
    assert max(means) - min(means) > 20
    assert all(60 < mean < 200 for mean in means)


def test_a_camera_is_open_by_day_and_watches_by_the_catalog() -> None:
    camera = default_camera(colours=("#123456",))
    assert {rule.type for rule in camera.rules} >= {MASK, PEST, SMOKE, CLOTHES, ViolationType.CAM_BLOCK}
    smoke = next(rule for rule in camera.rules if rule.type is SMOKE)
    assert (smoke.votes, smoke.window) == (SPECS[SMOKE].watching.votes, SPECS[SMOKE].watching.window)
    assert datetime.fromtimestamp(instant("10:30", camera.calendar), camera.calendar.timezone).hour == 10
    with pytest.raises(CameraError, match="not a time of day"):
        instant("late", camera.calendar)


def test_a_camera_can_be_read_as_the_backend_writes_it(tmp_path: Path) -> None:
    path = tmp_path / "camera.json"
    path.write_text(json.dumps({"id": 4, "name": "x", "is_ai_enabled": True, "rules": []}))
    assert read_camera(path).id == 4
    path.write_text("[]")
    with pytest.raises(CameraError, match="not a camera's configuration"):
        read_camera(path)


def test_a_clip_is_played_through_the_real_models(
    clip: Path, models_dir: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MINGCHU_DATA_DIR", str(models_dir.parent))
    assert main([str(clip), "--json", "--nothing-true", "mask,clothes"]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert (figures["kind"], figures["clip"], figures["frames"]) == ("clip", "clip.mp4", 6)
    assert figures["types"]["CLOTHES"]["false"] == 0
    assert figures["reports"] == []


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (["--nothing-true", "rats"], "'RATS' is not a valid"),
        (["--events", "missing.csv"], "cannot be read"),
        (["--camera", "missing.json"], "not a camera's configuration"),
        (["--at", "25:00"], "not a time of day"),
    ],
)
def test_options_that_make_no_sense_are_said_in_one_line(
    clip: Path, capsys: pytest.CaptureFixture[str], more: list[str], says: str
) -> None:
    assert main([str(clip), *more]) == 2
    out, err = capsys.readouterr()
    assert says in err
    assert (out, err.count("\n")) == ("", 1)
