"""When the demo footage shows somebody: it lasts a minute and shows frame `time * fps`, so every minute is alike."""

from __future__ import annotations

import time

from tests.harness.phone import Phone
from tests.harness.waiting import until

_QUIET = range(40, 48)  # the visitor without a uniform stays from second 4 to 29


def start_afresh(person: Phone) -> set[int]:
    """Wait until nobody without a uniform is there and dismiss what is open; returns the ids of all cases so far."""
    until(lambda: int(time.time() % 60) in _QUIET, 65, "nobody before the camera")
    for case in person.get("/api/cases", state="open,acknowledged", page_size=100)["items"]:
        person.post(f"/api/cases/{case['id']}/dismissal", {"reason": "test", "text": ""})
    return {case["id"] for case in person.get("/api/cases", page_size=100)["items"]}
