"""Working days as China counts them, and who may correct the calendar."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from backend.accounts.models import User
from backend.audit.models import AuditEntry
from backend.calendars.policy import add_working_days
from backend.calendars.service import is_workday, special_days, working_days_after
from backend.catalog.roles import Role
from backend.extensions import db
from tests.factories.world import World, make_officer

ClientAs = Callable[[User], FlaskClient]


@pytest.fixture
def keeper(world: World, client_as: ClientAs) -> FlaskClient:
    user = make_officer(Role.CITY_OFFICER, world.city)
    db.session.commit()
    return client_as(user)


def _days(client: FlaskClient, year: int) -> dict[str, Any]:
    return {row["day"]: row for row in (client.get(f"/api/calendar?year={year}").json or {})["days"]}


def test_ten_working_days_pass_over_the_national_holiday_and_count_the_make_up_days(app: Flask) -> None:
    # A Friday; 1 to 8 October are off, the Sunday before and the Saturday after are worked instead.
    assert working_days_after(date(2025, 9, 26), 10) == date(2025, 10, 16)


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        (date(2026, 3, 2), 0, date(2026, 3, 2)),
        (date(2026, 3, 2), 1, date(2026, 3, 3)),
        (date(2026, 3, 6), 1, date(2026, 3, 9)),
        (date(2026, 3, 7), 1, date(2026, 3, 9)),
        (date(2026, 3, 9), -1, date(2026, 3, 6)),
        (date(2025, 10, 16), -10, date(2025, 9, 26)),
        (date(2026, 2, 13), 2, date(2026, 2, 24)),
    ],
)
def test_working_days_are_counted_both_ways(app: Flask, start: date, n: int, end: date) -> None:
    assert working_days_after(start, n) == end


def test_without_special_days_weekends_alone_are_free() -> None:
    assert add_working_days(date(2026, 1, 1), 250, {}) == date(2026, 12, 17)


@pytest.mark.parametrize("year", [2024, 2025, 2026, 2027])
def test_the_calendar_comes_with_the_years_that_people_ask_for(world: World, keeper: FlaskClient, year: int) -> None:
    days = _days(keeper, year)
    assert days[f"{year}-10-01"] == {
        "day": f"{year}-10-01", "is_workday": False, "name_zh": "国庆节", "name_en": "National Day", "is_edited": False,
    }  # fmt: skip
    answer = keeper.get(f"/api/calendar?year={year}").json or {}
    assert answer["is_announced"] == any(row["is_workday"] for row in days.values())


def test_a_correction_counts_at_once_and_can_be_taken_back(world: World, keeper: FlaskClient) -> None:
    day = {"day": "2026-03-07", "is_workday": True, "name": "运动会调休"}
    changed = keeper.put("/api/calendar", json=day)
    assert changed.status_code == 200
    assert _days(keeper, 2026)["2026-03-07"]["is_edited"]
    assert is_workday(date(2026, 3, 7))
    assert special_days(date(2026, 3, 1), date(2026, 3, 31)) == {date(2026, 3, 7): True}
    assert working_days_after(date(2026, 3, 6), 1) == date(2026, 3, 7)

    keeper.put("/api/calendar", json={"day": "2026-03-07", "is_workday": None})
    assert "2026-03-07" not in _days(keeper, 2026)
    assert not is_workday(date(2026, 3, 7))

    written = db.session.scalars(select(AuditEntry.changes).where(AuditEntry.action == "calendar.changed")).all()
    assert [entry["is_workday"] for entry in written] == [[None, True], [True, None]]


def test_a_published_day_can_be_corrected_too(world: World, keeper: FlaskClient) -> None:
    keeper.put("/api/calendar", json={"day": "2026-10-01", "is_workday": True, "name": "值班"})
    keeper.put("/api/calendar", json={"day": "2026-10-01", "is_workday": True, "name": "全员值班"})
    assert _days(keeper, 2026)["2026-10-01"]["name_zh"] == "全员值班"
    keeper.put("/api/calendar", json={"day": "2026-10-01", "is_workday": None})
    assert _days(keeper, 2026)["2026-10-01"]["name_zh"] == "国庆节"


def test_everybody_reads_the_calendar_and_few_correct_it(world: World, client_as: ClientAs) -> None:
    cook = client_as(world.kitchen.people[Role.WORKER])
    assert len(_days(cook, 2026)) > 20
    assert cook.put("/api/calendar", json={"day": "2026-03-07", "is_workday": True}).status_code == 403
    assert (
        client_as(world.officer).put("/api/calendar", json={"day": "2026-03-07", "is_workday": True}).status_code == 403
    )
    assert cook.get("/api/calendar?year=1850").status_code == 422
    assert (
        client_as(world.admin).put("/api/calendar", json={"day": "1850-03-07", "is_workday": True}).status_code == 422
    )
