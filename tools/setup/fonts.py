"""Puts the two faces that the PDF documents are set in where typst looks for them."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass
from pathlib import Path

from tools.setup.steps import StepError


@dataclass(frozen=True)
class Font:
    path: str
    sha256: str

    @property
    def name(self) -> str:
        return Path(self.path).name


PACKAGE = "@expo-google-fonts/noto-serif-sc"
FONTS = (
    Font(
        f"{PACKAGE}/400Regular/NotoSerifSC_400Regular.ttf",
        "c358a69de3df5f423a8946a7b03e3126fb6ba116f1130a463455b4e39e1f0742",
    ),
    Font(
        f"{PACKAGE}/700Bold/NotoSerifSC_700Bold.ttf",
        "9c6a2ba736e4b499c84f65ce366bd3625c0401885fd3e585ace50fb738b96ff6",
    ),
)


def copy(node_modules: Path, target: Path) -> None:
    """Copy the pinned faces. Raises StepError when a file is missing or altered."""
    target.mkdir(parents=True, exist_ok=True)
    for font in FONTS:
        source = node_modules / font.path
        if not source.exists():
            raise StepError(f"{source} is missing")
        found = hashlib.sha256(source.read_bytes()).hexdigest()
        if found != font.sha256:
            raise StepError(f"{source} has SHA-256 {found}, not the pinned {font.sha256}")
        shutil.copyfile(source, target / font.name)
