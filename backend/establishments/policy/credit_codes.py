"""The unified social credit code (统一社会信用代码). Source: GB 32100-2015."""

from __future__ import annotations

from backend.core.errors import InvalidError

# Letters that look like digits or like each other are left out: I, O, S, V, Z.
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
LENGTH = 18


def check_credit_code(text: str) -> str:
    """The code in capitals without spaces. Raises InvalidError, naming what is wrong with it."""
    code = "".join(text.split()).upper()
    if len(code) != LENGTH:
        raise InvalidError(credit_code=[f"A credit code has {LENGTH} characters, this one has {len(code)}."])
    wrong = sorted({character for character in code if character not in ALPHABET})
    if wrong:
        raise InvalidError(credit_code=[f"A credit code has no {', '.join(wrong)}."])
    if check_character(code[:-1]) != code[-1]:
        raise InvalidError(credit_code=["The check character does not fit: one of the characters is wrong."])
    return code


def check_character(first_17: str) -> str:
    total = sum(ALPHABET.index(character) * pow(3, n, 31) for n, character in enumerate(first_17))
    return ALPHABET[-total % 31]
