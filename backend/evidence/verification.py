"""Checks that every kept file is there and still has the hash it is known by."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from sqlalchemy import select

from backend.evidence.models import StoredFile
from backend.evidence.service import read
from backend.extensions import db


@dataclass
class Report:
    checked: int = 0
    problems: list[str] = field(default_factory=list)


def verify() -> Report:
    report = Report()
    for file in db.session.scalars(select(StoredFile).order_by(StoredFile.id).execution_options(yield_per=500)):
        report.checked += 1
        try:
            data = read(file)
        except FileNotFoundError:
            report.problems.append(f"file {file.id} ({file.sha256[:12]}) is missing")
            continue
        if len(data) != file.size or hashlib.sha256(data).hexdigest() != file.sha256:
            report.problems.append(f"file {file.id} ({file.sha256[:12]}) was changed")
    return report
