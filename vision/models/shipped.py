"""The small classifiers that ship with the product, trained by vision/train; their cards are in the folder cards."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from backend.catalog.violations import ViolationType
from vision.models.assembly import check_file

FOLDER = Path(__file__).parent / "weights"
CARDS = Path(__file__).parent / "cards"
MAX_BYTES = 2_000_000


@dataclass(frozen=True)
class Shipped:
    """`name` is the start of the file's and of the card's name."""

    name: str
    sha256: str
    suffix: str = ".onnx"

    @property
    def path(self) -> Path:
        return FOLDER / f"{self.name}{self.suffix}"

    @property
    def card(self) -> Path:
        return CARDS / f"{self.name}.md"


SHIPPED: dict[ViolationType, Shipped] = {
    ViolationType.MASK: Shipped("mask", "6494a39589ce4efeae61c753e47a0617c7d6077868e57ac298d5ab7dfe8e79a1"),
    ViolationType.CAP: Shipped("cap", "2170bf92febec558d5b637a9236a6e66ac30284cd9177bdc6d2ec071ad2d2323"),
    ViolationType.CLOTHES: Shipped("clothes", "fdd9f2cd6508a5637790986f9779b2487db8abf083c23054b559ea189db3a42a"),
    ViolationType.PHONE: Shipped("phone", "0594249079979ed8394117d1afc98d73901a974c9bb80413d3e0078e76274cdf", ".json"),
    ViolationType.SMOKE: Shipped("smoke", "77b5ef476469fc51c96e296343d9d67cab4d88ceef86a8da9f2e3c8886dbd4db", ".json"),
}


def shipped_file(kind: ViolationType) -> Path:
    """Raises ModelError when the file is missing or not the one that was trained."""
    shipped = SHIPPED[kind]
    check_file(shipped.path, shipped.sha256, "take the file of this version from the repository")
    return shipped.path
