"""What a step is, when it may be skipped, and how it is run."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from tools.setup.console import Progress

Command = Sequence[str]


class StepError(Exception):
    """A step did not succeed; the message is for the person at the terminal."""

    def __init__(self, reason: str, last_lines: Iterable[str] = ()) -> None:
        super().__init__(reason)
        self.last_lines = list(last_lines)


@dataclass(frozen=True)
class Step:
    """A named piece of the set-up. It is skipped while its inputs are unchanged and its outputs exist.

    `inputs` are files, or folders read recursively; `settings` are words that change the result too;
    `accepts` are fingerprints of other set-ups that contain this one (test packages include the product's).
    """

    name: str
    commands: Sequence[Command]
    inputs: Sequence[Path]
    outputs: Sequence[Path]
    stamp: Path
    advice: str
    settings: Sequence[str] = ()
    accepts: Sequence[str] = ()
    cwd: Path = Path()
    afterwards: Callable[[], None] | None = None

    def fingerprint(self) -> str:
        digest = hashlib.sha256()
        for word in [*self.settings, *(" ".join(command) for command in self.commands)]:
            digest.update(word.encode() + b"\0")
        for path in self.inputs:
            for file in _files(path):
                digest.update(str(file.relative_to(path.parent)).encode() + b"\0")
                digest.update(hashlib.sha256(file.read_bytes()).digest())
        return digest.hexdigest()

    def is_done(self) -> bool:
        if not self.stamp.exists() or not all(path.exists() for path in self.outputs):
            return False
        return self.stamp.read_text() in (self.fingerprint(), *self.accepts)

    def run(self, label: str, out: TextIO = sys.stdout) -> None:
        """Run the commands with visible progress. Raises StepError."""
        self.stamp.parent.mkdir(parents=True, exist_ok=True)
        self.stamp.unlink(missing_ok=True)
        with self.stamp.with_suffix(".log").open("w") as log:
            progress = Progress(label, log, out)
            try:
                self._run_commands(progress)
            except StepError:
                progress.finish(f"FAILED after {progress.seconds:.1f} s")
                raise
            progress.finish(f"done in {progress.seconds:.1f} s")
        self.stamp.write_text(self.fingerprint())

    def _run_commands(self, progress: Progress) -> None:
        for command in self.commands:
            returncode = _stream(command, self.cwd, progress)
            if returncode != 0:
                raise StepError(f"`{' '.join(command)}` ended with {returncode}", progress.last_lines)
        if self.afterwards is not None:
            self.afterwards()
        missing = [str(path) for path in self.outputs if not path.exists()]
        if missing:
            raise StepError(f"it ended well but did not make {', '.join(missing)}", progress.last_lines)


def _stream(command: Command, cwd: Path, progress: Progress) -> int:
    try:
        process = subprocess.Popen(
            list(command),
            cwd=cwd,
            env={**os.environ, "NO_COLOR": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
    except OSError as error:
        raise StepError(f"cannot start `{command[0]}`: {error}") from error
    assert process.stdout is not None
    with process:
        try:
            for line in process.stdout:
                progress.line(line)
        except BaseException:
            process.kill()
            raise
    return process.returncode


SKIPPED_FOLDERS = {"node_modules", "dist", "dev-dist", "__pycache__", "test-results"}


def _files(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
    elif path.is_dir():
        for entry in sorted(path.iterdir()):
            if entry.name not in SKIPPED_FOLDERS and not entry.name.endswith((".pyc", ".tsbuildinfo")):
                yield from _files(entry)
