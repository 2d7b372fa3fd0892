"""`python -m tools.supervisor [--no-demo]`: run the whole product on this machine until Ctrl-C."""

from __future__ import annotations

import argparse
import asyncio
import fcntl
import os
import signal
import sys
from contextlib import suppress
from typing import IO

from tools.supervisor import children, health, options, welcome
from tools.supervisor.keeper import Keeper
from tools.supervisor.log import Log
from tools.supervisor.network import is_port_free

GRACE_S = 6.0


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.supervisor", description="Run the product on this machine.")
    parser.add_argument("--no-demo", action="store_true", help="without the demo camera")
    arguments = parser.parse_args()
    try:
        chosen = options.read(is_demo=not arguments.no_demo)
        lock = _only_one(chosen)
        _check_ports(chosen)
    except options.OptionsError as error:
        print(error, file=sys.stderr)
        return 1
    with lock:
        asyncio.run(_run(chosen, Log()))
    return 0


def _only_one(chosen: options.Options) -> IO[str]:
    """Two supervisors on one data folder would fight over its sockets and spools. Raises OptionsError."""
    path = chosen.data / "run" / "supervisor.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = path.open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        raise options.OptionsError(
            f"Mingchu already runs on the data in {chosen.data}. Stop it first, or set MINGCHU_DATA_DIR."
        ) from None
    return lock


def _check_ports(chosen: options.Options) -> None:
    """Raises OptionsError naming the port that is taken."""
    wanted = {"PORT": (chosen.host, chosen.port), "MEDIA_PORT": (chosen.host, chosen.media_port)}
    if chosen.clip is not None:
        wanted["CAMERA_PORT"] = ("127.0.0.1", chosen.camera_port)
        wanted["CAMERA_CONTROL_PORT"] = ("127.0.0.1", chosen.camera_control_port)
    for name, (host, port) in wanted.items():
        try:
            is_free = is_port_free(host, port)
        except OSError as error:
            raise options.OptionsError(f"HOST={host} is not an address of this machine ({error.strerror}).") from error
        if not is_free:
            raise options.OptionsError(
                f"Port {port} is in use by another program. Choose another, for example: make run {name}={port + 10}"
            )


async def _run(chosen: options.Options, log: Log) -> None:
    env = children.environment(chosen, os.environ)
    keepers = [Keeper(child, env, log) for child in children.children(chosen)]
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(signum, _on_signal, stopping, keepers)
    running = [asyncio.create_task(keeper.run()) for keeper in keepers]
    greeting = asyncio.create_task(_greet(chosen, log))
    await stopping.wait()
    greeting.cancel()
    log.line("all", "stopping")
    await asyncio.gather(*(keeper.stop(GRACE_S) for keeper in keepers))
    await asyncio.gather(*running, return_exceptions=True)
    with suppress(asyncio.CancelledError):
        await greeting
    log.line("all", "stopped")


def _on_signal(stopping: asyncio.Event, keepers: list[Keeper]) -> None:
    """The first signal asks, the second insists."""
    if stopping.is_set():
        for keeper in keepers:
            keeper.kill()
    stopping.set()


async def _greet(chosen: options.Options, log: Log) -> None:
    host, port = chosen.local_host, chosen.port
    await health.wait_until_ready(host, port, lambda text: log.line("all", text))
    log.block(welcome.text(chosen, await health.get(host, port, "/api/config")))


if __name__ == "__main__":
    sys.exit(main())
