"""The words of backend/catalog for the app, as TypeScript."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, TypeVar

from backend.catalog import (
    agencies,
    cameras,
    cases,
    credentials,
    disclosure,
    establishments,
    posts,
    roles,
    staff,
    violations,
)
from backend.catalog.areas import AREA_NAMES, REQUIRED_AREAS, AreaKind

HEAD = "// Written by `make generate` from backend/catalog. Edit there, not here.\n"
LISTS: tuple[tuple[str, type[StrEnum]], ...] = (
    ("severities", violations.Severity),
    ("ruleSchedules", violations.RuleSchedule),
    ("ruleStandings", violations.RuleStanding),
    ("timerClocks", violations.TimerClock),
    ("cameraStates", cameras.CameraState),
    ("pictureStates", cameras.PictureState),
    ("streamTransports", cameras.StreamTransport),
    ("zoneKinds", cameras.ZoneKind),
    ("acceptances", cameras.Acceptance),
    ("caseSources", cases.CaseSource),
    ("caseStates", cases.CaseState),
    ("chainCodes", cases.ChainCode),
    ("stepTimers", cases.StepTimer),
    ("timelineKinds", cases.TimelineKind),
    ("dismissalReasons", cases.DismissalReason),
    ("evidenceKinds", cases.EvidenceKind),
    ("deliveryChannels", cases.DeliveryChannel),
    ("deliveryStates", cases.DeliveryState),
    ("permissions", roles.Permission),
    ("scopeKinds", roles.ScopeKind),
    ("establishmentStates", establishments.EstablishmentState),
    ("applicationStates", staff.ApplicationState),
    ("invitationKinds", staff.InvitationKind),
    ("conductKinds", staff.ConductKind),
    ("contestStates", staff.ContestState),
    ("dutyStates", credentials.DutyState),
    ("dutySubjects", credentials.DutySubject),
    ("dutyCodes", credentials.DutyCode),
    ("reportChannels", disclosure.ReportChannel),
    ("annualGrades", disclosure.AnnualGrade),
)
NAMED: tuple[tuple[str, str, Mapping[Any, tuple[str, str]]], ...] = (
    ("sizeClasses", "SizeClass", establishments.SIZE_NAMES),
    ("establishmentTags", "EstablishmentTag", establishments.TAG_NAMES),
    ("competentBodies", "CompetentBody", establishments.BODY_NAMES),
    ("agencyKinds", "AgencyKind", agencies.AGENCY_NAMES),
    ("jurisdictionKinds", "JurisdictionKind", agencies.JURISDICTION_NAMES),
    ("businessForms", "BusinessForm", credentials.BUSINESS_FORM_NAMES),
    ("businessItems", "BusinessItem", credentials.BUSINESS_ITEM_NAMES),
    ("qualitySchemes", "QualityScheme", credentials.QUALITY_SCHEME_NAMES),
    ("leavingReasons", "LeavingReason", staff.LEAVING_NAMES),
    ("morningFindings", "MorningFinding", staff.FINDING_NAMES),
    ("disclosureItems", "DisclosureItem", disclosure.DISCLOSURE_NAMES),
    ("groupKinds", "GroupKind", disclosure.GROUP_KIND_NAMES),
    ("grades", "Grade", disclosure.GRADE_NAMES),
    ("reportTopics", "ReportTopic", disclosure.TOPIC_NAMES),
    ("conclusions", "Conclusion", disclosure.CONCLUSION_NAMES),
)
Code = TypeVar("Code", bound=StrEnum)


def catalog_typescript() -> str:
    """A list and a type for each vocabulary, a table where words have names or numbers.

    The tables that only later pages name stand in a module of their own, so that the first screen does not carry them.
    """
    parts = [HEAD, "export * from './catalog.later'\n", *(_vocabulary(name, words) for name, words in LISTS)]
    parts.append(_table("violations", "ViolationType", {code: _violation(code) for code in violations.SPECS}))
    parts.append(_table("areas", "AreaKind", _names(AREA_NAMES)))
    parts.append(f"export const requiredAreas: readonly AreaKind[] = [\n{_rows(REQUIRED_AREAS)}]\n")
    parts.append(_table("roles", "Role", _names(roles.ROLE_NAMES)))
    return "\n".join(parts)


def later_typescript() -> str:
    parts = [HEAD, "import type { AreaKind, RuleStanding, Severity } from './catalog'\n"]
    parts.append(_table("establishmentKinds", "EstablishmentKind", {k: _kind(k) for k in establishments.KINDS}))
    parts.append(_watching())
    parts.append(_table("posts", "Post", {post: _post(post) for post in posts.POSTS}))
    parts.extend(_table(name, kind, _names(names)) for name, kind, names in NAMED)
    return "\n".join(parts)


def _violation(code: violations.ViolationType) -> dict[str, str | bool | int]:
    spec = violations.SPECS[code]
    return {
        "zh": spec.zh,
        "en": spec.en,
        "severity": spec.severity.value,
        "schedule": spec.schedule.value,
        "isCameraFault": code in violations.CAMERA_FAULTS,
        "isSeen": code in violations.SEEN_TYPES,
        "holdSeconds": int(spec.hold.total_seconds()),
        "mergeSeconds": int(spec.merge.total_seconds()),
        "normZh": spec.norm_zh,
        "normEn": spec.norm_en,
    }


def _watching() -> str:
    """How each seen kind is judged by default, and where it watches by itself; `areas` in the catalog's order."""
    shape = (
        "{ votes: number; window: number; minHeight: number; graceSeconds: number; standing: RuleStanding;"
        " areas: readonly AreaKind[]; areaSeverity: Partial<Record<AreaKind, Severity>> }"
    )
    lines = "".join(f"  {code.value}: {_watch(violations.SPECS[code])},\n" for code in _seen_types())
    return f"export interface Watching {shape}\nexport const watching: Record<string, Watching> = {{\n{lines}}}\n"


