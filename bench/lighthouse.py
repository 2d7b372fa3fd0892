"""Lighthouse's four mobile scores for the sign-in page of the running product; medians of five."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import urllib.request
from pathlib import Path

from bench.processes import python, started
from bench.result import Aim, Result, median
from tests.harness.product import Product
from tests.harness.waiting import until
from tests.plugins.browser import ABSENT, find_chromium

NAME = "lighthouse"
RUNS = 5
_TOOL = Path(__file__).resolve().parents[1] / "tests/peers/node_modules/lighthouse/cli/index.js"
_FLAGS = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)
_AIMS = {"performance": 90, "accessibility": 95, "best-practices": 100, "seo": 90}


def run() -> list[Result]:
    chromium = find_chromium()
    if chromium is None:
        raise RuntimeError(ABSENT)
    with tempfile.TemporaryDirectory() as folder:
        product = Product(Path(folder) / "data", clip=Path(__file__))
        product.set_up()
        web = python("gunicorn", "--config", "deploy/gunicorn.conf.py", "wsgi:app")
        with started(web, product.environment()):
            until(lambda: _answers("127.0.0.1", product.port), 30, "the web process answers")
            reports = [_scores(product.url, Path(folder) / f"{n}.json", chromium) for n in range(RUNS)]
    return [
        Result(
            f"{NAME}_{name.replace('-', '_')}",
            median([report[name] for report in reports]),
            "points",
            aim=aim,
            direction=Aim.AT_LEAST,
            runs=[report[name] for report in reports],
        )
        for name, aim in _AIMS.items()
    ]


def _answers(host: str, port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://{host}:{port}/api/config", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _scores(url: str, out: Path, chromium: str) -> dict[str, float]:
    command = ["node", str(_TOOL), url, "--quiet", "--output=json", f"--output-path={out}", f"--chrome-flags={_FLAGS}"]
    subprocess.run(command, check=True, env={**os.environ, "CHROME_PATH": chromium}, timeout=180)
    categories = json.loads(out.read_text())["categories"]
    return {name: categories[name]["score"] * 100 for name in _AIMS}
