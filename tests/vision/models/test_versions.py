"""Model versions are used only when they are exactly what the configuration names."""

from __future__ import annotations

import hashlib
from pathlib import Path

from backend.catalog.violations import ViolationType
from vision.models.versions import Versions, Wanted, parse

MASK = ViolationType.MASK


def wanted(data: bytes, version: str = "mask-1") -> dict[ViolationType, Wanted]:
    return {MASK: Wanted(version, hashlib.sha256(data).hexdigest())}


def test_a_version_is_fetched_once_and_then_resolved(tmp_path: Path) -> None:
    fetched: list[str] = []

    def fetch(kind: ViolationType, version: str) -> bytes:
        fetched.append(version)
        return b"one"

    versions = Versions(tmp_path / "versions")
    assert versions.sync(wanted(b"one"), fetch) is True
    assert versions.sync(wanted(b"one"), fetch) is False
    file = versions.resolve(MASK)
    assert file is not None
    assert file.read_bytes() == b"one"
    assert Versions(tmp_path / "versions").sync(wanted(b"one"), fetch) is True
    assert fetched == ["mask-1"]


def test_what_has_another_hash_is_not_used(tmp_path: Path) -> None:
    versions = Versions(tmp_path)

    assert versions.sync(wanted(b"one"), lambda kind, version: b"two") is False
    assert versions.resolve(MASK) is None
    assert list(tmp_path.iterdir()) == []


def test_a_file_damaged_on_the_disk_is_fetched_anew(tmp_path: Path) -> None:
    Versions(tmp_path).sync(wanted(b"one"), lambda kind, version: b"one")
    next(tmp_path.iterdir()).write_bytes(b"rotten")

    versions = Versions(tmp_path)
    versions.sync(wanted(b"one"), lambda kind, version: b"one")

    file = versions.resolve(MASK)
    assert file is not None
    assert file.read_bytes() == b"one"


def test_a_rollback_and_a_file_that_does_not_load_return_to_the_shipped_model(tmp_path: Path) -> None:
    versions = Versions(tmp_path)
    versions.sync(wanted(b"one"), lambda kind, version: b"one")

    assert versions.drop(MASK) == "mask-1"
    assert versions.resolve(MASK) is None
    assert versions.sync({}, lambda kind, version: b"") is True
    assert versions.drop(MASK) is None


def test_types_without_versions_are_left_out() -> None:
    entry = {"version": "x", "sha256": "0"}

    assert parse({"MASK": entry, "CAM_MOVE": entry, "UNICORN": entry}) == {MASK: Wanted("x", "0")}
