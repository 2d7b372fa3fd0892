"""A box that reports what a test wants it to have seen, signed and sent as `vision` does."""

from __future__ import annotations

import io
import time
import uuid
from functools import lru_cache
from typing import Any

from PIL import Image

from tests.harness.product import Product
from vision.backend_client import BackendClient
from vision.clock import iso
from vision.settings import load_device


@lru_cache
def _picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (320, 180), "grey").save(out, "JPEG")
    return out.getvalue()


def device_client(product: Product, url: str | None = None, timeout_s: float = 30) -> BackendClient:
    """The credential of this product's own box, towards `url` or the product itself."""
    env = {"MINGCHU_BACKEND_URL": url or product.url}
    return BackendClient(load_device(product.data, env), "test", timeout_s=timeout_s)


def seen(camera_id: int = 1, kind: str = "CLOTHES", key: str | None = None, **changes: Any) -> dict[str, Any]:
    """The report of one violation that began ten seconds ago."""
    now = time.time()
    return {
        "key": key or uuid.uuid4().hex,
        "type": kind,
        "camera_id": camera_id,
        "score": 0.9,
        "boxes": [[10.0, 10.0, 80.0, 160.0]],
        "frame": [320, 180],
        "first_seen_at": iso(now - 10),
        "last_seen_at": iso(now),
        "held_s": 10.0,
        "rule": {"id": None, "hold_s": 5.0, "votes": 3, "window": 5, "hits": 3, "min_score": 0.5, "zones": []},
        "model": "test",
        "is_ai": True,
        **changes,
    }


def report(client: BackendClient, meta: dict[str, Any]) -> dict[str, Any]:
    """Send it; returns {"id", "case_id"}. Raises what BackendClient raises."""
    return client.post_observation(meta, _picture(), _picture())
