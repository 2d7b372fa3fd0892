"""`python -m tools.requirements`: the last line says how many rows of docs/requirements.json are shown."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from tools.requirements.report import Row, report

ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    table = json.loads((ROOT / "docs" / "requirements.json").read_text(encoding="utf-8"))
    rows = [Row(entry["id"], entry["section"], entry["en"]) for entry in table]
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "shown.json"
        command = [sys.executable, "-m", "pytest", "-m", "requirement", "-q", "--requirements-out", str(out)]
        status = subprocess.run(command, cwd=ROOT, check=False).returncode
        shown = json.loads(out.read_text()) if out.exists() else []
    print(report(rows, set(shown)), flush=True)
    return status


if __name__ == "__main__":
    sys.exit(main())
