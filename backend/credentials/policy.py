"""Numbers, terms and lights of licences and certificates. Days are local days; pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from backend.core.errors import InvalidError

_NUMBER = re.compile(r"JY[123]\d{13}")


def check_number(text: str) -> str:
    """The licence number in capitals without spaces. Raises InvalidError where it is none.

    JY, a digit for the main form (1 seller, 2 caterer, 3 canteen), six for the region, six serial, one check digit.
    """
    number = "".join(text.split()).upper()
    if not _NUMBER.fullmatch(number):
        raise InvalidError("invalid_licence_number", number=["JY and 14 digits, the first of them 1, 2 or 3"])
    return number


def check_digit(first_13: str) -> str:
    """The last digit by ISO 7064 MOD 11,10 (GB/T 17710), over the thirteen digits before it.

    That licences use this algorithm is told by public implementations which say they tried it on real numbers; the
    numbering rule itself was not at hand. So a digit that does not fit is a warning to look again, never a refusal.
    """
    rest = 10
    for digit in first_13:
        rest = ((rest + int(digit)) % 10 or 10) * 2 % 11
    return str((11 - rest) % 10)


def fits_check_digit(number: str) -> bool:
    digits = number[2:]
    return check_digit(digits[:-1]) == digits[-1]


def add_years(day: date, years: int) -> date:
    """The same day years later; 29 February becomes 1 March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def check_term(issued_on: date, expires_on: date, today: date, years: int | None) -> None:
    """Raises InvalidError: issued by today, at least a day long, at most `years`."""
    if issued_on > today:
        raise InvalidError("invalid_term", issued_on=["not after today"])
    if expires_on <= issued_on:
        raise InvalidError("invalid_term", expires_on=["after the day of issue"])
    if years is not None and expires_on > add_years(issued_on, years):
        raise InvalidError("invalid_term", expires_on=[f"at most {years} years after the day of issue"])


class RenewalState(StrEnum):
    """Where a licence stands before its end: renewal may be asked for only while the window is open."""

    EARLY = "early"
    OPEN = "open"
    CLOSED = "closed"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Window:
    opens_on: date
    closes_on: date
    expires_on: date

    def state(self, today: date) -> RenewalState:
        if today > self.expires_on:
            return RenewalState.EXPIRED
        if today > self.closes_on:
            return RenewalState.CLOSED
        return RenewalState.OPEN if today >= self.opens_on else RenewalState.EARLY


class Light(StrEnum):
    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


def light_of(expires_on: date, today: date, soon_days: int = 60) -> Light:
    """Red once it has ended; yellow while it ends soon."""
    if today > expires_on:
        return Light.RED
    return Light.YELLOW if expires_on - today <= timedelta(days=soon_days) else Light.GREEN


def worst(lights: list[Light]) -> Light:
    """Any expired item turns the whole red (Q116)."""
    order = list(Light)
    return max(lights, key=order.index, default=Light.GREEN)
