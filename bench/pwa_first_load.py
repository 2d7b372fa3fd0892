"""How many bytes a phone loads before the sign-in screen stands: the built app in Chromium, each file gzipped."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import sync_playwright

from bench.result import Result
from tests.plugins.browser import ABSENT, find_chromium

NAME = "pwa_first_load"
DIST = Path(__file__).resolve().parents[1] / "pwa" / "dist"
AIM_KB = 150.0


def run() -> list[Result]:
    with _served(DIST) as port:
        paths = _loaded_paths(f"http://127.0.0.1:{port}/")
    sizes = {path: _gzipped(path) for path in sorted(paths)}
    whole = [file for file in DIST.rglob("*") if file.suffix in (".js", ".css", ".html")]
    packages = ("playwright",)
    return [
        Result(NAME, sum(sizes.values()) / 1000, "kB gzip", aim=AIM_KB, runs=list(sizes.values()), packages=packages),
        Result(f"{NAME}_all_code", sum(_gzipped_file(file) for file in whole) / 1000, "kB gzip", packages=packages),
    ]


def _loaded_paths(address: str) -> set[str]:
    """Own files that Chromium asked for until the network was quiet; the service worker's precache comes later."""
    chromium = find_chromium()
    if chromium is None:
        raise RuntimeError(ABSENT)
    paths: set[str] = set()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_context(service_workers="block", viewport={"width": 360, "height": 640}).new_page()
        page.on("request", lambda request: paths.add(urlsplit(request.url).path))
        page.goto(address, wait_until="networkidle")
        page.wait_for_selector("input[type=password]", timeout=10_000)
        browser.close()
    return {path for path in paths if not path.startswith("/api/")}


def _gzipped(path: str) -> int:
    file = DIST / path.lstrip("/")
    return _gzipped_file(file if file.is_file() else DIST / "index.html")


def _gzipped_file(file: Path) -> int:
    return len(gzip.compress(file.read_bytes(), 6))


class _App(SimpleHTTPRequestHandler):
    """The built files, nobody signed in, and index.html for the app's own addresses."""

    def do_GET(self) -> None:
        if self.path.startswith(("/api/", "/socket.io")):
            self.send_error(401)
            return
        if not (DIST / urlsplit(self.path).path.lstrip("/")).is_file():
            self.path = "/index.html"
        super().do_GET()

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


@contextmanager
def _served(folder: Path) -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_App, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
