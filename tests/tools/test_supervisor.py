"""The supervisor with tiny children in place of the product's processes."""

import asyncio
import io
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tools.supervisor import health, options
from tools.supervisor.children import children
from tools.supervisor.keeper import Child, Keeper, describe_exit, restart_delay
from tools.supervisor.log import Log
from tools.supervisor.network import is_port_free

PATIENCE_S = 20.0


class Watched:
    """A keeper around a Python one-liner, and what it printed."""

    def __init__(self, code: str) -> None:
        self._out = io.StringIO()
        log = Log(self._out, now=lambda: datetime(2026, 11, 21, 12, 30, 5, tzinfo=UTC))
        self.keeper = Keeper(Child("web", (sys.executable, "-u", "-c", code)), dict(os.environ), log)

    @property
    def printed(self) -> str:
        return self._out.getvalue()

    def play(self, scene: Callable[[], Awaitable[None]]) -> None:
        async def play() -> None:
            running = asyncio.create_task(self.keeper.run())
            try:
                await scene()
            finally:
                await self.keeper.stop(grace_s=1.0)
                await running

        asyncio.run(play())

    async def until(self, is_so: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while not is_so():
            assert time.monotonic() < deadline, f"waited in vain; printed so far:\n{self.printed}"
            await asyncio.sleep(0.02)


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_each_line_of_a_child_carries_the_time_and_its_name() -> None:
    watched = Watched("print('2026-11-21 12:30:04,123 INFO camera 1 online'); import time; time.sleep(60)")

    async def scene() -> None:
        await watched.until(lambda: "online" in watched.printed)

    watched.play(scene)
    assert watched.printed == "12:30:05 web      | INFO camera 1 online\n"


def test_a_killed_child_is_started_again() -> None:
    watched = Watched("import os, time; print('pid', os.getpid()); time.sleep(60)")

    async def scene() -> None:
        await watched.until(lambda: watched.printed.count("pid") == 1)
        assert watched.keeper.pid is not None
        os.kill(watched.keeper.pid, signal.SIGKILL)
        await watched.until(lambda: watched.printed.count("pid") == 2)

    watched.play(scene)
    assert "was ended by SIGKILL; starting it again in 0.2 s" in watched.printed


def test_what_a_dead_child_left_behind_is_ended_before_it_starts_again() -> None:
    grandchild = "import time; time.sleep(60)"
    watched = Watched(
        f"import subprocess, sys; print('left', subprocess.Popen([sys.executable, '-c', {grandchild!r}]).pid)"
    )

    async def scene() -> None:
        await watched.until(lambda: watched.printed.count("left") == 2)
        left = int(watched.printed.split("left ")[1].split()[0])
        await watched.until(lambda: not is_alive(left))

    watched.play(scene)


def test_a_child_that_will_not_stop_is_killed() -> None:
    watched = Watched("import signal, time; signal.signal(15, signal.SIG_IGN); print('deaf'); time.sleep(60)")

    async def scene() -> None:
        await watched.until(lambda: "deaf" in watched.printed)

    watched.play(scene)
    assert "did not stop within 1 s and is killed" in watched.printed
    assert watched.keeper.pid is not None
    assert not is_alive(watched.keeper.pid)


def test_a_command_that_does_not_exist_is_tried_again_and_said() -> None:
    watched = Watched("")
    watched.keeper.child = Child("web", ("/nowhere/at-all",))

    async def scene() -> None:
        await watched.until(lambda: watched.keeper.restarts >= 2)

    watched.play(scene)
    assert "cannot be started" in watched.printed


def test_children_do_not_outlive_a_killed_supervisor() -> None:
    code = (
        "import os, sys, time; from tools.supervisor.spawn import spawn;"
        "child = spawn([sys.executable, '-c', 'import time; time.sleep(60)'], dict(os.environ));"
        "print(child.pid, flush=True); time.sleep(60)"
    )
    supervisor = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert supervisor.stdout is not None
    child = int(supervisor.stdout.readline())
    assert is_alive(child)
    supervisor.kill()
    supervisor.wait()
    supervisor.stdout.close()
    deadline = time.monotonic() + PATIENCE_S
    while is_alive(child):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_the_first_restart_comes_at_once_and_later_ones_are_capped() -> None:
    assert [restart_delay(failures) for failures in (1, 2, 3, 4, 5, 6, 60)] == [0.2, 0.4, 0.8, 1.6, 3.2, 5.0, 5.0]


def test_an_exit_is_described_in_words() -> None:
    assert describe_exit(3) == "ended with 3"
    assert describe_exit(-15) == "was ended by SIGTERM"


def test_a_port_in_use_is_seen() -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        assert not is_port_free("127.0.0.1", server.getsockname()[1])


def test_a_second_program_on_the_port_is_a_plain_message(tmp_path: Path) -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        port = server.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "-m", "tools.supervisor", "--no-demo"],
            env={**os.environ, "PORT": str(port), "MINGCHU_DATA_DIR": str(tmp_path)},
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr.startswith(f"Port {port} is in use by another program.")


@pytest.mark.parametrize("value", ["0", "70000", "http", "-1"])
def test_a_port_that_is_none_is_refused(value: str, tmp_path: Path) -> None:
    with pytest.raises(options.OptionsError, match=f"PORT={value} is not a port number"):
        options.read({"PORT": value, "MINGCHU_DATA_DIR": str(tmp_path)}, is_demo=False)


def test_a_clip_that_is_missing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(options.OptionsError, match="there is no such file"):
        options.read({"CLIP": str(tmp_path / "none.mp4"), "MINGCHU_DATA_DIR": str(tmp_path)})


def test_the_web_process_has_the_port_after_it_for_media(tmp_path: Path) -> None:
    chosen = options.read({"PORT": "8100", "MINGCHU_DATA_DIR": str(tmp_path)}, is_demo=False)
    assert (chosen.media_port, chosen.address) == (8101, "http://127.0.0.1:8100")


def test_health_names_the_processes_that_are_not_ready() -> None:
    answer = health.Answer(503, {"processes": {"web": {"state": "ready"}, "detect": {"state": "starting"}}})
    assert health.waiting_for(answer) == ["detect"]
    assert health.waiting_for(None) == ["web"]


def test_several_detects_are_children_of_their_own() -> None:
    chosen = options.read({"DETECT": "3"}, is_demo=False)
    names = [child.name for child in children(chosen)]
    assert names == ["web", "notifier", "media", "detect", "detect2", "detect3"]


@pytest.mark.parametrize("text", ["0", "many", "1000"])
def test_an_unusable_number_of_detects_is_a_plain_message(text: str) -> None:
    with pytest.raises(options.OptionsError, match=f"DETECT={text}"):
        options.read({"DETECT": text}, is_demo=False)
