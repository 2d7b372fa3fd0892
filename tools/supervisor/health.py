"""Asks the web process whether everything is ready."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass

TIMEOUT_S = 2.0
POLL_EVERY_S = 0.3


@dataclass(frozen=True)
class Answer:
    """An HTTP answer; `body` is the parsed JSON, or nothing when there is none."""

    status: int
    body: dict[str, object]


async def get(host: str, port: int, path: str) -> Answer | None:
    """GET from the web process on this machine; None while it does not answer."""
    try:
        return await asyncio.wait_for(_get(host, port, path), TIMEOUT_S)
    except (OSError, TimeoutError, ValueError, IndexError, asyncio.IncompleteReadError):
        return None


async def _get(host: str, port: int, path: str) -> Answer:
    reader, writer = await asyncio.open_connection(host, port)
    try:
        writer.write(f"GET {path} HTTP/1.0\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n".encode())
        await writer.drain()
        head, _, body = (await reader.read(-1)).partition(b"\r\n\r\n")
    finally:
        writer.close()
    parsed = json.loads(body) if body.strip() else {}
    return Answer(int(head.split()[1]), parsed if isinstance(parsed, dict) else {})


def waiting_for(answer: Answer | None) -> list[str]:
    """Names of the processes that are not ready yet."""
    if answer is None:
        return ["web"]
    processes = answer.body.get("processes")
    if not isinstance(processes, dict):
        return ["web"]
    return sorted(
        name for name, process in processes.items() if not isinstance(process, dict) or process.get("state") != "ready"
    )


async def wait_until_ready(host: str, port: int, tell: Callable[[str], None], tell_every_s: float = 10.0) -> None:
    """Return at the first 200 of /healthz; meanwhile say what is being waited for."""
    loop = asyncio.get_running_loop()
    told_at = loop.time()
    while True:
        answer = await get(host, port, "/healthz")
        if answer is not None and answer.status == 200:
            return
        if loop.time() - told_at >= tell_every_s:
            tell(f"waiting for {', '.join(waiting_for(answer)) or 'the web process'}")
            told_at = loop.time()
        await asyncio.sleep(POLL_EVERY_S)
