"""Hands observations to the backend: kept on disk first, delivered in order by a thread of its own."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from vision.backend_client import BackendRefused, BackendUnreachable
from vision.spool import Report, Spool, SpoolDamaged

log = logging.getLogger(__name__)

_OBSERVATION, _CLIP, _END = "observation", "clip", "end"


class Backend(Protocol):
    """What the reporter needs of BackendClient. Raises BackendUnreachable (try again) or BackendRefused (do not)."""

    def post_observation(
        self, meta: dict[str, Any], snapshot: bytes, boxed: bytes, crops: Sequence[bytes] = ()
    ) -> dict[str, Any]: ...

    def put_clip(self, key: str, start_at: float, duration_s: float, mp4: bytes) -> None: ...

    def end_observation(self, key: str, ended_at: float) -> None: ...


@dataclass(frozen=True)
class Limits:
    """`first_wait_s` doubles up to `longest_wait_s` between attempts; clips are given up above `spool_bytes`."""

    first_wait_s: float = 0.5
    longest_wait_s: float = 15.0
    spool_bytes: int = 2_000_000_000
    unsaved_bytes: int = 64_000_000
    suspect_after: int = 5


class Reporter:
    """Callers never wait for the network, and a report that was accepted here survives a killed process.

    While the disk is full, reports stay in memory (up to `unsaved_bytes`) and are written when there is space again.
    A report that keeps failing while others pass delays only the reports of its own key.
    """

    def __init__(self, client: Backend, directory: Path, limits: Limits | None = None) -> None:
        self._client = client
        self._limits = limits or Limits()
        self._spool = Spool(directory)
        self._unsaved: deque[Report] = deque()
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._is_closing = threading.Event()
        self._failures = 0
        self._retry_after_s = 0.0
        self._suspects: set[str] = set()
        self._thread = threading.Thread(target=self._run, name="reporter", daemon=True)
        self._thread.start()

    def observe(self, meta: Mapping[str, Any], snapshot: bytes, boxed: bytes, crops: Sequence[bytes] = ()) -> None:
        """`meta` as in POST /api/observations; its `key` makes repetitions harmless. `crops`: those of `meta`."""
        parts = {"snapshot": snapshot, "boxed": boxed} | {f"crop{n}": crop for n, crop in enumerate(crops)}
        self._keep(Report(_OBSERVATION, str(meta["key"]), meta, parts))

    def clip(self, key: str, start_at: float, duration: float, mp4: bytes) -> None:
        """Attach a clip to an observation reported before. `start_at` in epoch seconds, `duration` in seconds."""
        self._keep(Report(_CLIP, key, {"start_at": start_at, "duration": duration}, {"mp4": mp4}))

    def end(self, key: str, ended_at: float) -> None:
        """Say that the state of an observation is over. `ended_at` in epoch seconds."""
        self._keep(Report(_END, key, {"ended_at": ended_at}))

    def adopt(self, directory: Path) -> int:
        """Take over what a process that is gone left in its spool; returns how many reports. Repeating is harmless."""
        left = Spool(directory)
        names = left.names()
        for name in names:
            try:
                self._keep(left.get(name))
                left.remove(name)
            except SpoolDamaged as error:
                log.error("spool: %s set aside as damaged: %s", name, error)
                left.set_aside(name, "damaged")
        return len(names)

    def waiting(self) -> int:
        """Reports that the backend has not taken yet."""
        with self._lock:
            return len(self._spool.names()) + len(self._unsaved)

    def close(self, timeout_s: float = 5.0) -> None:
        """Stop after the delivery in progress; what waits stays on disk for the next start."""
        self._is_closing.set()
        self._wake.set()
        self._thread.join(timeout_s)

    def _keep(self, report: Report) -> None:
        with self._lock:
            if report.kind == _CLIP and self._spool.size() > self._limits.spool_bytes:
                log.error("spool full: clip of %s given up", report.key)
                return
            self._unsaved.append(report)
            self._save_unsaved()
            self._forget_what_memory_cannot_hold()
        self._wake.set()

    def _save_unsaved(self) -> None:
        while self._unsaved:
            try:
                self._spool.put(self._unsaved[0])
            except OSError as error:
                log.error("spool cannot be written: %s; %d reports only in memory", error, len(self._unsaved))
                return
            self._unsaved.popleft()

    def _forget_what_memory_cannot_hold(self) -> None:
        clips = [report for report in self._unsaved if report.kind == _CLIP]
        while sum(report.size for report in self._unsaved) > self._limits.unsaved_bytes:
            lost = clips.pop(0) if clips else self._unsaved[0]
            self._unsaved.remove(lost)
            log.error("disk full and memory full: %s of %s is lost", lost.kind, lost.key)

    def _run(self) -> None:
        while not self._is_closing.is_set():
            self._wake.clear()
            try:
                is_done = self._deliver_waiting()
            except OSError as error:
                log.error("spool cannot be read: %s", error)
                is_done = False
            self._wait(is_done)

    def _wait(self, is_done: bool) -> None:
        if is_done:
            self._failures = 0
            self._wake.wait(self._limits.longest_wait_s)
            return
        self._failures += 1
        wait_s = min(self._limits.first_wait_s * 2.0 ** min(self._failures - 1, 16), self._limits.longest_wait_s)
        self._is_closing.wait(max(wait_s, min(self._retry_after_s, self._limits.longest_wait_s)))

    def _deliver_waiting(self) -> bool:
        """One pass over everything that waits. False when something is left."""
        with self._lock:
            self._save_unsaved()
            names = self._spool.names()
            is_done = not self._unsaved
        blocked: set[str] = set()
        for name in names:
            if self._is_closing.is_set():
                return False
            report = self._read(name)
            if report is None or report.key in blocked:
                continue
            if self._deliver(name, report):
                self._suspects |= blocked
                continue
            is_done = False
            blocked.add(report.key)
            if self._is_line_down(blocked):
                return False
        return is_done

    def _is_line_down(self, blocked: set[str]) -> bool:
        """A failure means that the line is down, unless it lasts: then look whether others pass the report by."""
        fresh = len(blocked - self._suspects)
        return fresh > (0 if self._failures < self._limits.suspect_after else 3)

    def _read(self, name: str) -> Report | None:
        try:
            return self._spool.get(name)
        except SpoolDamaged as error:
            log.error("spool: %s set aside as damaged: %s", name, error)
            self._spool.set_aside(name, "damaged")
        except OSError as error:
            log.error("spool: %s cannot be read: %s", name, error)
        return None

    def _deliver(self, name: str, report: Report) -> bool:
        try:
            self._send(report)
        except BackendUnreachable as error:
            self._retry_after_s = error.retry_after_s or 0.0
            if self._failures == 0:
                log.warning("backend unreachable, reports wait on disk: %s", error)
            return False
        except BackendRefused as error:
            log.error("backend refused the %s of %s: %s", report.kind, report.key, error)
            self._spool.set_aside(name, "refused")
            return True
        self._spool.remove(name)
        self._suspects.discard(report.key)
        if self._failures:
            log.info("backend takes reports again")
            self._failures = 0
        return True

    def _send(self, report: Report) -> None:
        data = dict(report.data)
        if report.kind == _OBSERVATION:
            parts = dict(report.parts)
            snapshot, boxed = parts.pop("snapshot"), parts.pop("boxed")
            self._client.post_observation(data, snapshot, boxed, [parts[name] for name in sorted(parts)])
        elif report.kind == _CLIP:
            self._client.put_clip(report.key, data["start_at"], data["duration"], report.parts["mp4"])
        else:
            self._client.end_observation(report.key, data["ended_at"])
