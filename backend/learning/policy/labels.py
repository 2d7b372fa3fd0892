"""Which label a crop earns by the answer that people gave to its case. What leaves a doubt earns none."""

from __future__ import annotations

from backend.catalog.cases import DismissalReason
from backend.catalog.learning import LABELS, Truth
from backend.catalog.violations import ViolationType

COLUMNS = (
    "file", "task", "split", "label", "box", "width", "height", "source_repo", "commit", "source_path", "licence",
    "sha256", "label_origin", "note",
)  # fmt: skip
"""Of manifest.csv, as sets of labelled pictures have them."""

_R = DismissalReason
# The picture may well show it: the alarm was false for another reason than what was seen.
_SAYS_NOTHING = frozenset({_R.OTHER_PERSON, _R.APP_IN_USE, _R.CLEANING, _R.TEST, _R.OTHER})
_CANNOT_BE_SEEN = frozenset({_R.STEAM, _R.GLARE})
_WORN_TYPES = frozenset({ViolationType.MASK, ViolationType.CAP, ViolationType.CLOTHES})
_TEST_PART = 5  # one case in so many is kept for tests


def label_of(type: ViolationType, answer: str, truth: Truth, reason: DismissalReason | None) -> str | None:
    """`answer`: what the judge said of this crop, "yes", "no" or "unknown"."""
    if type not in LABELS or answer != "yes":
        return None
    _, broken, kept = LABELS[type]
    if truth is Truth.TRUE:
        return broken
    if truth is not Truth.FALSE or reason in _SAYS_NOTHING:
        return None
    return "unknown" if reason in _CANNOT_BE_SEEN and type in _WORN_TYPES else kept


def split_of(case_id: int) -> str:
    """All crops of a case go the same way, so a test never sees a person's picture of the very same minute."""
    return "test" if case_id % _TEST_PART == 0 else "train"
