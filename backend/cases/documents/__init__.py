"""The rectification opinion as a document."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from backend.cases.policy.opinions import EVIDENCE_NAMES, OpinionText
from backend.core.typesetting import Format, typeset

_TEMPLATE = Path(__file__).with_name("opinion.typ")


def render(text: OpinionText, format: Format = "pdf") -> bytes:
    """The document as PDF (or, to look at it, as PNG of its first page)."""
    return typeset(_TEMPLATE, _data(text), format)


def _data(text: OpinionText) -> dict[str, Any]:
    return {
        "authority": text.authority,
        "number": text.number,
        "unit": text.unit,
        "address": text.address,
        "case_number": text.case_number,
        "facts": text.facts.split("\n"),
        "demands": list(text.demands),
        "deadline": _day(text.deadline_on),
        "issued": _day(text.issued_on),
        "officer": text.officer,
        "exhibits": [
            {
                "name": EVIDENCE_NAMES[each.kind],
                "sha256": each.sha256,
                "taken": f"{_day(each.taken.date())}{each.taken:%H:%M:%S}",
                "size": f"{each.size / 1024:,.1f} KB",
            }
            for each in text.exhibits
        ],
    }


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
