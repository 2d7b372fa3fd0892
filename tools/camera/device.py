"""The camera itself: what it shows now, who watches, and the faults that were switched on."""

from __future__ import annotations

import asyncio
import time

from tools.camera.auth import Credentials
from tools.camera.footage import Footage, black, frozen
from tools.camera.session import Session

_SILENCE = b"\xff" * 320


class Camera:
    """Shows frame `int(time * fps)` of its footage, so that two observers agree on what is now."""

    def __init__(self, name: str, footage: Footage, credentials: Credentials | None = None) -> None:
        self.name = name
        self.credentials = credentials
        self.is_on = True
        self.has_video = True
        self.sessions: dict[Session, asyncio.BaseTransport] = {}
        self.connections = 0
        self.stalled_until = 0.0
        self._loaded = footage
        self.footage = footage

    def frame_index(self, now: float) -> int:
        return int(now * self.footage.fps) % len(self.footage.access_units)

    def kick(self) -> None:
        """Cut every viewer's connection, as a reboot does."""
        for transport in list(self.sessions.values()):
            if isinstance(transport, asyncio.Transport):
                transport.abort()

    def switch_off(self) -> None:
        self.is_on = False
        self.kick()

    def stall(self, seconds: float) -> None:
        """Keep the connections, send nothing."""
        self.stalled_until = time.time() + seconds

    def play(self, footage: Footage) -> None:
        is_other_codec = footage.codec != self.footage.codec
        self._loaded = self.footage = footage
        if is_other_codec:
            self.kick()

    def drop_video(self) -> None:
        self.has_video = False
        self.kick()

    async def go_black(self) -> None:
        self.footage = await asyncio.to_thread(black, self._loaded)

    async def freeze(self) -> None:
        self.footage = await asyncio.to_thread(frozen, self._loaded, self.frame_index(time.time()))

    def heal(self) -> None:
        """End every fault."""
        self.is_on = True
        self.has_video = True
        self.stalled_until = 0.0
        self.footage = self._loaded

    async def run(self) -> None:
        """Send each frame when its time has come, forever."""
        number = int(time.time() * self.footage.fps)
        while True:
            number += 1
            fps = self.footage.fps
            wait = number / fps - time.time()
            if abs(wait) > 1:  # the clock jumped or the footage changed its rate
                number = int(time.time() * fps)
                continue
            await asyncio.sleep(max(wait, 0))
            if self.is_on and time.time() >= self.stalled_until:
                self._send(number, fps)

    def _send(self, number: int, fps: float) -> None:
        unit = self.footage.access_units[number % len(self.footage.access_units)]
        ticks = round((number + unit.reorder) * 90_000 / fps)
        for session in list(self.sessions):
            if self.has_video:
                session.send_video(unit.payloads, ticks, is_keyframe=unit.is_keyframe)
            else:
                session.send_audio(_SILENCE, number * len(_SILENCE))
            if number % round(5 * fps) == 0:
                session.send_report(number / fps, ticks)
