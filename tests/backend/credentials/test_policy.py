"""Numbers, terms, windows and lights."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from backend.core.errors import InvalidError
from backend.credentials.policy import (
    Light,
    RenewalState,
    Window,
    add_years,
    check_digit,
    check_number,
    check_term,
    fits_check_digit,
    light_of,
    worst,
)

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize("number", ["JY15308250014109", "jy3 4407 0300 0001 7", "JY20000000000000"])
def test_a_licence_number_is_jy_and_fourteen_digits(number: str) -> None:
    assert check_number(number) == "".join(number.split()).upper()


@pytest.mark.parametrize(
    "number", ["", "JY4530825001410", "JY45308250014109", "SC15308250014109", "JY1530825001410", "JY1530825001410X"]
)
@pytest.mark.requirement("Q112")
def test_what_fails_the_pattern_is_refused(number: str) -> None:
    with pytest.raises(InvalidError):
        check_number(number)


def test_the_check_digit_is_mod_11_10() -> None:
    """The worked example of ISO 7064 MOD 11,10: 0794 has the check digit 5."""
    assert check_digit("0794") == "5"
    assert fits_check_digit("JY15308250014109")
    assert not fits_check_digit("JY15308250014108")


def test_every_single_wrong_digit_is_noticed() -> None:
    number = "JY15308250014109"
    for place in range(2, len(number)):
        for digit in "0123456789":
            if digit != number[place]:
                assert not fits_check_digit(number[:place] + digit + number[place + 1 :])


def test_a_leap_day_ends_on_the_first_of_march() -> None:
    assert add_years(date(2024, 2, 29), 5) == date(2029, 3, 1)
    assert add_years(date(2025, 9, 26), 5) == date(2030, 9, 26)


@pytest.mark.parametrize(
    ("issued", "expires"),
    [(TODAY + timedelta(days=1), date(2027, 1, 1)), (TODAY, TODAY), (date(2020, 1, 1), date(2025, 1, 2))],
)
def test_terms_that_cannot_be_are_refused(issued: date, expires: date) -> None:
    with pytest.raises(InvalidError):
        check_term(issued, expires, TODAY, 5)


def test_renewal_may_be_asked_for_while_the_window_is_open() -> None:
    window = Window(date(2026, 3, 2), date(2026, 6, 1), date(2026, 6, 30))
    days = {date(2026, 3, 1): "early", date(2026, 3, 2): "open", date(2026, 6, 1): "open", date(2026, 6, 2): "closed"}
    assert {day: window.state(day).value for day in days} == days
    assert window.state(date(2026, 6, 30)) is RenewalState.CLOSED
    assert window.state(date(2026, 7, 1)) is RenewalState.EXPIRED


def test_lights() -> None:
    assert light_of(TODAY - timedelta(days=1), TODAY) is Light.RED
    assert light_of(TODAY, TODAY) is Light.YELLOW
    assert light_of(TODAY + timedelta(days=61), TODAY) is Light.GREEN
    assert worst([Light.GREEN, Light.RED, Light.YELLOW]) is Light.RED
    assert worst([]) is Light.GREEN
