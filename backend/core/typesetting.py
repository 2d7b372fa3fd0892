"""Typesets PDF and PNG with Typst. The words come in as data: nothing a user wrote is ever read as markup."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, cast

import typst
from flask import current_app

from backend.core.errors import DomainError
from backend.settings import Settings

_FAMILIES = ("Noto Serif SC", "Noto Serif CJK SC", "Source Han Serif SC", "Noto Sans SC", "Noto Sans CJK SC")
Format = Literal["pdf", "png"]


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


def typeset(template: Path, data: Mapping[str, Any], format: Format = "pdf", ppi: int = 110) -> bytes:
    """The template with `data` (sys.inputs.data, JSON) in the font sys.inputs.family; PNG is its first page."""
    folder = cast(Settings, current_app.extensions["settings"]).data_dir / "fonts"
    fonts, family = _fonts(folder, folder.stat().st_mtime if folder.exists() else 0.0)
    inputs = {"data": json.dumps(data, ensure_ascii=False), "family": family}
    made = typst.compile(template.read_bytes(), format=format, font_paths=fonts, sys_inputs=inputs, ppi=ppi)
    return bytes(made[0] if isinstance(made, list) else made)
