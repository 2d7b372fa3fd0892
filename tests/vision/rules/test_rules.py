"""What must last how long, where and when, before it is reported."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest

from backend.catalog.violations import RuleSchedule, RuleStanding, ViolationType
from vision.rules.config import CameraConfig, Rule, parse_camera
from vision.rules.engine import RuleEngine
from vision.rules.hold import Ended, Fired, HoldRule, Occurrence
from vision.rules.schedule import is_open, is_watching
from vision.rules.zones import contains, foot_point, is_watched, names_at
from vision.types import Detection, Frame

START = datetime(2026, 11, 23, 2, 0, tzinfo=UTC).timestamp()  # Monday 10:00 in Shanghai
IMAGE = np.zeros((100, 200, 3), np.uint8)
CLOTHES = Rule(1, ViolationType.CLOTHES, hold_s=5, votes=3, window=5, merge_s=600)
FROZEN = Rule(2, ViolationType.CAM_FREEZE, hold_s=60, votes=3, window=5, merge_s=1800)


def bare(score: float = 0.9) -> list[Detection]:
    return [Detection(ViolationType.CLOTHES, score, (50, 10, 90, 90))]


def frame(at: float) -> Frame:
    return Frame(7, START + at, IMAGE)


class Watch:
    """Feeds a rule one frame every half second and remembers what came out."""

    def __init__(self, rule: Rule, resumed: Occurrence | None = None) -> None:
        self.hold = HoldRule(7, rule, resumed)
        self.at = 0.0
        self.fired: list[Fired] = []
        self.ended: list[Ended] = []

    def see(self, pattern: Sequence[bool | float], step_s: float = 0.5) -> Watch:
        for hit in pattern:
            detections = [replace(bare()[0], type=self.hold.rule.type, score=float(hit))] if hit else []
            event = self.hold.update(frame(self.at), detections)
            if isinstance(event, Fired):
                self.fired.append(event)
            elif isinstance(event, Ended):
                self.ended.append(event)
            self.at += step_s
        return self

    def skip(self, seconds: float) -> Watch:
        self.at += seconds
        return self


def test_it_fires_once_when_it_has_lasted() -> None:
    watch = Watch(CLOTHES).see([True] * 10)
    assert watch.fired == []
    watch.see([True] * 20)
    (fired,) = watch.fired
    assert fired.held_s == 5
    assert fired.hits == 5
    assert fired.occurrence.first_seen == START
    assert fired.occurrence.key == "7:CLOTHES:2026-11-23T02:00:00.000Z"


def test_a_passing_person_is_not_reported() -> None:
    assert Watch(CLOTHES).see([True] * 8 + [False] * 40).fired == []


def test_votes_bridge_single_misses() -> None:
    assert len(Watch(CLOTHES).see([True, True, False, True, False] * 4).fired) == 1


def test_too_few_votes_never_add_up() -> None:
    assert Watch(CLOTHES).see([True, False, False, True, False] * 20).fired == []


def test_the_clearest_of_the_last_frames_is_the_evidence() -> None:
    watch = Watch(CLOTHES).see([0.6] * 8 + [0.95, 0.7, 0.8])
    assert watch.fired[0].best.score == 0.95


def test_a_short_absence_belongs_to_the_same_occurrence() -> None:
    watch = Watch(CLOTHES).see([True] * 12 + [False] * 30 + [True] * 20)
    assert len(watch.fired) == 1
    assert watch.ended == []


def test_after_a_long_absence_it_is_over_and_may_fire_anew() -> None:
    watch = Watch(CLOTHES).see([True] * 12 + [False] * 70)
    assert [ended.at for ended in watch.ended] == [START + 5.5]
    watch.see([True] * 12)
    assert len(watch.fired) == 2
    assert watch.fired[0].occurrence.key != watch.fired[1].occurrence.key


def test_a_stray_hit_does_not_keep_what_is_gone_alive() -> None:
    watch = Watch(CLOTHES).see([True] * 12).see(([False] * 30 + [True]) * 3)
    assert len(watch.ended) == 1


def test_what_goes_on_is_reported_again_inside_its_merge_window() -> None:
    watch = Watch(CLOTHES).see([True] * 1200)
    assert len(watch.fired) == 2
    assert watch.fired[1].occurrence.first_seen - START < CLOTHES.merge_s


def test_a_camera_fault_is_one_occurrence_however_long_it_lasts() -> None:
    watch = Watch(FROZEN).see([True] * 8000)
    assert len(watch.fired) == 1
    watch.see([False] * 40)
    assert [ended.occurrence.key for ended in watch.ended] == [watch.fired[0].occurrence.key]


def test_a_gap_without_frames_does_not_count_as_time() -> None:
    assert Watch(CLOTHES).see([True] * 4).skip(3600).see([True] * 4).fired == []


def test_a_clock_that_jumps_an_hour_fires_nothing() -> None:
    for jump in (3600, -3600):
        watch = Watch(CLOTHES).see([True] * 9).skip(jump).see([True] * 9)
        assert watch.fired == []
        assert len(watch.see([True] * 4).fired) == 1


def test_slow_analysis_still_fires() -> None:
    assert len(Watch(CLOTHES).see([True] * 4, step_s=4.0).fired) == 1


def test_a_fault_reported_before_a_restart_is_not_reported_again_but_ended() -> None:
    before = Occurrence("7:CAM_FREEZE:x", ViolationType.CAM_FREEZE, 7, START - 100, START - 1)
    watch = Watch(FROZEN, before).see([True] * 300)
    assert watch.fired == []
    watch.see([False] * 40)
    assert [ended.occurrence.key for ended in watch.ended] == ["7:CAM_FREEZE:x"]


def config(**changes: Any) -> CameraConfig:
    data: dict[str, Any] = {
        "id": 7,
        "name": "烹饪区1",
        "is_ai_enabled": True,
        "reference_sha256": None,
        "timezone": "Asia/Shanghai",
        "opening_hours": [{"weekday": day, "from": "06:00", "to": "20:00"} for day in range(7)],
        "closed_on": ["2026-10-01"],
        "uniform_colours": ["#ffffff"],
        "zones": [],
        "rules": [rule()],
    }
    return parse_camera(data | changes)


def rule(**changes: Any) -> dict[str, Any]:
    base = {
        "id": 4, "type": "CLOTHES", "min_height": 50, "min_score": 0.5, "hold_s": 2, "votes": 3, "window": 5,
        "merge_s": 600, "schedule": "opening", "zone_ids": [],
    }  # fmt: skip
    return base | changes


def fired_by(engine: RuleEngine, detections: list[Detection], start: float = 0.0) -> int:
    events = [event for step in range(8) for event in engine.update(frame(start + step / 2), detections)]
    return sum(isinstance(event, Fired) for event in events)


def test_detections_below_the_rules_size_or_score_do_not_count() -> None:
    assert fired_by(RuleEngine(config()), bare()) == 1
    assert fired_by(RuleEngine(config()), bare(score=0.4)) == 0
    assert fired_by(RuleEngine(config(rules=[rule(min_height=81)])), bare()) == 0


def test_rules_that_nobody_changed_all_have_the_id_0_and_all_count() -> None:
    unchanged = [rule(id=0), rule(id=0, type="CAM_BLOCK", schedule="always")]
    assert fired_by(RuleEngine(config(rules=unchanged)), bare()) == 1


def test_whoever_has_just_come_in_is_left_alone_for_the_rules_grace() -> None:
    fresh, known = ([replace(bare()[0], present_s=seconds)] for seconds in (50.0, 61.0))
    graceful = config(rules=[rule(grace_s=60)])
    assert fired_by(RuleEngine(graceful), fresh) == 0
    assert fired_by(RuleEngine(graceful), known) == 1
    assert fired_by(RuleEngine(config()), fresh) == 1


def test_a_cap_has_a_minute_unless_the_rule_says_otherwise() -> None:
    caps = config(rules=[rule(type="CAP"), rule(type="CAP", grace_s=5), rule()]).rules
    assert [each.grace_s for each in caps] == [60.0, 5.0, 0.0]


def test_a_rule_is_certain_unless_it_says_otherwise() -> None:
    rules = config(rules=[rule(), rule(standing="suspect")]).rules
    assert [each.standing for each in rules] == [RuleStanding.CERTAIN, RuleStanding.SUSPECT]


def test_a_frame_in_which_nobody_looked_for_it_says_nothing_about_it() -> None:
    engine = RuleEngine(config())
    events = []
    for step in range(12):
        skipped = {ViolationType.CLOTHES} if step % 2 else ()
        events += engine.update(frame(step / 2), [] if step % 2 else bare(), skipped)
    assert sum(isinstance(event, Fired) for event in events) == 1


def test_tasks_and_switched_on_models_are_read() -> None:
    parsed = config(
        busy_tasks=[["2026-11-23T02:00:00Z", "2026-11-23T02:10:00Z"]], models={"MASK": "2"}
    )  # fmt: skip
    assert [parsed.is_busy(START + second) for second in (-1, 0, 600, 601)] == [False, True, True, False]
    assert parsed.models == ((ViolationType.MASK, "2"),)


def test_a_rule_for_opening_hours_is_quiet_at_night_and_on_closed_days() -> None:
    night = 14 * 3600.0
    assert fired_by(RuleEngine(config()), bare(), night) == 0
    assert fired_by(RuleEngine(config(closed_on=["2026-11-23"])), bare()) == 0


def test_a_rule_for_closed_hours_is_quiet_by_day() -> None:
    intruder = [Detection(ViolationType.INTRUDE, 0.8, (50, 10, 90, 90))]
    closed = config(rules=[rule(type="INTRUDE", schedule="closed")])
    assert fired_by(RuleEngine(closed), intruder) == 0
    assert fired_by(RuleEngine(closed), intruder, 14 * 3600.0) == 1


LEFT = {"id": 1, "name": "灶台", "kind": "watch", "polygon": [[0, 0], [0.5, 0], [0.5, 1], [0, 1]]}
RIGHT = {"id": 2, "name": "走廊", "kind": "watch", "polygon": [[0.5, 0], [1, 0], [1, 1], [0.5, 1]]}


def test_a_rule_looks_only_into_its_zones() -> None:
    assert fired_by(RuleEngine(config(zones=[LEFT, RIGHT], rules=[rule(zone_ids=[1])])), bare()) == 1
    assert fired_by(RuleEngine(config(zones=[LEFT, RIGHT], rules=[rule(zone_ids=[2])])), bare()) == 0
    assert fired_by(RuleEngine(config(zones=[LEFT, RIGHT])), bare()) == 1


def test_an_ignored_zone_hides_what_stands_in_it() -> None:
    assert fired_by(RuleEngine(config(zones=[LEFT | {"kind": "ignore"}])), bare()) == 0
    assert fired_by(RuleEngine(config(zones=[RIGHT | {"kind": "ignore"}])), bare()) == 1


def test_the_foot_point_decides_even_at_the_lower_edge() -> None:
    zones = config(zones=[LEFT]).zones
    assert foot_point((50, 10, 90, 100), 200, 100) == (0.35, 0.999)
    assert is_watched((50, 10, 90, 100), 200, 100, zones, frozenset({1}))
    assert not is_watched((90, 10, 190, 100), 200, 100, zones, frozenset({1}))
    assert names_at((50, 10, 90, 100), 200, 100, zones) == ["灶台"]


def test_polygons_may_be_concave_and_need_three_corners() -> None:
    horseshoe = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.7, 1.0), (0.7, 0.3), (0.3, 0.3), (0.3, 1.0), (0.0, 1.0))
    assert contains(horseshoe, 0.1, 0.9)
    assert not contains(horseshoe, 0.5, 0.9)
    assert not contains(((0.0, 0.0), (1.0, 1.0)), 0.5, 0.5)


@pytest.mark.parametrize(
    ("local", "expected"),
    [
        ("2026-11-23T17:59", False),
        ("2026-11-23T18:00", True),
        ("2026-11-24T01:59", True),
        ("2026-11-24T02:00", False),
        ("2026-11-23T01:00", False),
    ],
)
def test_hours_over_midnight_belong_to_the_day_they_begin_on(local: str, expected: bool) -> None:
    hours = [{"weekday": 0, "from": "18:00", "to": "02:00"}]
    calendar = config(opening_hours=hours).calendar
    at = datetime.fromisoformat(local).replace(tzinfo=calendar.timezone).timestamp()
    assert is_open(calendar, at) is expected


def test_a_place_without_hours_is_open_except_on_closed_days() -> None:
    calendar = config(opening_hours=[], closed_on=["2026-11-24"]).calendar
    assert is_open(calendar, START)
    assert not is_open(calendar, START + 86400)
    assert is_watching(RuleSchedule.ALWAYS, calendar, START + 86400)


def test_a_day_may_end_at_24_hours() -> None:
    calendar = config(opening_hours=[{"weekday": 0, "from": "00:00", "to": "24:00"}]).calendar
    assert is_open(calendar, START + 13.9 * 3600)
    assert not is_open(calendar, START + 14.1 * 3600)


def test_types_that_are_not_known_here_are_left_out_and_named() -> None:
    parsed = config(rules=[rule(), rule(id=5, type="SINGING")])
    assert [known.id for known in parsed.rules] == [4]
    assert parsed.unknown_types == {"SINGING"}


@pytest.mark.parametrize("wrong", [{"timezone": "Nowhere/Land"}, {"rules": [{"id": 1}]}, {"closed_on": ["soon"]}])
def test_a_configuration_that_is_not_as_agreed_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        config(**wrong)


def test_a_changed_rule_starts_anew_and_an_unchanged_one_goes_on() -> None:
    engine = RuleEngine(config(rules=[rule(hold_s=3)]))
    for step in range(4):
        engine.update(frame(step / 2), bare())
    engine.reconfigure(config(rules=[rule(hold_s=3)], name="new name"))
    assert sum(len(engine.update(frame(2 + step / 2), bare())) for step in range(3)) == 1


def test_a_fault_whose_rule_is_removed_is_ended() -> None:
    blocked = [Detection(ViolationType.CAM_BLOCK, 1.0)]
    engine = RuleEngine(config(rules=[rule(type="CAM_BLOCK", schedule="always")]))
    assert fired_by(engine, blocked) == 1
    engine.reconfigure(config(rules=[]))
    (ended,) = engine.update(frame(10), blocked)
    assert isinstance(ended, Ended)
    assert engine.ongoing == []


def test_a_fault_goes_on_under_the_changed_rule() -> None:
    blocked = [Detection(ViolationType.CAM_BLOCK, 1.0)]
    engine = RuleEngine(config(rules=[rule(type="CAM_BLOCK", schedule="always")]))
    assert fired_by(engine, blocked) == 1
    engine.reconfigure(config(rules=[rule(type="CAM_BLOCK", schedule="always", hold_s=9)]))
    assert fired_by(engine, blocked, 5.0) == 0
    assert len(engine.ongoing) == 1


def test_rules_without_a_row_of_their_own_share_an_id_and_still_all_count() -> None:
    both = [Detection(kind, 0.9, (50, 10, 90, 90)) for kind in (ViolationType.CLOTHES, ViolationType.INTRUDE)]
    defaults = [rule(id=0), rule(id=0, type="INTRUDE", schedule="always")]
    assert fired_by(RuleEngine(config(rules=defaults)), both) == 2


@pytest.mark.parametrize(
    ("local", "expected"),
    [("2026-02-14T10:00", True), ("2026-02-14T21:00", False), ("2026-02-21T10:00", False), ("2026-02-13T10:00", True)],
)
def test_a_single_day_is_worked_besides_the_weekly_hours(local: str, expected: bool) -> None:
    hours = [{"weekday": day, "from": "06:00", "to": "18:00"} for day in range(5)]
    calendar = config(opening_hours=hours, open_on=[{"day": "2026-02-14", "from": "06:00", "to": "18:00"}]).calendar
    at = datetime.fromisoformat(local).replace(tzinfo=calendar.timezone).timestamp()
    assert is_open(calendar, at) is expected
