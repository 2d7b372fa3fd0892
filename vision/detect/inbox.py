"""Packets of one camera that wait for their analysis: as few as possible are decoded, and the newest frame wins."""

from __future__ import annotations

import threading
from collections import deque

from vision.packets.wire import PacketArrived

_LONGEST_BACKLOG_S = 2.0
_MOST_PACKETS = 600


class Inbox:
    """Filled by the reading thread, emptied by the analysing one.

    Packets depend on those before them back to the keyframe, so whatever is dropped, the next packet that is handed out
    is a keyframe.
    """

    def __init__(self) -> None:
        self._packets: deque[PacketArrived] = deque()
        self._lock = threading.Lock()
        self._is_in_step = False
        self.dropped = 0

    def put(self, packet: PacketArrived) -> None:
        with self._lock:
            if len(self._packets) >= _MOST_PACKETS:
                self._drop_before_last_key()
            if len(self._packets) >= _MOST_PACKETS:
                self._packets.clear()
                self._is_in_step = False
            self._packets.append(packet)

    def clear(self) -> None:
        """The stream starts anew."""
        with self._lock:
            self._packets.clear()
            self._is_in_step = False

    def newest_at(self) -> float | None:
        """When the newest waiting packet arrived, epoch seconds."""
        with self._lock:
            return self._packets[-1].at if self._packets else None

    def take(self, only_keys: bool) -> list[PacketArrived]:
        """What to decode now, in order. With `only_keys`, or too far behind, at most one keyframe."""
        with self._lock:
            if only_keys:
                return self._newest_key()
            if self._backlog_s() > _LONGEST_BACKLOG_S:
                self._drop_before_last_key()
            waiting = list(self._packets)
            is_far_behind = self._backlog_s() > _LONGEST_BACKLOG_S
            self._packets.clear()
            return self._last_key(waiting) if is_far_behind else self._in_step(waiting)

    def _newest_key(self) -> list[PacketArrived]:
        """What came after it stays, so that a closer look can begin at once and not with the next keyframe."""
        index = max((place for place, packet in enumerate(self._packets) if packet.is_keyframe), default=None)
        if index is None:
            return []
        for _ in range(index):
            self._packets.popleft()
        self._is_in_step = True
        return [self._packets.popleft()]

    def _backlog_s(self) -> float:
        return self._packets[-1].at - self._packets[0].at if self._packets else 0.0

    def _drop_before_last_key(self) -> None:
        keys = [index for index, packet in enumerate(self._packets) if packet.is_keyframe]
        if not keys:
            return
        for _ in range(keys[-1]):
            self._packets.popleft()
            self.dropped += 1

    def _last_key(self, waiting: list[PacketArrived]) -> list[PacketArrived]:
        keys = [packet for packet in waiting if packet.is_keyframe]
        if waiting:
            self._is_in_step = waiting[-1].is_keyframe
        return keys[-1:]

    def _in_step(self, waiting: list[PacketArrived]) -> list[PacketArrived]:
        if not self._is_in_step:
            first_key = next((index for index, packet in enumerate(waiting) if packet.is_keyframe), len(waiting))
            self.dropped += first_key
            waiting = waiting[first_key:]
        self._is_in_step = self._is_in_step or bool(waiting)
        return waiting
