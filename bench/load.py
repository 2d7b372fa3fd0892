"""A load generator: keep-alive HTTP/1.1 connections, either as fast as they are answered or at a fixed rate."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field


class UnexpectedAnswerError(Exception):
    """The server answered with something other than 200; figures of errors are worth nothing."""


@dataclass(frozen=True)
class Target:
    port: int
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    host: str = "127.0.0.1"

    def request(self) -> bytes:
        lines = [f"GET {self.path} HTTP/1.1", f"Host: {self.host}:{self.port}"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        return ("\r\n".join(lines) + "\r\n\r\n").encode()


class Connection:
    """One kept-alive connection; opened again when the server has closed it."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._request = target.request()
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self) -> int:
        """Send the request and read the whole answer; returns the length of its body."""
        if self._streams is None:
            self._streams = await asyncio.open_connection(self._target.host, self._target.port)
        reader, writer = self._streams
        writer.write(self._request)
        head = await reader.readuntil(b"\r\n\r\n")
        status, *lines = head.split(b"\r\n")
        if status.split()[1] != b"200":
            raise UnexpectedAnswerError(status.decode())
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(b":") for line in lines)}
        body = await reader.readexactly(int(headers[b"content-length"]))
        if headers.get(b"connection", b"").lower() == b"close":
            await self.close()
        return len(body)

    async def close(self) -> None:
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None


async def throughput(target: Target, connections: int, seconds: float) -> float:
    """Answers per second when every connection asks again at once."""
    deadline = time.monotonic() + seconds
    counts = [0] * connections

    async def ask(number: int) -> None:
        connection = Connection(target)
        while time.monotonic() < deadline:
            await connection.get()
            counts[number] += 1
        await connection.close()

    started = time.monotonic()
    await asyncio.gather(*(ask(number) for number in range(connections)))
    return sum(counts) / (time.monotonic() - started)


async def latencies(target: Target, connections: int, rate: float, seconds: float) -> list[float]:
    """Seconds from when each request was due to its answer, so that waiting for a free connection counts."""
    due: asyncio.Queue[float | None] = asyncio.Queue()
    started = time.monotonic()
    taken: list[float] = []

    async def ask() -> None:
        connection = Connection(target)
        while (at := await due.get()) is not None:
            await connection.get()
            taken.append(time.monotonic() - at)
        await connection.close()

    async def schedule() -> None:
        for number in range(int(rate * seconds)):
            at = started + number / rate
            await asyncio.sleep(max(0.0, at - time.monotonic()))
            due.put_nowait(at)
        for _ in range(connections):
            due.put_nowait(None)

    await asyncio.gather(schedule(), *(ask() for _ in range(connections)))
    return taken
