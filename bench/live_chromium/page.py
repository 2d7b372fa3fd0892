"""The page that watches: the app's own WHEP and MSE code, built from its sources, in Chromium."""

from __future__ import annotations

import contextlib
import json
import shutil
import subprocess
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Page, sync_playwright

from bench.processes import ROOT
from tests.plugins.browser import ABSENT, find_chromium

_LIVE = ROOT / "pwa" / "src" / "features" / "cameras" / "live"
_ARGUMENTS = (
    "--no-sandbox",
    "--allow-loopback-in-peer-connection",
    # The stock relay cannot resolve the names that hide local addresses.
    "--disable-features=WebRtcHideLocalIpsWithMdns",
    "--autoplay-policy=no-user-gesture-required",
)


@contextlib.contextmanager
def watching_page() -> Iterator[Page]:
    """A page with `watch(...)`, see page.html."""
    chromium = find_chromium()
    if chromium is None:
        raise RuntimeError(ABSENT)
    with TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        _build(folder)
        shutil.copy(Path(__file__).with_name("page.html"), folder / "index.html")
        browser = playwright.chromium.launch(executable_path=chromium, args=list(_ARGUMENTS))
        with _served(folder) as port:
            page = browser.new_page(viewport={"width": 360, "height": 640})
            page.goto(f"http://127.0.0.1:{port}/")
            page.wait_for_function("window.isReady")
            yield page
            browser.close()


def _build(folder: Path) -> None:
    entries = {name: str(_LIVE / f"{name}.ts") for name in ("whep", "mse")}
    options = {
        "configFile": False,
        "logLevel": "error",
        "publicDir": False,
        "build": {"outDir": str(folder), "lib": {"entry": entries, "formats": ["es"]}},
    }
    script = f"import {{ build }} from 'vite'; await build({json.dumps(options)})"
    command = ["node", "--input-type=module", "--eval", script]
    subprocess.run(command, cwd=ROOT / "pwa", check=True, stdout=subprocess.DEVNULL)


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the bench prints its figures and no more."""


@contextlib.contextmanager
def _served(folder: Path) -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
