"""Posters with one QR code, A4."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from backend.core import qr
from backend.core.typesetting import Format, typeset

_TEMPLATE = Path(__file__).with_name("poster.typ")
Words = tuple[str, str]
OPEN: Words = (
    "用手机浏览器扫描二维码（微信中请选择“在浏览器打开”）",
    "Scan with the phone; in WeChat choose Open in browser",
)
INSTALL: Words = ("按页面图示添加到手机桌面", "Add it to the home screen as the pictures there show")


@dataclass(frozen=True)
class Poster:
    title: Words
    place: str
    detail: str
    address: str
    steps: Sequence[Words]
    note: str


def render(poster: Poster, format: Format) -> bytes:
    title, title_en = poster.title
    data = {
        "title": title,
        "title_en": title_en,
        "place": poster.place,
        "detail": poster.detail,
        "address": poster.address,
        "code": qr.svg(poster.address),
        "steps": [{"zh": zh, "en": en} for zh, en in poster.steps],
        "note": poster.note,
    }
    return typeset(_TEMPLATE, data, format, ppi=144)
