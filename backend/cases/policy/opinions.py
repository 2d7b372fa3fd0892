"""The written rectification opinion (书面整改意见书): its number, its facts, its deadline (seed 000 3(4))."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from backend.cases.policy.chains import instant
from backend.catalog.cases import EvidenceKind
from backend.catalog.violations import SPECS, ViolationType
from backend.core.errors import InvalidError

LONGEST = timedelta(days=90)

EVIDENCE_NAMES: dict[EvidenceKind, str] = {
    EvidenceKind.SNAPSHOT: "现场画面（原图）",
    EvidenceKind.BOXED: "现场画面（标注）",
    EvidenceKind.CLIP: "现场视频片段",
    EvidenceKind.CROP: "判断所用局部画面",
    EvidenceKind.PHOTO: "整改照片",
    EvidenceKind.OPINION: "整改意见书",
}


@dataclass(frozen=True)
class Exhibit:
    kind: EvidenceKind
    sha256: str
    size: int
    taken: datetime


@dataclass(frozen=True)
class OpinionText:
    """All that stands in the document; days and times are local to the establishment."""

    authority: str
    number: str
    unit: str
    address: str
    case_number: str
    facts: str
    demands: tuple[str, ...]
    deadline_on: date
    issued_on: date
    officer: str
    exhibits: tuple[Exhibit, ...]


@dataclass(frozen=True)
class Findings:
    unit: str
    place: str
    type: ViolationType
    first_seen: datetime
    last_seen: datetime
    occurrences: int
    told: tuple[tuple[int, tuple[str, ...], datetime], ...]  # level, names of those who really were told, when
    due: datetime
    is_overdue: bool


def number(year: int, serial: int) -> str:
    """GB/T 9704: the year in corner brackets, the serial without leading zeros."""
    return f"食安整改〔{year}〕第{serial}号"


def check_deadline(deadline_on: date, today: date) -> None:
    if not today <= deadline_on <= today + LONGEST:
        raise InvalidError("invalid_deadline", deadline_on=["from today to 90 days from now"])


def told_steps(chain: Sequence[dict[str, Any]]) -> list[tuple[dict[str, Any], datetime]]:
    return [(step, instant(step["told_at"])) for step in chain if step["told_at"]]


def facts(found: Findings) -> str:
    """What happened, in sentences, from the case itself; the officer may write other ones."""
    spec = SPECS[found.type]
    repeats = f"，其间共出现 {found.occurrences} 次，最近一次为 {_at(found.last_seen)}" if found.occurrences > 1 else ""
    lines = [
        f"{_at(found.first_seen)}，监控系统发现你单位{found.place}存在“{spec.zh}”的情形{repeats}。"
        f"该情形涉及：{spec.norm_zh}。"
    ]
    if found.told:
        told = "；".join(
            f"{_at(at)} 告知{'、'.join(names) or '（无在岗人员）'}（第 {level} 级）" for level, names, at in found.told
        )
        lines.append(f"平台已逐级告知：{told}。")
    if found.is_overdue:
        lines.append(f"整改时限为 {_at(found.due)}，截至本意见书出具之时仍未完成整改。")
    else:
        lines.append(f"整改时限为 {_at(found.due)}，经执法人员研判，需即时书面责令整改。")
    return "\n".join(lines)


def _at(local: datetime) -> str:
    return f"{local.year}年{local.month}月{local.day}日{local:%H:%M}"
