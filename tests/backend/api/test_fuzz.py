"""schemathesis reads the API's own description and tries to break what it promises, as several people."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import fresh_postgresql
from tests.harness.device import device_client, report, seen
from tests.harness.product import ROOT, Product
from tests.harness.web import web_process, without_proxies

pytestmark = [pytest.mark.processes, pytest.mark.timeout(900)]

SEED = 20261121
FUZZER = ROOT / ".venvs" / "fuzz" / "bin" / "schemathesis"
ENDS_THE_SESSION = ("DELETE /api/session", "DELETE /api/sessions/{session_id}")
# Boxes sign every request, which a generated one cannot do; test_foreign_ids.py and the tests of the boxes ask these.
SIGNED = "^/api/(device/|observations)"
# Things that the seeded database holds, so that not every request ends at "not found".
EXISTING = {
    "case_id": 1, "camera_id": 1, "establishment_id": 1, "evidence_id": 1, "area_id": 5, "rule_id": 1, "chain_id": 1,
    "timer_id": 1,
}  # fmt: skip
# 422 too: that a person works here, that a polygon encloses something or a password is strong, no schema can say.
_REFUSALS = ["2xx", "3xx", 401, 403, 404, 409, 422, 429]


@pytest.fixture(scope="module")
def database(request: pytest.FixtureRequest) -> Iterator[dict[str, str]]:
    """The environment that names the database; the two kinds differ in what they cannot keep."""
    if request.config.getoption("--database") == "sqlite":
        yield {}
        return
    with fresh_postgresql(f"fuzz_{os.getpid()}") as url:
        yield {"DATABASE_URL": url}


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory, database: dict[str, str]) -> Iterator[Product]:
    with web_process(tmp_path_factory.mktemp("fuzz"), database) as product:
        client = device_client(product)
        for camera_id, kind in ((1, "CLOTHES"), (1, "INTRUDE"), (2, "CAM_OFFLINE")):
            report(client, seen(camera_id, kind))
        yield product


def _settings(product: Product, role: str, ids: dict[str, int], left_out: tuple[str, ...]) -> str:
    phone = product.phone(role)
    lines = [
        f"seed = {SEED}",
        "[headers]",
        f"X-CSRF-Token = {json.dumps(phone.me['csrf_token'])}",
        "[auth.openapi.session]",
        f"api_key = {json.dumps(phone.cookie('session'))}",
        "[checks.positive_data_acceptance]",
        f"expected-statuses = {json.dumps(_REFUSALS)}",
        "[parameters]",
        *(f"{json.dumps('path.' + name)} = {value}" for name, value in ids.items()),
    ]
    for name in left_out:
        lines += ["[[operations]]", f"include-name = {json.dumps(name)}", "enabled = false"]
    return "\n".join(lines) + "\n"


def _fuzz(product: Product, folder: Path, settings: str, *arguments: str) -> None:
    folder.mkdir()
    (folder / "schemathesis.toml").write_text(settings)
    command = [str(FUZZER), "run", f"{product.url}/api/openapi.json", "--checks", "all", "--continue-on-failure"]
    command += ["--no-shrink", "--warnings", "off", "--exclude-path-regex", SIGNED, *arguments]
    run = subprocess.run(command, cwd=folder, env=without_proxies(), capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout[-12_000:] + run.stderr[-2_000:]
    assert "Traceback" not in product.log(), product.log()[-4_000:]
    print(run.stdout[-400:])  # noqa: T201 - how many cases it were; shown on request


def test_every_promise_is_kept_at_the_limits_of_its_values(product: Product, tmp_path: Path) -> None:
    settings = _settings(product, "principal", {}, ENDS_THE_SESSION)
    _fuzz(product, tmp_path / "run", settings, "--phases", "examples,coverage")


@pytest.mark.parametrize("role", ["principal", "office_officer", "platform_admin"])
def test_no_generated_request_breaks_a_promise(product: Product, tmp_path: Path, role: str) -> None:
    settings = _settings(product, role, EXISTING, ENDS_THE_SESSION)
    _fuzz(product, tmp_path / "run", settings, "--phases", "fuzzing", "--max-examples", "6")


def test_what_ends_the_session_keeps_its_promises_too(product: Product, tmp_path: Path) -> None:
    names = [word for name in ENDS_THE_SESSION for word in ("--include-name", name)]
    settings = _settings(product, "worker", {}, ())
    _fuzz(product, tmp_path / "run", settings, "--phases", "coverage,fuzzing", "--max-examples", "5", *names)
