"""Every generated file with the command or function that writes it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tools.generate.catalog import catalog_typescript, later_typescript
from tools.generate.permissions import permissions_markdown
from tools.generate.vision import vision_markdown

ROOT = Path(__file__).resolve().parents[2]
OPENAPI = ROOT / "docs" / "openapi.json"
VISION = ROOT / "docs" / "vision.md"


@dataclass(frozen=True)
class GeneratedFile:
    path: Path
    text: Callable[[], str]

    @property
    def name(self) -> str:
        return str(self.path.relative_to(ROOT))


def _openapi() -> str:
    with TemporaryDirectory() as folder:
        out = Path(folder) / "openapi.json"
        command = [sys.executable, "-m", "backend.cli", "openapi", "--out", str(out)]
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
        return out.read_text()


def _api_types() -> str:
    """What `npm run generate` makes of docs/openapi.json, written elsewhere."""
    with TemporaryDirectory() as folder:
        out = Path(folder) / "api.ts"
        command = ["npx", "--no-install", "openapi-typescript", str(OPENAPI), "-o", str(out)]
        subprocess.run(command, cwd=ROOT / "pwa", check=True, capture_output=True, text=True)
        return out.read_text()


# In this order, because the types are derived from the description.
FILES = (
    GeneratedFile(OPENAPI, _openapi),
    GeneratedFile(ROOT / "pwa" / "src" / "generated" / "api.ts", _api_types),
    GeneratedFile(ROOT / "pwa" / "src" / "generated" / "catalog.ts", catalog_typescript),
    GeneratedFile(ROOT / "pwa" / "src" / "generated" / "catalog.later.ts", later_typescript),
    GeneratedFile(ROOT / "docs" / "permissions.md", lambda: permissions_markdown(OPENAPI)),
    GeneratedFile(VISION, lambda: vision_markdown(VISION, ROOT / "docs" / "vision-results")),
)
