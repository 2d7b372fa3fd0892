"""The page behind the QR code: how many a second, how late the slowest, and how soon on a slow phone.

The phone: Chromium with a processor four times slower behind 400 kbit/s and 400 ms (WebPageTest's "Slow 3G").
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import time
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import sync_playwright

from backend.app import create_app
from backend.catalog.disclosure import DisclosureItem
from backend.core.secrets import make_secrets
from backend.extensions import db
from backend.settings import Settings
from bench.case_list import _serving as serving
from bench.load import Target, latencies, throughput
from bench.result import Aim, Result, median, paired, percentile
from tests.factories.disclosure import disclose, employ, entered
from tests.factories.hotline import make_entry, make_rating, make_report
from tests.factories.world import make_world

NAME = "public_page"
CONNECTIONS = 16
SECONDS = 4.0
PACKAGES = ("flask", "jinja2", "sqlalchemy", "gunicorn", "marshmallow")
_SLOW = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
_SLOWER_CPU = 4
_LOADS = 5


def run() -> list[Result]:
    with TemporaryDirectory() as folder, ExitStack() as stack:
        env, code = _prepare(Path(folder))
        zipped = {"Accept-Encoding": "gzip"}
        port = stack.enter_context(serving("wsgi:app", env))
        ours = Target(port, f"/p/{code}", zipped)
        bare = Target(stack.enter_context(serving("bench.bare_page:create_app()", env)), f"/p/{code}", zipped)
        for target in (ours, bare):
            asyncio.run(throughput(target, CONNECTIONS, 1.0))
        mine, peers = paired(lambda: _rate(ours), lambda: _rate(bare))
        half = median(mine) / 2
        tail = [percentile(asyncio.run(latencies(ours, CONNECTIONS, half, SECONDS)), 95) * 1000 for _ in range(3)]
        loads, size = _on_a_slow_phone(f"http://127.0.0.1:{port}/p/{code}")
    return [
        Result(
            NAME, median(mine), "req/s", peer="bare Flask template view of the same rows", peer_value=median(peers),
            aim=0.3, direction=Aim.AT_LEAST, is_ratio_aimed=True, runs=mine, packages=PACKAGES,
        ),
        Result(f"{NAME}_p95_at_half_load", median(tail), "ms", aim=300, runs=tail, packages=PACKAGES),
        Result(f"{NAME}_slow_phone", median(loads), "ms", aim=2000, runs=loads, packages=PACKAGES),
        Result(f"{NAME}_bytes", size, "bytes", aim=40_000, packages=PACKAGES),
    ]  # fmt: skip


def _rate(target: Target) -> float:
    return asyncio.run(throughput(target, CONNECTIONS, SECONDS))


def _on_a_slow_phone(url: str) -> tuple[list[float], float]:
    """Milliseconds until all is there, each time on a fresh browser; and the bytes over the line."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    loads: list[float] = []
    sizes: list[float] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--headless=new", "--no-sandbox"])
        for _ in range(_LOADS):
            context = browser.new_context(viewport={"width": 360, "height": 640}, is_mobile=True)
            page = context.new_page()
            line = context.new_cdp_session(page)
            line.send("Network.enable")
            line.send("Network.emulateNetworkConditions", _SLOW)
            line.send("Emulation.setCPUThrottlingRate", {"rate": _SLOWER_CPU})
            line.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
            start = time.monotonic()
            page.goto(url, wait_until="load")
            loads.append((time.monotonic() - start) * 1000)
            context.close()
        browser.close()
    return loads, sum(sizes) / _LOADS


def _prepare(folder: Path) -> tuple[dict[str, str], str]:
    """A school with a full page; returns the environment of the servers and its code."""
    env = {**os.environ, "MINGCHU_DATA_DIR": str(folder), "DATABASE_URL": f"sqlite:///{folder / 'bench.db'}"}
    env["MINGCHU_EXPECT"] = "web"
    (folder / "secrets.json").write_text(json.dumps(asdict(make_secrets("mailto:bench@example.org"))))
    app = create_app(Settings.from_env(env))
    with app.app_context():
        db.create_all()
        kitchen = make_world().kitchen
        disclose(kitchen)
        for number in range(30):
            employ(kitchen, f"员工{number}", f"HC{number:06d}")
            make_rating(kitchen, text="饭菜热乎")
            make_report(kitchen, is_published=True, text="备餐间没有纱窗。" * 5)
            data = entered()[DisclosureItem.INGREDIENTS]
            make_entry(kitchen, DisclosureItem.INGREDIENTS, {**data, "name": f"原料{number}"})
        db.session.commit()
        code = kitchen.establishment.public_code
        db.engine.dispose()
    return env, code
