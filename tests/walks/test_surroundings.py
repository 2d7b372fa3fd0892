"""What a machine does to its programs: the disk fills up, somebody holds the database, the clock is set."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.harness.device import device_client, report, seen
from tests.harness.phone import Phone
from tests.harness.product import ROOT, Product
from tests.harness.push_peer import PushPeer
from tests.harness.small_disk import SmallDisk, small_disk
from tests.harness.waiting import until
from tests.harness.web import process, web_process
from tests.walks.photo import photo
from vision.backend_client import BackendUnreachable
from vision.media.duties import disk_of

pytestmark = [pytest.mark.processes, pytest.mark.timeout(300)]

HOUR = 3600


@dataclass
class Machine:
    product: Product
    disk: SmallDisk | None
    shift: Path  # by how much the notifier's wall clock is wrong, in seconds
    notifier: subprocess.Popen[bytes]

    def new_case(self) -> int:
        """A violation that no running case takes in."""
        for case in self.officer().get("/api/cases", state="open,acknowledged", type="CLOTHES")["items"]:
            self.officer().post(f"/api/cases/{case['id']}/dismissal", {"reason": "test", "text": ""})
        return int(report(device_client(self.product), seen())["case_id"])

    def officer(self) -> Phone:
        return self.product.phone("safety_officer")

    def level(self, case_id: int) -> int:
        return int(self.officer().get(f"/api/cases/{case_id}")["level"])


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    folder = tmp_path_factory.mktemp("machine")
    shift = folder / "shift"
    shift.write_text("0")
    with (
        small_disk(folder / "data", megabytes=32) as disk,
        web_process(folder / "data") as product,
        process(product, "tests.harness.set_clock", str(shift)) as notifier,
    ):
        yield Machine(product, disk, shift, notifier)


def _is_intact(product: Product) -> None:
    unfinished = [path for path in (product.data / "files").rglob("*") if "#" in path.name]  # how the store stages
    assert unfinished == []
    with sqlite3.connect(product.data / "mingchu.db") as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    verify = [sys.executable, "-m", "backend.cli", "verify"]
    run = subprocess.run(verify, cwd=ROOT, env=product.environment(), capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


def test_a_full_disk_is_said_and_nothing_breaks(machine: Machine) -> None:
    if machine.disk is None:
        pytest.skip("this machine lets nobody mount a small disk")
    officer, case_id = machine.officer(), machine.new_case()
    rectification = f"/api/cases/{case_id}/rectification"
    machine.disk.fill()
    assert machine.disk.left == 0

    answer = officer.send("POST", rectification, data={"text": "x"}, files={"photo": ("p.jpg", photo(), "image/jpeg")})
    assert (answer.status_code, answer.json()["code"]) == (507, "storage_full")
    box, unsent = device_client(machine.product), seen(2, "CAM_OFFLINE")
    with pytest.raises(BackendUnreachable, match="507"):  # so the box keeps its report and tries again
        report(box, unsent)
    assert officer.get(f"/api/cases/{case_id}")["state"] == "open"
    assert officer.get("/api/cases", camera_id=2)["items"] == []
    assert machine.product.is_ready()

    machine.disk.free()
    officer.post(rectification, data={"text": "x"}, files={"photo": ("p.jpg", photo(), "image/jpeg")})
    assert officer.get(f"/api/cases/{case_id}")["state"] == "rectified"
    late = report(box, unsent)["case_id"]
    until(lambda: machine.level(late) == 1, 60, "the notifier goes on as well")
    assert machine.notifier.poll() is None
    assert "Traceback" not in machine.product.log()
    _is_intact(machine.product)


@pytest.mark.requirement("J137")
def test_a_disk_that_fills_up_is_a_case_while_there_is_still_space(machine: Machine) -> None:
    if machine.disk is None:
        pytest.skip("this machine lets nobody mount a small disk")
    box, officer = device_client(machine.product), machine.officer()

    def running() -> list[object]:
        box.post_states([], disk_of(machine.product.data))
        return list(officer.get("/api/cases", state="open,acknowledged", type="PLATFORM_FAULT")["items"])

    machine.disk.fill(leave=2 << 20)
    until(lambda: len(running()) == 1, 60, "the disk's case")
    assert report(box, seen())["case_id"], "and what the cameras see is still kept"

    machine.disk.free()
    until(lambda: running() == [], 60, "the case closes itself")


class Lock:
    """Somebody else's write transaction, such as a backup that was started the wrong way."""

    def __init__(self, product: Product, seconds: float) -> None:
        self._database = sqlite3.connect(product.data / "mingchu.db", isolation_level=None, check_same_thread=False)
        self._database.execute("PRAGMA busy_timeout = 20000")
        self._database.execute("BEGIN IMMEDIATE")
        self._timer = threading.Timer(seconds, self._database.rollback)
        self._timer.start()

    def wait(self) -> None:
        self._timer.join()
        self._database.close()


