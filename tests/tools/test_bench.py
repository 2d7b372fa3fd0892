"""How the benches' figures are judged and written down."""

import json
from pathlib import Path

import pytest

from bench.__main__ import discover, table
from bench.result import Aim, Result, append, paired, percentile


def test_an_aim_about_the_ratio_is_judged_by_the_ratio() -> None:
    result = Result(
        "list", 650, "req/s", peer="bare Flask", peer_value=1000, aim=0.6, direction=Aim.AT_LEAST, is_ratio_aimed=True
    )
    assert result.ratio == pytest.approx(0.65)
    assert result.is_met is True


def test_without_the_peers_figure_a_ratio_is_not_met_nor_missed() -> None:
    assert Result("list", 650, "req/s", aim=0.6, is_ratio_aimed=True).is_met is None


def test_an_aim_about_the_value_has_a_side() -> None:
    assert Result("bytes", 149, "kB", aim=150).is_met is True
    assert Result("drain", 1900, "1/s", aim=2000, direction=Aim.AT_LEAST).is_met is False


def test_a_line_carries_everything_that_is_needed_to_read_it_later(tmp_path: Path) -> None:
    append([Result("bytes", 123.456, "kB", aim=150, runs=[1, 2, 3], packages=["flask"])], tmp_path / "results.jsonl")
    line = json.loads((tmp_path / "results.jsonl").read_text())
    assert set(line) == {
        *("name", "value", "unit", "peer", "peer_value", "ratio", "aim", "met"),
        *("machine", "versions", "at", "runs"),
    }
    assert (line["value"], line["aim"], line["met"], sorted(line["versions"])) == (
        123.5,
        "<= 150",
        True,
        ["flask", "python"],
    )


def test_percentiles_are_samples_that_occurred() -> None:
    assert percentile([5, 1, 3, 2, 4], 50) == 3
    assert percentile(list(range(1, 101)), 95) == 95
    with pytest.raises(ValueError, match="no samples"):
        percentile([], 50)


def test_ours_and_the_peer_take_turns() -> None:
    order: list[str] = []

    def side(name: str) -> float:
        order.append(name)
        return 1.0

    paired(lambda: side("ours"), lambda: side("peer"), runs=2)
    assert order == ["ours", "peer", "ours", "peer"]


def test_every_bench_is_found_by_its_name() -> None:
    assert "pwa_first_load" in discover()


def test_the_table_says_plainly_what_missed_its_aim() -> None:
    assert table([Result("bytes", 151, "kB", aim=150)]).splitlines()[1].split() == [
        "bytes",
        "151",
        "kB",
        "<=",
        "150",
        "NO",
    ]
