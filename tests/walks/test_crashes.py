"""kill -9 of every process, twenty times, while boxes report and phones are told: nothing is lost."""

from __future__ import annotations

import os
import random
import signal
import statistics
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from tests.harness.device import device_client, report, seen
from tests.harness.product import Product
from tests.harness.push_peer import PushPeer
from tests.harness.waiting import until
from vision.backend_client import BackendClient, BackendUnreachable
from vision.clock import iso

pytestmark = [pytest.mark.processes, pytest.mark.timeout(420)]

KILLS = 20
RUNNING_AGAIN_S = 30.0  # on a machine that does much else; the figure aimed at, 5 s, is printed and not asserted
BATCH = 10  # letters that one killed notifier may send twice
PEOPLE = ("safety_officer", "safety_head", "principal")
# What marks the process in its command line; of the web there are a master and its workers.
TARGETS = {
    "web worker": ("gunicorn",),
    "web": ("gunicorn",),
    "notifier": ("-m notifications",),
    "media": ("vision media",),
    "detect": ("vision detect",),
}


@dataclass
class Driver:
    """A box that reports a new violation again and again, each until the backend has taken it."""

    product: Product
    rule_id: int
    accepted: dict[str, int] = field(default_factory=dict)
    _stopping: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def start(self) -> None:
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Once the report under way has been taken."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(60)

    def _run(self) -> None:
        client = device_client(self.product, timeout_s=5)
        while not self._stopping.wait(0.4):
            now = time.time()
            meta = seen(1, "INTRUDE", first_seen_at=iso(now), last_seen_at=iso(now), held_s=3.0)
            meta["rule"]["id"] = self.rule_id
            self.accepted[meta["key"]] = self._insist(client, meta)

    def _insist(self, client: BackendClient, meta: dict[str, Any]) -> int:
        while True:
            try:
                return int(report(client, meta)["case_id"])
            except BackendUnreachable:
                time.sleep(0.1)


@pytest.fixture
def driver(product: Product) -> Iterator[Driver]:
    """With a rule that merges nothing, so that every report is a case; the demo kitchen never closes, so only ours."""
    rule = {"establishment_id": 1, "camera_id": 1, "type": "INTRUDE", "merge_s": 0, "schedule": "closed"}
    made = Driver(product, product.phone("safety_officer").post("/api/rules", rule)["id"])
    yield made
    made.stop()


def _all_steps_at_once(product: Product) -> None:
    """Every step of a new case is due the moment it opens; only the API's smallest timer stands against it."""
    engine = product.database()
    with engine.begin() as connection:
        connection.execute(text("UPDATE timer SET t1_minutes = 0, t2_minutes = 0"))
    engine.dispose()


def _victim(product: Product, target: str) -> int:
    pids = product.pids(*TARGETS[target])
    return pids[-1] if target == "web worker" else pids[0]


def _is_well(product: Product, target: str, dead: int) -> bool:
    """Someone has taken the dead one's place and the web answers that all are ready."""
    alive = product.pids(*TARGETS[target])
    return dead not in alive and len(alive) >= (3 if target.startswith("web") else 1) and product.is_ready()


def _has_beaten(product: Product, name: str, since: datetime) -> bool:
    """A heartbeat is written only by a process that works."""
    beats = _rows(product, f"SELECT at FROM process_heartbeat WHERE name = '{name}'")
    return bool(beats) and datetime.fromisoformat(str(beats[0].at)).replace(tzinfo=UTC) > since


def _kill_and_wait(product: Product, target: str) -> float:
    """Seconds from the kill until the process does its work again."""
    dead = _victim(product, target)
    os.kill(dead, signal.SIGKILL)
    killed = time.monotonic()
    # What the dead one had sent may still be written a moment later; no successor is that quick.
    after = datetime.now(UTC) + timedelta(seconds=0.3)

    def is_back() -> bool:
        return _is_well(product, target, dead) and (target.startswith("web") or _has_beaten(product, target, after))

    until(is_back, 60, f"{target} works again", every=0.1)
    return time.monotonic() - killed


def _rows(product: Product, statement: str) -> list[Any]:
    engine = product.database()
    with engine.connect() as connection:
        rows = list(connection.execute(text(statement)))
    engine.dispose()
    return rows


def test_nothing_is_lost_however_often_processes_are_killed(product: Product, peer: PushPeer, driver: Driver) -> None:
    seed = random.randrange(10**6)
    chance = random.Random(seed)
    print(f"seed {seed}")  # noqa: T201 - to repeat the same moments
    _all_steps_at_once(product)
    phones = {}
    for role in PEOPLE:
        phone = product.phone(role)
        phones[role] = peer.subscribe(phone.get("/api/config")["vapid_public_key"])
        phone.subscribe(phones[role])
    driver.start()

    took: dict[str, list[float]] = {target: [] for target in TARGETS}
    order = [*TARGETS] * (KILLS // len(TARGETS))
    chance.shuffle(order)
    for target in order:
        time.sleep(chance.uniform(0, 2))
        took[target].append(_kill_and_wait(product, target))
    driver.stop()
    _print(took)
    until(lambda: not _pending(product), 60, "every letter sent")

    _check_cases(product, driver)
    _check_doubles(phones, peer, kills=len(took["notifier"]))
    assert max(max(seconds) for seconds in took.values()) <= RUNNING_AGAIN_S


def _print(took: dict[str, list[float]]) -> None:
    for target, seconds in took.items():
        print(f"{target}: {sorted(round(s, 1) for s in seconds)}")  # noqa: T201 - the measured figures
    every = [second for seconds in took.values() for second in seconds]
    print(f"running again: median {statistics.median(every):.1f} s, longest {max(every):.1f} s")  # noqa: T201


def _pending(product: Product) -> int:
    waiting = "SELECT count(*) FROM delivery WHERE state = 'pending'"
    untold = "SELECT count(*) FROM case_file WHERE next_step_at < datetime('now') AND state = 'open'"
    return int(_rows(product, waiting)[0][0]) + int(_rows(product, untold)[0][0])


def _check_cases(product: Product, driver: Driver) -> None:
    kept = {row.key: row.case_id for row in _rows(product, "SELECT key, case_id FROM observation")}
    lost = {key for key, case_id in driver.accepted.items() if kept.get(key) != case_id}
    assert lost == set()
    cases = list(driver.accepted.values())
    assert len(set(cases)) == len(cases) > KILLS
    letters: dict[int, Counter[int]] = {case_id: Counter() for case_id in cases}
    statement = "SELECT case_id, level, state FROM delivery WHERE channel = 'web_push'"
    for row in _rows(product, statement):
        if row.case_id in letters and row.state == "sent":
            letters[row.case_id][row.level] += 1
    # Level 1 is the officer, level 2 the head of the body, level 3 the principal: each once for every case.
    wrong = {case: dict(found) for case, found in letters.items() if found != Counter({1: 1, 2: 1, 3: 1})}
    assert wrong == {}


def _check_doubles(phones: dict[str, dict[str, Any]], peer: PushPeer, kills: int) -> None:
    doubled = 0
    for subscription in phones.values():
        received = Counter((m["tag"], m["level"]) for m in peer.messages(subscription))
        doubled += sum(times - 1 for times in received.values())
    print(f"sent twice: {doubled} after {kills} killed notifiers")  # noqa: T201 - the measured figure
    assert doubled <= BATCH * kills
