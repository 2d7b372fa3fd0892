"""Signed notes of the chain's head, kept outside the database.

Inside the database a cut tail leaves a chain that is whole; a note of how long it was gives it away. Copy the file to
another machine and even someone who owns this one cannot shorten the past unseen.
"""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key
from flask import current_app

from backend.audit.models import AuditHead
from backend.core import clock
from backend.extensions import db
from backend.settings import Settings

FILE = "audit-anchors.log"


@dataclass(frozen=True)
class Anchor:
    line: int
    seq: int
    hash: str
    is_genuine: bool


def _settings() -> Settings:
    return cast(Settings, current_app.extensions["settings"])


def path() -> Path:
    return _settings().data_dir / FILE


def anchor() -> bool:
    """Append a signed line with the chain's head; returns False when nothing happened since the last one."""
    head = db.session.get(AuditHead, 1, populate_existing=True)
    if head is None or head.seq == 0:
        return False
    last = _last_line()
    if last is not None and last.seq == head.seq and last.hash == head.hash:
        return False
    note = {"at": clock.now().isoformat(), "seq": head.seq, "hash": head.hash}
    key = cast(Ed25519PrivateKey, load_pem_private_key(_settings().secrets.anchor_private.encode(), None))
    signature = base64.b64encode(key.sign(_signed(note))).decode()
    line = json.dumps({**note, "signature": signature}, separators=(",", ":")) + "\n"
    with path().open("a", encoding="utf-8") as file:
        file.write(line)
        file.flush()
        os.fsync(file.fileno())
    return True


def read() -> Iterator[Anchor]:
    """The lines of the file; one that is damaged or not signed by this installation is not genuine."""
    if not path().exists():
        return
    key = cast(Ed25519PublicKey, load_pem_public_key(_settings().secrets.anchor_public.encode()))
    with path().open(encoding="utf-8", errors="replace") as file:
        for number, line in enumerate(file, 1):
            yield _parse(key, number, line)


def _parse(key: Ed25519PublicKey, number: int, line: str) -> Anchor:
    try:
        note = json.loads(line)
        key.verify(base64.b64decode(note.pop("signature")), _signed(note))
        return Anchor(number, int(note["seq"]), str(note["hash"]), is_genuine=True)
    except (ValueError, KeyError, TypeError, AttributeError, InvalidSignature):
        return Anchor(number, 0, "", is_genuine=False)


def _signed(note: dict[str, object]) -> bytes:
    return json.dumps(note, sort_keys=True, separators=(",", ":")).encode()


def _last_line() -> Anchor | None:
    last = None
    if path().exists():
        with path().open("rb") as file:
            file.seek(max(0, path().stat().st_size - 1000))
            lines = file.read().decode(errors="replace").splitlines()
        key = cast(Ed25519PublicKey, load_pem_public_key(_settings().secrets.anchor_public.encode()))
        last = _parse(key, 0, lines[-1]) if lines else None
    return last