def _seen_types() -> list[violations.ViolationType]:
    return [code for code in violations.SPECS if code in violations.SEEN_TYPES]


def _watch(spec: violations.ViolationSpec) -> str:
    watching = spec.watching
    severities = {kind: spec.severity_in(kind) for kind in AreaKind if spec.severity_in(kind) is not spec.severity}
    areas = ", ".join(_literal(kind.value) for kind in AreaKind if kind in watching.areas)
    severity = ", ".join(f"{kind.value}: {_literal(each.value)}" for kind, each in severities.items())
    facts: dict[str, str | bool | int] = {
        "votes": watching.votes,
        "window": watching.window,
        "minHeight": watching.min_height,
        "graceSeconds": int(watching.grace.total_seconds()),
        "standing": watching.standing.value,
    }
    return f"{_object(facts)[:-2]}, areas: [{areas}], areaSeverity: {{ {severity} }} }}"


def _kind(code: establishments.EstablishmentKind) -> dict[str, str | bool | int]:
    spec = establishments.KINDS[code]
    return {
        "zh": spec.zh,
        "en": spec.en,
        "headZh": spec.head_zh,
        "headEn": spec.head_en,
        "body": spec.body.value,
        "isSchool": spec.is_school,
        "bans": spec.bans,
    }


def _post(code: posts.Post) -> dict[str, str | bool | int]:
    spec = posts.POSTS[code]
    return {
        "zh": spec.zh,
        "en": spec.en,
        "role": spec.role.value,
        "touchesFood": spec.touches_food,
        "isRequired": spec.is_required,
    }


def _names(names: Mapping[Code, tuple[str, str]]) -> dict[Code, dict[str, str | bool | int]]:
    return {code: {"zh": zh, "en": en} for code, (zh, en) in names.items()}


def _vocabulary(name: str, words: type[StrEnum]) -> str:
    constant = f"export const {name} = [\n{_rows(words)}] as const\n"
    return f"{constant}export type {words.__name__} = (typeof {name})[number]\n"


def _rows(words: Iterable[StrEnum]) -> str:
    return "".join(f"  {_literal(word.value)},\n" for word in words)


def _table(name: str, kind: str, rows: Mapping[Code, Mapping[str, str | bool | int]]) -> str:
    lines = "".join(f"  {code.value}: {_object(row)},\n" for code, row in rows.items())
    return f"export const {name} = {{\n{lines}}} as const\nexport type {kind} = keyof typeof {name}\n"


def _object(row: Mapping[str, str | bool | int]) -> str:
    return "{ " + ", ".join(f"{key}: {_literal(value)}" for key, value in row.items()) + " }"


def _literal(value: str | bool | int) -> str:
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n")
        return f"'{escaped}'"
    return str(value).lower()
