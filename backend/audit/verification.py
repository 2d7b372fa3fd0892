"""Checks the audit chain as someone who trusts nobody would: every hash anew, and the end against the anchors."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import select

from backend.audit import anchors
from backend.audit.models import AuditEntry, AuditHead
from backend.audit.service import GENESIS, digest
from backend.extensions import db

_BATCH = 1000
_HASHED = (
    "seq",
    "at",
    "actor_id",
    "actor",
    "action",
    "subject_kind",
    "subject_id",
    "establishment_id",
    "changes",
    "previous_hash",
)


@dataclass
class Report:
    """`problems`: plain sentences, the first broken entry first."""

    checked: int = 0
    anchors: int = 0
    problems: list[str] = field(default_factory=list)


def verify() -> Report:
    report = Report()
    wanted = {anchor.line: anchor for anchor in anchors.read()}
    report.anchors = len(wanted)
    hashes = _check_entries(report, {anchor.seq for anchor in wanted.values()})
    for anchor in wanted.values():
        if not anchor.is_genuine:
            report.problems.append(f"anchor line {anchor.line} is not one that this installation signed")
        elif anchor.seq not in hashes:
            report.problems.append(f"entry {anchor.seq} was anchored (line {anchor.line}) but is gone: cut tail")
        elif hashes[anchor.seq] != anchor.hash:
            report.problems.append(f"entry {anchor.seq} is not the one that was anchored (line {anchor.line})")
    return report


def _check_entries(report: Report, anchored: set[int]) -> dict[int, str]:
    """Walk the chain up to its first fault; returns the hashes of the anchored entries as they are now."""
    hashes: dict[int, str] = {}
    previous, expected, is_whole = GENESIS, 1, True
    statement = select(AuditEntry).order_by(AuditEntry.seq).execution_options(yield_per=_BATCH)
    for entry in db.session.scalars(statement):
        report.checked += 1
        if entry.seq in anchored:
            hashes[entry.seq] = entry.hash
        problem = _problem(entry, expected, previous) if is_whole else None
        if problem:
            report.problems.append(problem)
            is_whole = False
        previous, expected = entry.hash, entry.seq + 1
    head = db.session.get(AuditHead, 1, populate_existing=True)
    seen = (head.seq, head.hash) if head is not None else (0, GENESIS)
    if is_whole and seen != (expected - 1, previous):
        report.problems.append(f"entry {expected} is missing: the chain ends before its head ({seen[0]})")
    return hashes


def _problem(entry: AuditEntry, expected: int, previous: str) -> str | None:
    if entry.seq != expected:
        return f"entry {expected} is missing"
    if entry.previous_hash != previous:
        return f"entry {entry.seq} does not follow the one before it"
    if digest({name: getattr(entry, name) for name in _HASHED}) != entry.hash:
        return f"entry {entry.seq} was changed"
    return None
