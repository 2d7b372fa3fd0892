"""Reports reach the backend once, in order, whatever happens to the line, the disk and the process."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from vision.backend_client import BackendRefused, BackendUnreachable
from vision.reporter import Limits, Reporter
from vision.spool import Report, Spool, SpoolDamaged

QUICK = Limits(first_wait_s=0.01, longest_wait_s=0.05)


class RecordingBackend:
    """Takes everything, unless told to fail for a key."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, str]] = []
        self.fails: Callable[[str], Exception | None] = lambda key: None

    def _take(self, kind: str, key: str) -> None:
        if error := self.fails(key):
            raise error
        self.taken.append((kind, key))

    def post_observation(
        self, meta: dict[str, Any], snapshot: bytes, boxed: bytes, crops: Sequence[bytes] = ()
    ) -> dict[str, Any]:
        assert snapshot
        assert boxed
        assert list(crops) == [b"first", b"second"]
        self._take("observation", meta["key"])
        return {"id": 1, "case_id": 1}

    def put_clip(self, key: str, start_at: float, duration_s: float, mp4: bytes) -> None:
        self._take("clip", key)

    def end_observation(self, key: str, ended_at: float) -> None:
        self._take("end", key)


@pytest.fixture
def backend() -> RecordingBackend:
    return RecordingBackend()


@pytest.fixture
def reporter(backend: RecordingBackend, tmp_path: Path) -> Iterator[Reporter]:
    made = Reporter(backend, tmp_path, QUICK)
    yield made
    made.close()


def observe(reporter: Reporter, *keys: str) -> None:
    for key in keys:
        reporter.observe({"key": key}, b"clean", b"boxed", [b"first", b"second"])


def eventually(check: Callable[[], bool], seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < deadline, "did not happen"
        time.sleep(0.01)


def test_an_observation_its_clip_and_its_end_arrive_in_order(backend: RecordingBackend, reporter: Reporter) -> None:
    observe(reporter, "a")
    reporter.clip("a", 1.0, 10.0, b"mp4")
    reporter.end("a", 20.0)
    eventually(lambda: reporter.waiting() == 0)
    assert backend.taken == [("observation", "a"), ("clip", "a"), ("end", "a")]


def test_what_cannot_be_delivered_waits_and_follows_in_order(backend: RecordingBackend, reporter: Reporter) -> None:
    backend.fails = lambda key: BackendUnreachable("line down")
    observe(reporter, "a", "b", "c")
    time.sleep(0.1)
    assert reporter.waiting() == 3
    backend.fails = lambda key: None
    eventually(lambda: reporter.waiting() == 0)
    assert [key for _, key in backend.taken] == ["a", "b", "c"]


def test_a_refused_report_is_set_aside_and_the_next_is_delivered(
    backend: RecordingBackend, reporter: Reporter, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    backend.fails = lambda key: BackendRefused(422, "invalid") if key == "a" else None
    observe(reporter, "a", "b")
    eventually(lambda: reporter.waiting() == 0)
    assert backend.taken == [("observation", "b")]
    assert len(list((tmp_path / "refused").iterdir())) == 1
    assert "refused the observation of a: 422 invalid" in caplog.text


def test_a_report_that_always_fails_holds_up_only_its_own_key(backend: RecordingBackend, reporter: Reporter) -> None:
    backend.fails = lambda key: BackendUnreachable("500") if key == "a" else None
    observe(reporter, "a", "b")
    reporter.clip("a", 1.0, 10.0, b"mp4")
    observe(reporter, "c")
    eventually(lambda: len(backend.taken) == 2)
    assert [key for _, key in backend.taken] == ["b", "c"]
    assert reporter.waiting() == 2


def test_what_waited_is_delivered_after_a_restart(backend: RecordingBackend, tmp_path: Path) -> None:
    backend.fails = lambda key: BackendUnreachable("line down")
    first = Reporter(backend, tmp_path, QUICK)
    observe(first, "a", "b")
    first.close()
    backend.fails = lambda key: None
    second = Reporter(backend, tmp_path, QUICK)
    observe(second, "c")
    eventually(lambda: second.waiting() == 0)
    second.close()
    assert [key for _, key in backend.taken] == ["a", "b", "c"]


def test_a_full_disk_is_said_and_survived(
    backend: RecordingBackend,
    reporter: Reporter,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def no_space(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr("vision.spool.os.fsync", no_space)
        observe(reporter, "a", "b")
        assert list(tmp_path.glob("*.report")) == []
        assert list(tmp_path.glob("*.part")) == []
    assert "No space left" in caplog.text
    observe(reporter, "c")
    eventually(lambda: reporter.waiting() == 0)
    assert [key for _, key in backend.taken] == ["a", "b", "c"]


def test_a_damaged_file_is_set_aside_and_the_rest_is_delivered(backend: RecordingBackend, tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    for key in "ab":
        spool.put(Report("end", key, {"ended_at": 1.0}))
    first = tmp_path / spool.names()[0]
    first.write_bytes(first.read_bytes()[:-3])
    with pytest.raises(SpoolDamaged):
        spool.get(first.name)
    reporter = Reporter(backend, tmp_path, QUICK)
    eventually(lambda: reporter.waiting() == 0)
    reporter.close()
    assert backend.taken == [("end", "b")]
    assert (tmp_path / "damaged" / first.name).exists()


def test_clips_are_given_up_before_the_spool_outgrows_its_limit(backend: RecordingBackend, tmp_path: Path) -> None:
    backend.fails = lambda key: BackendUnreachable("line down")
    reporter = Reporter(backend, tmp_path, Limits(first_wait_s=0.01, longest_wait_s=0.05, spool_bytes=10))
    observe(reporter, "a")
    reporter.clip("a", 1.0, 10.0, b"mp4")
    observe(reporter, "b")
    assert reporter.waiting() == 2
    reporter.close()


WRITER = """
import sys, pathlib
from vision.spool import Report, Spool
spool = Spool(pathlib.Path(sys.argv[1]))
number = 0
while True:
    spool.put(Report("clip", str(number), {"n": number}, {"mp4": bytes([number % 256]) * 50_000}))
    print(number, flush=True)
    number += 1
"""


def test_a_process_killed_while_writing_leaves_only_whole_reports(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        for _ in range(20):
            promised = int(writer.stdout.readline())
        os.kill(writer.pid, signal.SIGKILL)
    spool = Spool(tmp_path)
    numbers = [spool.get(name).data["n"] for name in spool.names()]
    assert numbers == list(range(len(numbers)))
    assert len(numbers) > promised
    assert list(tmp_path.glob("*.part")) == []


def test_what_a_dead_process_left_is_delivered_by_another(backend: RecordingBackend, tmp_path: Path) -> None:
    dead = Spool(tmp_path / "dead")
    for key in ("a", "b"):
        parts = {"snapshot": b"clean", "boxed": b"boxed", "crop0": b"first", "crop1": b"second"}
        dead.put(Report("observation", key, {"key": key}, parts))
    (tmp_path / "dead" / "000000000009.report").write_bytes(b"half")
    living = Reporter(backend, tmp_path / "living", QUICK)
    assert living.adopt(tmp_path / "dead") == 3
    eventually(lambda: living.waiting() == 0)
    living.close()
    assert backend.taken == [("observation", "a"), ("observation", "b")]
    assert dead.names() == []
    assert (tmp_path / "dead" / "damaged" / "000000000009.report").exists()
