"""Hours, closed days, terms and the national calendar as one, for people, for timers and for cameras."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from backend.calendars import service as calendars
from backend.cases.policy.timing import after
from backend.establishments.models import Establishment, Semester
from backend.establishments.policy.opening import DayKind, Hours, YearFacts, combine, day_kind, is_break
from backend.establishments.service import hours_of, hours_of_many
from backend.extensions import db
from tests.factories.cases import Story
from tests.factories.world import World
from tests.fakes.clock import FrozenClock

SHANGHAI = ZoneInfo("Asia/Shanghai")
WEEKDAYS = [{"weekday": day, "from": "06:00", "to": "18:00"} for day in range(5)]
WEEK = Hours.of("Asia/Shanghai", WEEKDAYS, [])
NATIONAL_DAY, WORKED_SUNDAY = date(2026, 10, 1), date(2026, 10, 11)
SPECIAL = {NATIONAL_DAY: False, date(2026, 10, 10): True, WORKED_SUNDAY: True}
SPRING = (date(2026, 2, 23), date(2026, 7, 3))


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        (date(2026, 10, 9), DayKind.OPEN),
        (NATIONAL_DAY, DayKind.HOLIDAY),
        (date(2026, 10, 10), DayKind.MAKE_UP),
        (date(2026, 10, 17), DayKind.NO_HOURS),
        (date(2026, 10, 12), DayKind.CLOSED),
    ],
)
def test_a_day_is_what_the_calendar_and_the_kitchen_say(day: date, kind: DayKind) -> None:
    facts = YearFacts(closed_on=[date(2026, 10, 12)], special=SPECIAL, terms=None)

    assert day_kind(day, facts, WEEK) is kind


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (SPRING[0], False),
        (SPRING[1], False),
        (date(2026, 2, 22), True),
        (date(2026, 8, 31), True),
        (SPRING[1] + timedelta(days=70), True),
        (SPRING[1] + timedelta(days=71), False),
    ],
)
def test_outside_its_terms_a_school_has_a_break_as_long_as_breaks_are(day: date, expected: bool) -> None:
    assert is_break(day, [SPRING]) is expected
    assert not is_break(day, [])


def test_a_worked_sunday_runs_as_monday_and_a_holiday_not_at_all() -> None:
    hours = combine(WEEK, YearFacts([], SPECIAL, None), date(2026, 9, 28), 30)

    assert hours.is_open(_at("2026-10-11T07:00"))
    assert not hours.is_open(_at("2026-10-11T19:00"))
    assert not hours.is_open(_at("2026-10-01T12:00"))
    assert hours.opens_next(_at("2026-10-01T12:00")) == _at("2026-10-02T06:00").astimezone(UTC)


def test_a_worked_day_in_the_break_is_a_break() -> None:
    facts = YearFacts([], {date(2026, 7, 11): True}, [SPRING])

    assert day_kind(date(2026, 7, 11), facts, WEEK) is DayKind.SCHOOL_BREAK


@pytest.fixture
def school(world: World) -> Establishment:
    """Open on weekdays, and following both calendars."""
    row = world.kitchen.establishment
    row.opening_hours, row.closes_on_holidays, row.follows_school_calendar = WEEKDAYS, True, True
    db.session.commit()
    return row


def _path(row: Establishment, tail: str) -> str:
    return f"/api/establishments/{row.id}/{tail}"


def _kinds(client: FlaskClient, row: Establishment, query: str) -> dict[str, str]:
    answer = client.get(_path(row, f"opening?{query}"))
    assert answer.status_code == 200, answer.json
    return {day["day"]: day["kind"] for day in (answer.json or {})["days"]}


def test_each_day_says_what_it_is_and_which_holiday(school: Establishment, member: FlaskClient) -> None:
    answer = member.get(_path(school, "opening?from=2026-10-01&to=2026-10-01")).json or {}

    (day,) = answer["days"]
    assert (day["kind"], day["name_zh"], day["spans"]) == ("holiday", "国庆节", [])
    assert day["name_en"]
    assert (answer["is_open"], answer["opens_at"]) == (True, None)


def test_a_correction_of_the_national_calendar_counts(school: Establishment, member: FlaskClient) -> None:
    assert _kinds(member, school, "from=2026-11-16&to=2026-11-16") == {"2026-11-16": "open"}
    calendars.correct(date(2026, 11, 16), False, "运动会")
    db.session.commit()

    assert _kinds(member, school, "from=2026-11-16&to=2026-11-16") == {"2026-11-16": "holiday"}


def test_terms_are_kept_and_close_the_kitchen_between_them(
    school: Establishment, owner: FlaskClient, member: FlaskClient, outsider: FlaskClient
) -> None:
    term = {"name": "春季学期", "starts_on": "2026-02-23", "ends_on": "2026-07-03"}
    assert member.post(_path(school, "terms"), json=term).status_code == 403
    assert outsider.post(_path(school, "terms"), json=term).status_code == 404
    made = owner.post(_path(school, "terms"), json=term)
    assert made.status_code == 201
    assert _kinds(member, school, "from=2026-07-03&to=2026-07-06") == {
        "2026-07-03": "open",
        "2026-07-04": "school_break",
        "2026-07-05": "school_break",
        "2026-07-06": "school_break",
    }

    key = (made.json or {})["id"]
    assert outsider.patch(f"/api/terms/{key}", json={"ends_on": "2026-07-10"}).status_code == 404
    assert owner.patch(f"/api/terms/{key}", json={"ends_on": "2026-07-10"}).status_code == 200
    assert _kinds(member, school, "from=2026-07-06&to=2026-07-06") == {"2026-07-06": "open"}
    assert [row["name"] for row in (member.get(_path(school, "terms")).json or {})["items"]] == ["春季学期"]
    assert owner.delete(f"/api/terms/{key}").status_code == 204
    assert owner.delete(f"/api/terms/{key}").status_code == 404


@pytest.mark.parametrize(
    "days",
    [("2026-09-01", "2026-08-31"), ("2026-07-01", "2026-09-01"), ("1000-01-01", "2026-01-01"), ("x", "2026-01-01")],
)
def test_terms_do_not_overlap_and_end_after_they_begin(
    school: Establishment, owner: FlaskClient, days: tuple[str, str]
) -> None:
    spring = {"name": "春", "starts_on": "2026-02-23", "ends_on": "2026-07-03"}
    owner.post(_path(school, "terms"), json=spring)
    body = {"name": "秋", "starts_on": days[0], "ends_on": days[1]}

    answer = owner.post(_path(school, "terms"), json=body)
    assert answer.status_code == 422
    assert (answer.json or {})["fields"]
    assert (owner.get(_path(school, "terms")).json or {})["total"] == 1


@pytest.mark.parametrize(
    "query",
    [
        "from=2026-01-02&to=2026-01-01",
        "from=2026-01-01&to=2027-03-01",
        "from=0001-01-01&to=0001-01-02",
        "to=2026-01-01",
    ],
)
def test_a_span_of_days_has_bounds(school: Establishment, owner: FlaskClient, query: str) -> None:
    assert owner.get(_path(school, f"opening?{query}")).status_code == 422


def test_timers_of_cases_stand_still_on_holidays_and_in_breaks(school: Establishment, clock: FrozenClock) -> None:
    db.session.add(Semester(establishment_id=school.id, name="春", starts_on=SPRING[0], ends_on=SPRING[1]))
    clock.at = _at("2026-04-03T17:00").astimezone(UTC)  # the last hour before the tomb-sweeping days

    assert after(clock.at, 120, hours_of(school)) == _at("2026-04-07T07:00").astimezone(UTC)
    clock.at = _at("2026-07-03T17:00").astimezone(UTC)
    assert after(clock.at, 120, hours_of(school)) > _at("2026-09-01T00:00")


def test_boxes_are_told_holidays_breaks_and_worked_weekends(
    world: World, school: Establishment, clock: FrozenClock
) -> None:
    clock.at = _at("2026-09-28T12:00").astimezone(UTC)
    db.session.commit()
    answer = Story(world).device().send("GET", "/api/device/config")
    (camera,) = [row for row in (answer.json or {})["cameras"] if row["establishment_id"] == school.id]

    assert camera["opening_hours"] == WEEKDAYS
    assert "2026-10-01" in camera["closed_on"]
    assert {"day": "2026-10-10", "from": "06:00", "to": "18:00"} in camera["open_on"]


def test_many_calendars_cost_as_many_queries_as_one(world: World, school: Establishment) -> None:
    other = world.other.establishment
    other.follows_school_calendar = other.closes_on_holidays = True
    db.session.commit()
    _ = school.id, other.id
    statements: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda _c, _k, text, *_: statements.append(text))

    assert set(hours_of_many([school, other])) == {school.id, other.id}
    assert len([text for text in statements if text.startswith("SELECT")]) <= 4