def test_a_database_held_for_a_moment_is_waited_for(machine: Machine) -> None:
    officer, case_id = machine.officer(), machine.new_case()
    lock, began = Lock(machine.product, 3), time.monotonic()
    officer.post(f"/api/cases/{case_id}/acknowledgement", {})
    assert time.monotonic() - began >= 2.5
    lock.wait()


def test_a_database_held_for_long_is_said_to_be_busy_and_everything_goes_on_afterwards(machine: Machine) -> None:
    officer, case_id = machine.officer(), machine.new_case()
    path = f"/api/cases/{case_id}/acknowledgement"
    lock = Lock(machine.product, 14)
    answer = officer.send("POST", path, json={})
    assert (answer.status_code, answer.json()["code"]) == (503, "database_busy")
    assert int(answer.headers["Retry-After"]) >= 1
    assert officer.get(f"/api/cases/{case_id}")["state"] == "open"  # reading goes on meanwhile
    lock.wait()

    officer.post(path, {})
    late = machine.new_case()
    until(lambda: machine.level(late) == 1, 60, "the notifier goes on as well")
    assert machine.notifier.poll() is None
    _is_intact(machine.product)


@pytest.fixture
def timer_of_a_minute(machine: Machine) -> None:
    engine = machine.product.database()
    with engine.begin() as connection:
        connection.execute(text("UPDATE timer SET t1_minutes = 1"))
    engine.dispose()


@pytest.mark.usefixtures("timer_of_a_minute")
def test_a_clock_set_by_an_hour_and_back_makes_no_step_early_and_none_missed(machine: Machine, peer: PushPeer) -> None:
    head = machine.product.phone("safety_head")
    own = peer.subscribe(head.get("/api/config")["vapid_public_key"])
    head.subscribe(own)
    soon = machine.new_case()
    later = int(report(device_client(machine.product), seen(1, "INTRUDE"))["case_id"])
    until(lambda: machine.level(soon) == machine.level(later) == 1, 20, "level 1 of both")
    machine.product.let_time_pass(soon, minutes=0.6)
    due = {case_id: _due(machine, case_id) for case_id in (soon, later)}

    machine.shift.write_text(str(HOUR))
    until(lambda: _has(peer, own, soon), 60, "level 2 of the first case")
    assert due[soon] - 5 <= time.time() <= due[soon] + 20
    machine.shift.write_text("0")
    until(lambda: _has(peer, own, later), 90, "level 2 of the second case")
    assert due[later] - 5 <= time.time() <= due[later] + 20
    assert sorted(m["tag"] for m in peer.messages(own)) == sorted(f"case-{each}" for each in (soon, later))


def _due(machine: Machine, case_id: int) -> float:
    """When level 2 of a case falls due, in epoch seconds."""
    steps = machine.officer().get(f"/api/cases/{case_id}")["chain"]
    return min(_epoch(step["at"]) for step in steps if step["level"] == 2)


def _epoch(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


def _has(peer: PushPeer, subscription: dict[str, object], case_id: int) -> bool:
    return f"case-{case_id}" in {message["tag"] for message in peer.messages(subscription)}
