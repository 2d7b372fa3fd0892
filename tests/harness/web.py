"""The web process alone, on a database of its own with the demo's people, and a device that may report to it."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.harness.product import ROOT, Product
from tests.harness.waiting import until


@contextlib.contextmanager
def web_process(data: Path, env: Mapping[str, str] | None = None, ready_within: float = 60) -> Iterator[Product]:
    """Gunicorn as the product runs it, with one worker."""
    own = {"MINGCHU_EXPECT": "web", "WEB_WORKERS": "1", "WEB_THREADS": "16", "MINGCHU_ALLOW_LOOPBACK_CAMERAS": "1"}
    product = Product(data, data / "none.mp4", {**own, **(env or {})})
    product.set_up()
    with process(product, "gunicorn", "--config", str(ROOT / "deploy" / "gunicorn.conf.py"), "wsgi:app"):
        until(product.is_ready, ready_within, "the web process answers")
        yield product


@contextlib.contextmanager
def process(product: Product, module: str, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """`python -m module` with the product's settings; its lines go to the product's log."""
    command = [sys.executable, "-m", module, *arguments]
    with (product.data / "log.txt").open("ab") as log:
        running = subprocess.Popen(command, cwd=ROOT, env=product.environment(), stdout=log, stderr=log)
    try:
        yield running
    finally:
        running.terminate()
        try:
            running.wait(15)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()


def without_proxies() -> dict[str, str]:
    """This environment for a program that shall talk to this machine only."""
    return {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
