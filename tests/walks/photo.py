"""A photo as a phone's camera would hand it over."""

import io

from PIL import Image


def photo(colour: str = "white") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (1200, 900), colour).save(out, "JPEG")
    return out.getvalue()
