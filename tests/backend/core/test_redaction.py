"""Numbers of persons are masked however they were typed; dates, batches and licences stay."""

from __future__ import annotations

import pytest

from backend.core.redaction import MASK, redact


@pytest.mark.parametrize(
    "text",
    [
        "13800000001", "138 0000 0001", "138-0000-0001", "+86 13800000001", "1-3-8-0-0-0-0-0-0-0-1",
        "１３８００００００01", "138\u200b0000\u200b0001", "2026-03-02 13800000001", "11010519491231002X",
        "110105 19491231 002x", "1101051949-12-31002X", "110105200112310021", "850103850312331",
        "123456789012345678901",
    ],
)  # fmt: skip
def test_identity_and_mobile_numbers_are_masked(text: str) -> None:
    redacted = redact(f"请联系{text}。")

    assert MASK in redacted
    assert sum(char.isdigit() for char in redacted) <= 8  # a date may stay beside it


@pytest.mark.parametrize(
    "text",
    [
        "JY35001100012345", "SC10144011100016", "批次 20260301001", "6901234567890", "0750-1234567", "7 ℃，3 ℃",
        "2026-03-02 12:30 到 2026-03-05", "2026-03-15 2026-03-16 12", "L2-0302",
    ],
)  # fmt: skip
def test_other_numbers_stay(text: str) -> None:
    assert redact(text) == text


def test_masking_twice_changes_nothing() -> None:
    once = redact("张三 13800000001，李四 110105200112310021")
    assert redact(once) == once == f"张三 {MASK}，李四 {MASK}"
