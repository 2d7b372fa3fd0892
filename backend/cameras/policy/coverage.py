"""Which required areas have cameras. Source: seed 000 3(3)2 (one in each area) and 3(3)4 (one with AI in each)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from backend.catalog.areas import AREA_NAMES, REQUIRED_AREAS, AreaKind
from backend.catalog.cameras import Acceptance


class Gap(StrEnum):
    NONE = "none"
    NO_AREA = "no_area"
    NO_CAMERA = "no_camera"
    NOT_ACCEPTED = "not_accepted"
    AI_GAP = "ai_gap"


@dataclass(frozen=True)
class Seen:
    """A camera as the matrix counts it."""

    area_id: int
    is_online: bool
    is_ai_enabled: bool
    acceptance: Acceptance


def matrix(areas: Iterable[tuple[int, AreaKind]], cameras: Collection[Seen]) -> dict[str, Any]:
    """One line for each required area and each further kind that the kitchen has.

    A camera that must be replaced does not cover its area; one that waits for its acceptance does.
    """
    by_kind: dict[AreaKind, list[int]] = {kind: [] for kind in REQUIRED_AREAS}
    for area_id, kind in areas:
        by_kind.setdefault(kind, []).append(area_id)
    lines = [_line(kind, ids, [c for c in cameras if c.area_id in ids]) for kind, ids in by_kind.items()]
    missing = [line["kind"] for line in lines if line["kind"] in REQUIRED_AREAS and not line.pop("is_covered")]
    for line in lines:
        line.pop("is_covered", None)
    return {"is_complete": not missing, "missing": missing, **_summary(missing), "areas": lines}


def _line(kind: AreaKind, area_ids: list[int], cameras: list[Seen]) -> dict[str, Any]:
    return {
        "kind": kind,
        "area_ids": area_ids,
        "cameras": len(cameras),
        "online": sum(camera.is_online for camera in cameras),
        "ai_cameras": sum(camera.is_ai_enabled for camera in cameras),
        "gap": _gap(kind, area_ids, cameras),
        "is_covered": any(camera.acceptance is not Acceptance.TO_REPLACE for camera in cameras),
    }


def _gap(kind: AreaKind, area_ids: list[int], cameras: list[Seen]) -> Gap:
    is_required = kind in REQUIRED_AREAS
    if not area_ids:
        return Gap.NO_AREA
    if not cameras:
        return Gap.NO_CAMERA if is_required else Gap.NONE
    acceptances = {camera.acceptance for camera in cameras}
    if acceptances == {Acceptance.TO_REPLACE}:
        return Gap.NOT_ACCEPTED
    if is_required and not any(camera.is_ai_enabled for camera in cameras):
        return Gap.AI_GAP
    return Gap.NONE if Acceptance.ACCEPTED in acceptances else Gap.NOT_ACCEPTED


def _summary(missing: list[AreaKind]) -> dict[str, str]:
    if not missing:
        return {"summary_zh": "完整", "summary_en": "complete"}
    zh, en = zip(*(AREA_NAMES[kind] for kind in missing), strict=True)
    return {"summary_zh": "不完整：" + "、".join(zh), "summary_en": "incomplete: " + ", ".join(en)}
