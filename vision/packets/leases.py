"""Which of several readers analyses which camera: a lease each, renewed by work, shared evenly, never held by two.

Pure: the time is an argument, in seconds of one steady clock.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

HOLD_S = 6.0
"""A reader that has not renewed for so long is taken for dead, and must itself stop by then."""

RENEW_EVERY_S = 1.5

W = TypeVar("W", bound=Hashable)
_NONE: frozenset[int] = frozenset()


@dataclass
class _Lease:
    """`granted`: what the reader was told it has; `working`: what it said it still works on."""

    renewed_at: float
    granted: frozenset[int] = _NONE
    working: frozenset[int] = _NONE


class LeaseBook(Generic[W]):
    """`W` names a reader."""

    def __init__(self) -> None:
        self._cameras: frozenset[int] = _NONE
        self._leases: dict[W, _Lease] = {}

    def offer(self, cameras: Collection[int]) -> None:
        """The cameras that there are."""
        self._cameras = frozenset(cameras)

    def join(self, worker: W, now: float) -> None:
        self._leases[worker] = _Lease(now)

    def leave(self, worker: W) -> None:
        self._leases.pop(worker, None)

    def renew(self, worker: W, working: Collection[int], now: float) -> None:
        """The reader lives and works on these cameras; what it has let go may be given to others from now on."""
        if worker in self._leases:
            self._leases[worker].renewed_at = now
            self._leases[worker].working = frozenset(working)

    def settle(self, now: float) -> dict[W, frozenset[int]]:
        """What changes: the cameras of each reader whose lease is another one now."""
        alive = {worker: lease for worker, lease in self._leases.items() if now - lease.renewed_at <= HOLD_S}
        before = {worker: lease.granted for worker, lease in self._leases.items()}
        for worker, lease in self._leases.items():
            if worker not in alive:
                lease.granted = lease.working = _NONE
        wanted = shares(self._cameras, {worker: lease.granted for worker, lease in alive.items()})
        for worker, lease in alive.items():
            lease.granted &= wanted[worker]
        for worker, lease in alive.items():
            taken = _NONE.union(*(other.granted | other.working for other in alive.values() if other is not lease))
            lease.granted |= wanted[worker] - taken
        return {worker: lease.granted for worker, lease in self._leases.items() if lease.granted != before[worker]}


def shares(cameras: Collection[int], held: Mapping[W, frozenset[int]]) -> dict[W, frozenset[int]]:
    """An even distribution in which as few cameras as possible change hands."""
    if not held:
        return {}
    quota, over = divmod(len(cameras), len(held))
    by_load = sorted(held, key=lambda worker: -len(held[worker]))
    quotas = {worker: quota + (place < over) for place, worker in enumerate(by_load)}
    given = {worker: frozenset(sorted(held[worker] & frozenset(cameras))[: quotas[worker]]) for worker in held}
    free = sorted(frozenset(cameras).difference(*given.values()))
    for worker in by_load:
        room = quotas[worker] - len(given[worker])
        given[worker] |= frozenset(free[:room])
        free = free[room:]
    return given
