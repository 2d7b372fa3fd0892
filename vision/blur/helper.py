"""The blurring process as `media` sees it: started by the first job, ended when nobody has asked for a while."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import sys
from asyncio.subprocess import PIPE, Process
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import vision
from vision.blur import wire
from vision.blur.wire import Job

log = logging.getLogger(__name__)

_IDLE_S = 90.0
_JOB_S = 15.0
_START_AGAIN_S = 3.0
_ROOT = Path(vision.__file__).resolve().parent.parent


@dataclass(frozen=True)
class Blurred:
    """A picture that may be shown, or the code of why there is none. `at` in epoch seconds."""

    jpeg: bytes
    at: float
    code: str = ""


class Blurs(Protocol):
    async def blur(self, job: Job) -> Blurred: ...


class BlurHelper:
    """One job at a time, first come first served, so that all watched cameras get the same share."""

    def __init__(self, models_dir: Path, font_file: Path, idle_s: float = _IDLE_S) -> None:
        self._command = (sys.executable, "-m", "vision.blur.worker", str(models_dir), str(font_file))
        self._idle_s = idle_s
        self._lock = asyncio.Lock()
        self._process: Process | None = None
        self._idle: asyncio.TimerHandle | None = None
        self._failed_at = float("-inf")

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.returncode is None

    async def blur(self, job: Job) -> Blurred:
        async with self._lock:
            self._stay()
            try:
                async with asyncio.timeout(_JOB_S):
                    return await self._ask(await self._started(), job)
            except (OSError, TimeoutError, ValueError, asyncio.IncompleteReadError) as error:
                log.error("blurring failed (%s); the process is started anew", type(error).__name__)
                self._failed_at = asyncio.get_running_loop().time()
                await self._end()
                return Blurred(b"", job.at, wire.FAILED)

    async def stop(self) -> None:
        if self._idle:
            self._idle.cancel()
        await self._end()

    async def _ask(self, process: Process, job: Job) -> Blurred:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(job.encode())
        await process.stdin.drain()
        header_size, body_size = wire.sizes(await process.stdout.readexactly(wire.PREFIX_SIZE))
        header = json.loads(await process.stdout.readexactly(header_size))
        jpeg = await process.stdout.readexactly(body_size)
        return Blurred(jpeg, job.at, str(header["code"]))

    async def _started(self) -> Process:
        if self._process is None or self._process.returncode is not None:
            if asyncio.get_running_loop().time() - self._failed_at < _START_AGAIN_S:
                raise OSError("failed a moment ago")
            self._process = await asyncio.create_subprocess_exec(*self._command, stdin=PIPE, stdout=PIPE, cwd=_ROOT)
            log.info("blurring process started")
        return self._process

    def _stay(self) -> None:
        if self._idle:
            self._idle.cancel()
        loop = asyncio.get_running_loop()
        self._idle = loop.call_later(self._idle_s, lambda: loop.create_task(self._rest()))

    async def _rest(self) -> None:
        async with self._lock:
            await self._end()

    async def _end(self) -> None:
        process, self._process = self._process, None
        if process is None or process.returncode is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.kill()  # it holds nothing that could be lost
        await process.wait()
