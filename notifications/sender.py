"""Keeps up to ten letters under way at once: a push service that hangs holds up one place, not the others."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait

from backend.catalog.cases import DeliveryChannel
from backend.core import clock
from notifications import deliveries
from notifications.channels.base import Channel, Later, Outcome
from notifications.deliveries import BATCH, Leased

log = logging.getLogger(__name__)


class Sender:
    def __init__(self, channels: Mapping[DeliveryChannel, Channel], *, places: int = BATCH) -> None:
        self._channels, self._places = channels, places
        self._pool = ThreadPoolExecutor(places, thread_name_prefix="letter")
        self._under_way: dict[Future[Outcome], Leased] = {}

    def run_once(self, timeout_s: float = 0.25) -> int:
        """Take what is due, wait until something is done, mark it; returns how many letters were marked."""
        self._take()
        return self._settle(timeout_s)

    def drain(self, timeout_s: float) -> None:
        """Mark what is still under way, without taking more."""
        while self._under_way and self._settle(timeout_s):
            pass

    def send_due(self) -> int:
        """Send until nothing is due; returns how many letters were marked."""
        total = 0
        while (marked := self.run_once(60.0)) or self._under_way:
            total += marked
        return total

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _take(self) -> None:
        busy = [leased.letter.id for leased in self._under_way.values()]
        for leased in deliveries.lease(self._places - len(busy), busy):
            channel = self._channels[leased.channel]
            self._under_way[self._pool.submit(channel.send, leased.letter, clock.now())] = leased

    def _settle(self, timeout_s: float) -> int:
        if not self._under_way:
            return 0
        done, _ = wait(self._under_way, timeout_s, FIRST_COMPLETED)
        deliveries.mark([(self._under_way[future], _outcome(future)) for future in done])
        # Forgotten only once marked: when the database fails, the marking is tried again.
        for future in done:
            del self._under_way[future]
        return len(done)


def _outcome(future: Future[Outcome]) -> Outcome:
    error = future.exception()
    if error is None:
        return future.result()
    log.error("a letter could not be sent", exc_info=error)
    return Later(type(error).__name__)
