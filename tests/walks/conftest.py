"""Walks start the product once a module, on the demo footage that set-up made."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.harness.product import SET_UP, Product, running
from tests.harness.push_peer import PushPeer, push_peer


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    clip = SET_UP / "demo.mp4"
    assert clip.exists(), "the demo footage is missing: run `make setup`"
    data = Path(tmp_path_factory.mktemp("product"))
    with running(data, clip) as product:
        yield product


@pytest.fixture(scope="module")
def peer() -> Iterator[PushPeer]:
    with push_peer() as peer:
        yield peer
