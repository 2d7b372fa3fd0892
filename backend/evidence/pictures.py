"""Takes in a picture from outside: whatever it was, what is kept is a plain JPEG of its pixels.

Re-encoding drops EXIF and GPS, anything hidden behind the pixels, and whatever else a file could also be.
"""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from typing import Any

from PIL import Image, ImageOps, UnidentifiedImageError

from backend.core.errors import InvalidError

MAX_BYTES = 15 * 1024 * 1024
MAX_PIXELS = 50_000_000  # a 48-megapixel phone
MAX_SIDE = 2560
_MIN_SIDE = 8
_QUALITY = 85
_FORMATS = ("JPEG", "PNG", "WEBP")


@dataclass(frozen=True)
class Picture:
    data: bytes
    width: int
    height: int


def clean(data: bytes, max_side: int = MAX_SIDE) -> Picture:
    """Verify and re-encode. Raises InvalidError with picture_too_large, picture_unreadable or picture_type."""
    if not data:
        raise InvalidError("picture_missing")
    if len(data) > MAX_BYTES:
        raise InvalidError("picture_too_large")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # odd metadata is no reason: it is thrown away
            return _encode(_decode(data, max_side), max_side)
    except InvalidError:
        raise
    except Image.DecompressionBombError as error:
        raise InvalidError("picture_too_large") from error
    except UnidentifiedImageError as error:
        raise InvalidError("picture_type") from error
    # Decoders raise almost anything on damaged input; all of it means that the picture cannot be read.
    except Exception as error:
        raise InvalidError("picture_unreadable") from error


def _decode(data: bytes, max_side: int) -> Image.Image:
    # The header is read first: the size decides before a single pixel is unpacked.
    image: Any = Image.open(io.BytesIO(data), formats=_FORMATS)
    if image.width * image.height > MAX_PIXELS:
        raise InvalidError("picture_too_large")
    if min(image.size) < _MIN_SIDE:
        raise InvalidError("picture_too_small")
    if getattr(image, "is_animated", False) and image.format in ("PNG", "WEBP"):
        raise InvalidError("picture_animated")
    image.draft("RGB", (max_side, max_side))
    image.load()
    return ImageOps.exif_transpose(image)


def _encode(image: Image.Image, max_side: int) -> Picture:
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        layer = image.convert("RGBA")
        image = Image.new("RGB", layer.size, "white")
        image.paste(layer, mask=layer.getchannel("A"))
    image = image.convert("RGB")
    image.thumbnail((max_side, max_side))
    plain = Image.new("RGB", image.size)
    plain.paste(image)
    out = io.BytesIO()
    plain.save(out, "JPEG", quality=_QUALITY)
    return Picture(out.getvalue(), *plain.size)
