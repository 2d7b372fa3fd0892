"""`python -m tools.checks`: the house's own rules; one finding a line, status 1 when there are any."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator

from tools.checks import generated, migrations, sizes, traces, tree


def main() -> int:
    paths = tree.files()
    written = [path for path in paths if not tree.is_generated(path)]
    checks: dict[str, Callable[[], Iterator[str]]] = {
        "sizes": lambda: sizes.findings(written),
        "traces": lambda: traces.findings(paths),
        "generated files": generated.findings,
        "migrations": lambda: migrations.findings(os.environ.get("TEST_POSTGRESQL_URL")),
    }
    is_clean = True
    for name, check in checks.items():
        started = time.monotonic()
        found = list(check())
        is_clean = is_clean and not found
        print(f"{name}: {len(found) or 'no'} findings ({time.monotonic() - started:.1f} s)")
        for finding in found:
            print(f"    {finding.removeprefix(f'{tree.ROOT}/')}")
    return 0 if is_clean else 1


if __name__ == "__main__":
    sys.exit(main())
