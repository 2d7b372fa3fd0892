"""The copy of a document that the public sees: its purpose is written across it, so that it serves for nothing else."""

from __future__ import annotations

import io
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from flask import current_app
from PIL import Image, ImageDraw, ImageFont

from backend.evidence.pictures import Picture
from backend.settings import Settings

_TEXT_ZH, _TEXT_EN = "仅供明厨公示 · 复印无效", "FOR PUBLIC DISPLAY ONLY"
_MAX_SIDE = 1600  # enough to read; the original stays inside
_FONTS = ("NotoSansSC*", "NotoSansCJK*", "NotoSerifSC*", "NotoSerifCJK*", "SourceHan*")
_SYSTEM = Path("/usr/share/fonts")


@lru_cache(maxsize=2)
def _font_file(folder: Path) -> Path | None:
    places = [place for place in (folder, _SYSTEM) if place.exists()]
    return next((path for place in places for name in _FONTS for path in sorted(place.rglob(name))), None)


def watermarked(picture: Picture) -> Picture:
    """The picture, smaller, with the words in slanted rows over all of it."""
    image: Any = Image.open(io.BytesIO(picture.data)).convert("RGBA")
    image.thumbnail((_MAX_SIDE, _MAX_SIDE))
    size = max(14, max(image.size) // 28)
    file = _font_file(cast(Settings, current_app.extensions["settings"]).data_dir / "fonts")
    # Without a font that has Chinese characters the words are English: boxes would say nothing.
    font: Any = ImageFont.truetype(str(file), size) if file else ImageFont.load_default(size)
    text = _TEXT_ZH if file else _TEXT_EN
    side = int(max(image.size) * 1.5)
    layer = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    draw = ImageDraw.Draw(layer)
    width = int(draw.textlength(text, font=font)) + 3 * size
    for row, y in enumerate(range(0, side, 5 * size)):
        for x in range(-(row % 2) * width // 2, side, width):
            draw.text((x, y), text, font=font, fill=(90, 90, 90, 110))
    turned = layer.rotate(30, resample=Image.Resampling.BILINEAR)
    left, top = (side - image.width) // 2, (side - image.height) // 2
    image.alpha_composite(turned.crop((left, top, left + image.width, top + image.height)))
    out = io.BytesIO()
    image.convert("RGB").save(out, "JPEG", quality=80)
    return Picture(out.getvalue(), *image.size)
