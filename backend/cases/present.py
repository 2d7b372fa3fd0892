"""Turns cases into what the schemas dump. Reads only what is loaded, so a list keeps its fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from backend.accounts.models import User
from backend.cases.models import Case, Delivery, Evidence, RectificationOpinion, TimelineEntry
from backend.cases.policy.chains import HOLDER
from backend.cases.service.listing import COLUMNS, CaseRows
from backend.catalog.cases import EvidenceKind, TimelineKind
from backend.catalog.roles import ROLE_NAMES, Role
from backend.catalog.violations import SPECS

_HOLDER_NAMES = ("具体责任人", "Person in charge")


def named(thing: Any) -> dict[str, Any] | None:
    return {"id": thing.id, "name": thing.name} if thing is not None else None


def row(case: Case, user: User, snapshot_id: int | None, *, was_told: bool) -> dict[str, Any]:
    spec = SPECS[case.type]
    columns = (
        "id number type severity source state opened_at first_seen_at last_seen_at due_at level is_overdue "
        "is_suspected occurrences version"
    )
    return {name: getattr(case, name) for name in columns.split()} | {
        "type_zh": spec.zh,
        "type_en": spec.en,
        "establishment": named(case.establishment),
        "area": {**(named(case.area) or {}), "kind": case.area.kind.value} if case.area else None,
        "camera": named(case.camera),
        "is_mine": case.holder_id == user.id or was_told,
        "snapshot_url": evidence_url(case.id, snapshot_id) if snapshot_id else None,
        "holder": named(case.holder),
    }


def list_rows(found: CaseRows, user_id: int) -> list[dict[str, Any]]:
    """The same as `row` through its schema, from the bare columns of a list."""
    plain = [column.key for column in COLUMNS]
    return [
        {name: _json(getattr(each, name)) for name in plain}
        | {
            "type_zh": SPECS[each.type].zh,
            "type_en": SPECS[each.type].en,
            "establishment": {"id": each.establishment_id, "name": each.establishment_name},
            "area": {"id": each.area_id, "name": each.area_name, "kind": each.area_kind} if each.area_id else None,
            "camera": {"id": each.camera_id, "name": each.camera_name} if each.camera_id else None,
            "is_mine": each.holder_id == user_id or each.was_told,
            "snapshot_url": evidence_url(each.id, each.snapshot_id) if each.snapshot_id else None,
            "holder": {"id": each.holder_id, "name": each.holder_name} if each.holder_id else None,
        }
        for each in found.rows
    ]


def _json(value: Any) -> Any:
    return value.isoformat().replace("+00:00", "Z") if isinstance(value, datetime) else value


def evidence_url(case_id: int, evidence_id: int) -> str:
    return f"/api/cases/{case_id}/evidence/{evidence_id}"


def detail(case: Case, user: User, allowed: Sequence[str], known: Mapping[int, User]) -> dict[str, Any]:
    """`known`: the people whom opinions and timeline name by id alone."""
    boxed = [each.id for each in case.evidence if each.kind is EvidenceKind.BOXED]
    was_told = any(each.user_id == user.id for each in case.deliveries)
    return row(case, user, max(boxed, default=None), was_told=was_told) | {
        "why": _why(case),
        "evidence": [_evidence(each) for each in case.evidence],
        "chain": [step | _labels(step["roles"]) for step in case.chain],
        "timeline": [_entry(each, known) for each in case.timeline],
        "deliveries": [_delivery(each) for each in case.deliveries],
        "opinions": [opinion(each, known) for each in case.opinions],
        "penalty": _penalty(case),
        "rectification": _rectification(case),
        "dismissal": _dismissal(case),
        "confirmed_at": case.confirmed_at,
        "recovered_at": case.recovered_at,
        "ended_at": case.ended_at,
        "allowed": list(allowed),
    }


def _why(case: Case) -> dict[str, Any]:
    spec = SPECS[case.type]
    known = {name: case.why.get(name) for name in ("rule", "held_s", "score", "model", "cause", "measured")}
    known["crops"] = [
        {**crop, "url": evidence_url(case.id, crop["evidence_id"])} for crop in case.why.get("crops") or ()
    ]
    return known | {"norm_zh": spec.norm_zh, "norm_en": spec.norm_en, "duty": _duty(case), "report": _report(case)}


def _report(case: Case) -> dict[str, Any] | None:
    """What somebody reported; the words are behind `url`, for those who may see reports."""
    if "report_id" not in case.why:
        return None
    return {"id": case.why["report_id"], **{name: case.why.get(name) for name in ("title_zh", "title_en", "url")}}


def _duty(case: Case) -> dict[str, Any] | None:
    """What was missed, and the screen that settles it."""
    if "duty_id" not in case.why:
        return None
    names = ("title_zh", "title_en", "due_on", "url")
    return {"id": case.why["duty_id"], **{name: case.why.get(name) for name in names}}


def _evidence(each: Evidence) -> dict[str, Any]:
    return {
        "id": each.id,
        "kind": each.kind.value,
        "url": evidence_url(each.case_id, each.id),
        "sha256": each.file.sha256,
        "media_type": each.file.media_type,
        "taken_at": each.taken_at,
        "by": named(each.added_by),
    }


def _entry(each: TimelineEntry, known: Mapping[int, User]) -> dict[str, Any]:
    columns = "id at made_at kind actor level text data"
    absent = known.get(each.data.get("for_id") or 0)
    return {name: getattr(each, name) for name in columns.split()} | {"stands_in_for": named(absent)}


def _labels(roles: Iterable[str]) -> dict[str, str]:
    both = [_HOLDER_NAMES if role == HOLDER else ROLE_NAMES[Role(role)] for role in roles]
    return {"label_zh": "、".join(zh for zh, _ in both), "label_en": ", ".join(en for _, en in both)}


def _delivery(each: Delivery) -> dict[str, Any]:
    columns = "id channel level state created_at sent_at read_at error attempts"
    return {name: getattr(each, name) for name in columns.split()} | {"user": named(each.user), "role": each.role}


def opinion(each: RectificationOpinion, receivers: Mapping[int, User]) -> dict[str, Any]:
    columns = "id number issued_at issued_by facts deadline_on received_at"
    return {name: getattr(each, name) for name in columns.split()} | {
        "demands": each.demands.split("\n"),
        "sha256": each.file.sha256,
        "pdf_url": f"/api/opinions/{each.id}/pdf",
        "received_by": named(receivers.get(each.received_by_id or 0)),
    }


def _last(case: Case, kind: TimelineKind) -> TimelineEntry | None:
    return next((entry for entry in reversed(case.timeline) if entry.kind is kind), None)


def _penalty(case: Case) -> dict[str, Any] | None:
    if case.penalty_reference is None:
        return None
    entry = _last(case, TimelineKind.PENALTY_RECORDED)
    return {
        "reference": case.penalty_reference,
        "text": case.penalty_text or "",
        "at": entry.at if entry else None,
        "by": named(entry.actor) if entry else None,
    }


def _rectification(case: Case) -> dict[str, Any] | None:
    if case.rectified_at is None:
        return None
    entry = _last(case, TimelineKind.RECTIFIED)
    photo = next((each for each in reversed(case.evidence) if each.kind is EvidenceKind.PHOTO), None)
    return {
        "text": case.rectification or "",
        "photo_url": evidence_url(case.id, photo.id) if photo else None,
        "at": case.rectified_at,
        "by": named(entry.actor) if entry else None,
    }


def _dismissal(case: Case) -> dict[str, Any] | None:
    if case.dismissal_reason is None:
        return None
    entry = _last(case, TimelineKind.DISMISSED)
    return {
        "reason": case.dismissal_reason.value,
        "text": case.dismissal_text or "",
        "at": case.ended_at,
        "by": named(entry.actor) if entry else None,
    }
