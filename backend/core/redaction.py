"""Takes numbers of persons out of free text before the public reads it: identity cards and phones of mainland China.

Whoever typed it may have broken a number up ("138 0000-0001") or used full-width digits, so runs of digits are judged
without what stands between them. Dates, batch numbers and the numbers of food licences stay.
"""

from __future__ import annotations

import re
import unicodedata

MASK = "＊＊＊"
# Spaces, dashes, dots and marks that cannot be seen.
_BETWEEN = r"[\s\-\u2010-\u2015\uff0d.·•_,，、/()（）\u200b-\u200f\u2060\ufeff]"
_RUN = re.compile(rf"\d(?:{_BETWEEN}{{0,3}}\d){{10,}}(?:{_BETWEEN}{{0,3}}[XxＸｘ])?")
_DATE = re.compile(r"((?<!\d)20\d\d[-./](?:0?[1-9]|1[0-2])[-./](?:[12]\d|3[01]|0?[1-9])(?!\d))", re.ASCII)
_LICENCE = re.compile(r"(?<![A-Za-z])(?:JY|SC)\d{14}(?!\d)", re.ASCII)
_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
_IDENTITY = re.compile(r"[1-9]\d{5}(?:(?:18|19|20)\d{2}|\d{2})(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}", re.ASCII)
_TOO_LONG = re.compile(r"\d{15,}")  # no batch or licence has so many digits; an identity number has


def redact(text: str) -> str:
    """The text with every run of digits masked that is, or hides, an identity or mobile number."""
    done: list[str] = []
    at = 0
    for licence in _LICENCE.finditer(text):
        done += [_RUN.sub(_judge, text[at : licence.start()]), licence[0]]
        at = licence.end()
    return "".join([*done, _RUN.sub(_judge, text[at:])])


def _judge(found: re.Match[str]) -> str:
    run = found[0]
    if _TOO_LONG.search(run) or _IDENTITY.match(_digits(run)):
        return MASK
    # Two dates in a row look like one long number, so dates are set aside.
    return "".join(part if n % 2 else _masked(part) for n, part in enumerate(_DATE.split(run)))


def _masked(part: str) -> str:
    digits = _digits(part)
    return MASK if _MOBILE.search(digits) or _IDENTITY.search(digits) else part


def _digits(text: str) -> str:
    return "".join(str(unicodedata.decimal(char)) for char in text if char.isdecimal())
