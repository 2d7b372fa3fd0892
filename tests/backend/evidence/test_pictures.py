"""Pictures from outside: what is kept is a plain JPEG, and what is no picture is refused at once."""

from __future__ import annotations

import io
import time

import pytest
from PIL import Image

from backend.core.errors import InvalidError
from backend.evidence.pictures import MAX_BYTES, clean
from tests.fakes.pictures import jpeg, png

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def _noise(width: int = 640, height: int = 480) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((width, height), 60).convert("RGB").save(out, "JPEG", quality=90)
    return out.getvalue()


def _animated() -> bytes:
    frames = [Image.new("RGB", (64, 64), colour) for colour in ("red", "blue")]
    out = io.BytesIO()
    frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:])
    return out.getvalue()


REFUSED = {
    "svg": (SVG, "picture_type"),
    "svg with a JPEG's name inside": (b"\xff\xd8\xff" + SVG, "picture_type"),
    "html": (b"<!doctype html><script>alert(1)</script>", "picture_type"),
    "gif": (b"GIF89a" + b"\0" * 20, "picture_type"),
    "pdf": (b"%PDF-1.7\n" + b"\0" * 100, "picture_type"),
    "zip": (b"PK\x03\x04" + b"\0" * 100, "picture_type"),
    "nothing": (b"", "picture_missing"),
    "truncated jpeg": (_noise()[:8000], "picture_unreadable"),
    "truncated png": (png(800, 800)[:60], "picture_unreadable"),
    "bomb of 900 megapixels": (png(30000, 30000), "picture_too_large"),
    "bomb of one line": (png(65000, 800), "picture_too_large"),
    "too many bytes": (b"\xff\xd8" + b"\0" * MAX_BYTES, "picture_too_large"),
    "speck": (jpeg(2, 2), "picture_too_small"),
    "animation": (_animated(), "picture_animated"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_usable_picture_is_refused_within_a_second(name: str) -> None:
    data, code = REFUSED[name]
    started = time.process_time()
    with pytest.raises(InvalidError) as refused:
        clean(data)
    assert refused.value.code == code
    assert time.process_time() - started < 1


def test_a_photo_is_turned_upright_and_loses_where_it_was_taken() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90 degrees
    exif[0x010F] = "PhoneMaker"
    exif.get_ifd(0x8825)[1] = "N"
    out = io.BytesIO()
    Image.new("RGB", (400, 300), "red").save(out, "JPEG", exif=exif)
    picture = clean(out.getvalue())
    kept = Image.open(io.BytesIO(picture.data))
    assert kept.size == (picture.width, picture.height) == (300, 400)
    assert not dict(kept.getexif())
    assert b"PhoneMaker" not in picture.data


def test_a_large_photo_is_scaled_down() -> None:
    picture = clean(_noise(4000, 3000))
    assert (picture.width, picture.height) == (2560, 1920)


def test_what_hides_behind_the_pixels_is_gone() -> None:
    picture = clean(_noise() + b"PK\x03\x04 evil" + SVG)
    assert b"evil" not in picture.data
    assert b"svg" not in picture.data


def test_a_see_through_png_gets_a_white_ground() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (64, 64), (255, 0, 0, 0)).save(out, "PNG")
    kept = Image.open(io.BytesIO(clean(out.getvalue()).data))
    assert kept.getpixel((5, 5)) == (255, 255, 255)
