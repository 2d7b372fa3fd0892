"""Rules of reports and ratings: limits against floods, codes to follow a report by, what a reporter is told."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import timedelta

from backend.catalog.cases import CaseState

# A whole school may sit behind one address, and everybody there may be angry about the same lunch.
REPORTS_PER_ADDRESS = 20
REPORTS_PER_BROWSER = 5
REPORTS_WINDOW = timedelta(hours=1)
RATINGS_PER_ADDRESS = 40
RATINGS_PER_BROWSER = 1
RATINGS_WINDOW = timedelta(days=1)
# Like sign-in: of any number of guesses, so many are looked up.
CODES_PER_ADDRESS = 10
CODES_WINDOW = timedelta(minutes=15)
MAX_PHOTOS = 3
# Sent twice by an impatient thumb, not said twice.
REPEAT_WINDOW = timedelta(minutes=10)
# Within it, voices about the same topic join one case.
MERGE_WINDOW = timedelta(minutes=30)
RECENT = timedelta(days=90)

_CODE_BYTES = 10  # 80 bits in sixteen letters and digits that can be read out


def code_for(secret: str, nonce: str) -> str:
    """The follow-up code of a form: sent twice, the same form gives the same code, and nobody else can make it."""
    digest = hmac.new(secret.encode(), f"report-code:{nonce}".encode(), hashlib.sha256).digest()
    return base64.b32encode(digest[:_CODE_BYTES]).decode().lower()


def shown_code(code: str) -> str:
    """ "abcdefghijklmnop" -> "ABCD-EFGH-IJKL-MNOP"."""
    return "-".join(code.upper()[n : n + 4] for n in range(0, len(code), 4))


def typed_code(text: str) -> str:
    """What somebody typed as the code is kept: without dashes and spaces; 0, 1 and 8 are no letters of a code."""
    plain = "".join(char for char in text.lower() if char.isalnum())
    return plain.translate(str.maketrans("018", "oib"))


def code_hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


def stage_of(state: CaseState | None, *, is_answered: bool) -> str:
    """What a reporter is told about the case: received, handling, corrected, closed or unfounded.

    Without a case the answer is all there is to come.
    """
    if state is None:
        return "closed" if is_answered else "received"
    if state is CaseState.DISMISSED:
        return "unfounded"
    if state is CaseState.CLOSED:
        return "closed"
    if state is CaseState.RECTIFIED:
        return "corrected"
    return "handling" if is_answered or state is CaseState.ACKNOWLEDGED else "received"
