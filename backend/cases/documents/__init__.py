"""Typesets documents with Typst. The words come in as data: nothing a user wrote is ever read as markup."""

from __future__ import annotations

import json
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, cast

import typst
from flask import current_app

from backend.cases.policy.opinions import EVIDENCE_NAMES, OpinionText
from backend.core.errors import DomainError
from backend.settings import Settings

_TEMPLATE = Path(__file__).with_name("opinion.typ")
_FAMILIES = ("Noto Serif SC", "Noto Serif CJK SC", "Source Han Serif SC", "Noto Sans SC", "Noto Sans CJK SC")


class FontMissingError(DomainError):
    """No font with Chinese characters, neither in <data>/fonts nor on the system: `make setup` puts one there."""

    status = 503

    def __init__(self) -> None:
        super().__init__("document_font_missing")


@lru_cache(maxsize=4)
def _fonts(folder: Path, _changed: float) -> tuple[Any, str]:
    """The fonts and the family to use; kept, because finding them takes longer than typesetting."""
    fonts = typst.Fonts(include_system_fonts=True, include_embedded_fonts=False, font_paths=[str(folder)])
    found = set(fonts.families())
    family = next((name for name in _FAMILIES if name in found), None)
    if family is None:
        raise FontMissingError
    return fonts, family


def render(text: OpinionText, format: Literal["pdf", "png"] = "pdf") -> bytes:
    """The document as PDF (or, to look at it, as PNG of its first page)."""
    folder = cast(Settings, current_app.extensions["settings"]).data_dir / "fonts"
    fonts, family = _fonts(folder, folder.stat().st_mtime if folder.exists() else 0.0)
    inputs = {"data": json.dumps(_data(text), ensure_ascii=False), "family": family}
    made = typst.compile(_TEMPLATE.read_bytes(), format=format, font_paths=fonts, sys_inputs=inputs, ppi=110)
    return bytes(made[0] if isinstance(made, list) else made)


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
