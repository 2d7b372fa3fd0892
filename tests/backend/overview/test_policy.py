"""What makes an establishment red, orange, green or grey."""

from __future__ import annotations

import pytest

from backend.overview.policy import Counts, Light, Reason, light, reasons


@pytest.mark.parametrize(
    ("counts", "colour", "why"),
    [
        (Counts(cameras=2), Light.GREEN, []),
        (Counts(), Light.GREY, [Reason.NOT_CONNECTED]),
        (Counts(cameras=2, cameras_offline=1), Light.ORANGE, [Reason.CAMERA_OFFLINE]),
        (Counts(cameras=1, open_cases=1), Light.ORANGE, [Reason.CASE_OPEN]),
        (Counts(cameras=1, open_cases=1, overdue_cases=1), Light.RED, [Reason.CASE_OVERDUE]),
        (Counts(cameras=1, open_cases=2, critical_cases=1), Light.RED, [Reason.CASE_CRITICAL, Reason.CASE_OPEN]),
        (Counts(licence_expired=1), Light.RED, [Reason.LICENCE_EXPIRED, Reason.NOT_CONNECTED]),
        (Counts(cameras=1, health_expiring=3), Light.ORANGE, [Reason.HEALTH_EXPIRING]),
        (Counts(cameras=1, is_stale=True), Light.GREEN, [Reason.STALE]),
        (Counts(cameras=1, overdue_duties=1), Light.RED, [Reason.DUTY_OVERDUE]),
    ],
)
def test_the_worst_figure_decides(counts: Counts, colour: Light, why: list[Reason]) -> None:
    assert light(counts) is colour
    assert reasons(counts) == why
