"""`verify` finds every way to tamper with what happened, and names the first broken entry."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from backend import cli
from backend.audit import anchors
from backend.audit.service import record
from backend.core.database import write_transaction
from backend.evidence.service import storage_key, store_picture
from backend.extensions import db
from backend.settings import Settings
from tests.fakes.pictures import jpeg

Verify = Callable[[], tuple[int, str]]


@pytest.fixture
def history(app: Flask) -> None:
    for number in range(1, 7):
        with write_transaction():
            record("thing.changed", "thing", number, changes={"n": [number - 1, number]})
        if number in (3, 6):
            anchors.anchor()


@pytest.fixture
def verify(app: Flask, capsys: pytest.CaptureFixture[str]) -> Verify:
    def run() -> tuple[int, str]:
        db.session.remove()
        status = cli.verify(app, cli.parser().parse_args(["verify"]))
        return status, capsys.readouterr().out

    return run


def _sql(*statements: str) -> None:
    for statement in statements:
        db.session.execute(text(statement))
    db.session.commit()


@pytest.mark.usefixtures("history")
def test_an_untouched_chain_is_whole(verify: Verify) -> None:
    status, out = verify()
    assert status == 0
    assert "6 entries, 2 anchors, 0 problems" in out


@pytest.mark.usefixtures("history")
@pytest.mark.parametrize(
    ("statements", "named"),
    [
        (["UPDATE audit_entry SET actor = 'system2' WHERE seq = 4"], "entry 4 was changed"),
        (["UPDATE audit_entry SET changes = '{}' WHERE seq = 2"], "entry 2 was changed"),
        (["UPDATE audit_entry SET actor_id = 9 WHERE seq = 1"], "entry 1 was changed"),
        (["DELETE FROM audit_entry WHERE seq = 3"], "entry 3 is missing"),
        (["DELETE FROM audit_entry WHERE seq = 1"], "entry 1 is missing"),
        (
            [
                "UPDATE audit_entry SET seq = 100 WHERE seq = 4",
                "UPDATE audit_entry SET seq = 4 WHERE seq = 5",
                "UPDATE audit_entry SET seq = 5 WHERE seq = 100",
            ],
            "entry 4 does not follow",
        ),
        (["DELETE FROM audit_entry WHERE seq = 6"], "entry 6 is missing"),
        (["DELETE FROM audit_entry"], "entry 1 is missing"),
    ],
)
def test_tampering_is_found_and_named(verify: Verify, statements: list[str], named: str) -> None:
    _sql(*statements)
    status, out = verify()
    assert status == 1
    assert named in out.splitlines()[0]


@pytest.mark.usefixtures("history")
def test_a_cut_tail_with_a_mended_head_is_found_by_the_anchor(verify: Verify) -> None:
    _sql(
        "DELETE FROM audit_entry WHERE seq > 4",
        "UPDATE audit_head SET seq = 4, hash = (SELECT hash FROM audit_entry WHERE seq = 4)",
    )
    status, out = verify()
    assert status == 1
    assert "entry 6 was anchored" in out


@pytest.mark.usefixtures("history")
def test_a_chain_written_anew_is_found_by_the_anchor(verify: Verify) -> None:
    _sql("DELETE FROM audit_entry", "DELETE FROM audit_head")
    for number in range(1, 7):
        with write_transaction():
            record("thing.changed", "thing", number, changes={"n": "a nicer story"})
    status, out = verify()
    assert status == 1
    assert "entry 3 is not the one that was anchored" in out.splitlines()[0]


@pytest.mark.usefixtures("history")
def test_a_forged_anchor_is_found(verify: Verify, settings: Settings) -> None:
    path = settings.data_dir / anchors.FILE
    lines = path.read_text().splitlines()
    note = json.loads(lines[0])
    path.write_text("\n".join([json.dumps({**note, "seq": 2}), *lines[1:], ""]))
    status, out = verify()
    assert status == 1
    assert "anchor line 1 is not one that this installation signed" in out


@pytest.mark.usefixtures("history")
def test_nothing_new_needs_no_new_anchor(app: Flask) -> None:
    assert not anchors.anchor()


def _store(tmp_path: Path) -> Path:
    with write_transaction():
        file = store_picture(jpeg())
    return tmp_path / "files" / storage_key(file.sha256)


@pytest.mark.usefixtures("app")
def test_a_changed_file_is_found(verify: Verify, tmp_path: Path) -> None:
    path = _store(tmp_path)
    assert verify()[0] == 0
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    status, out = verify()
    assert status == 1
    assert "was changed" in out


@pytest.mark.usefixtures("app")
def test_a_lost_file_is_found(verify: Verify, tmp_path: Path) -> None:
    _store(tmp_path).unlink()
    status, out = verify()
    assert status == 1
    assert "is missing" in out
