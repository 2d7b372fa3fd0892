from __future__ import annotations

from enum import StrEnum
from typing import Any

from marshmallow import Schema, fields, validate

from backend.catalog.cameras import CameraState
from backend.catalog.cases import CaseState
from backend.catalog.establishments import (
    CompetentBody,
    EstablishmentKind,
    EstablishmentState,
    EstablishmentTag,
    SizeClass,
)
from backend.catalog.violations import Severity, ViolationType
from backend.core.api import MAX_ID
from backend.core.fields import Instant, Reason, StrictInteger, Text
from backend.core.pagination import PageArgs, page_schema
from backend.overview import policy
from backend.overview.policy import Light


def _several(enum: type[StrEnum]) -> fields.List[Any]:
    """A filter that may be given several times."""
    return fields.List(fields.Enum(enum, by_value=True), load_default=lambda: [], validate=validate.Length(max=20))


class OverviewFilter(Schema):
    """Without a state: pending and active ones. `jurisdiction_id`: there and below. `is_connected`: has a camera."""

    q = Text(60, 0, load_default="")
    kind = _several(EstablishmentKind)
    tag = _several(EstablishmentTag)
    state = _several(EstablishmentState)
    competent_body = _several(CompetentBody)
    light = _several(Light)
    jurisdiction_id = fields.Integer(load_default=None, validate=validate.Range(1, MAX_ID))
    is_stale = fields.Boolean(load_default=None)
    is_connected = fields.Boolean(load_default=None)
    sort = fields.String(load_default="worst", validate=validate.OneOf(("worst", "name", "newest")))


class OverviewQuery(PageArgs, OverviewFilter):
    pass


class OverviewExportQuery(OverviewFilter):
    format = fields.String(load_default="xlsx", validate=validate.OneOf(("csv", "xlsx")))
    language = fields.String(load_default="zh-CN", validate=validate.OneOf(("zh-CN", "en")))
    reason = Reason()


class PlaceRef(Schema):
    id = StrictInteger(required=True)
    name = fields.String(required=True)


class FiguresOut(Schema):
    """Missing figures are of things that the person may not look into."""

    open_cases = StrictInteger()
    overdue_cases = StrictInteger()
    critical_cases = StrictInteger()
    overdue_duties = StrictInteger()
    cameras = StrictInteger()
    cameras_offline = StrictInteger()
    licence_expired = StrictInteger()
    licence_expiring = StrictInteger()
    health_expired = StrictInteger()
    health_expiring = StrictInteger()


class StandingOut(Schema):
    """An establishment and how it stands. `reasons`: why it is not green, worst first."""

    id = StrictInteger(required=True)
    name = fields.String(required=True)
    kind = fields.Enum(EstablishmentKind, by_value=True, required=True)
    state = fields.Enum(EstablishmentState, by_value=True, required=True)
    tags = fields.List(fields.String(), required=True)
    size_class = fields.Enum(SizeClass, by_value=True, required=True, allow_none=True)
    competent_body = fields.Enum(CompetentBody, by_value=True, required=True)
    address = fields.String(required=True)
    diners = StrictInteger(required=True)
    jurisdiction = fields.Nested(PlaceRef, required=True)
    light = fields.String(required=True, validate=validate.OneOf([light.value for light in Light]))
    reasons = fields.List(fields.Enum(policy.Reason, by_value=True), required=True)
    counts = fields.Nested(FiguresOut, required=True)
    is_stale = fields.Boolean(required=True)
    confirmed_at = Instant(required=True, allow_none=True)


StandingPage = page_schema(StandingOut)


class _Total(Schema):
    total = StrictInteger(required=True)


class KindTotalOut(_Total):
    kind = fields.Enum(EstablishmentKind, by_value=True, required=True)


class StateTotalOut(_Total):
    state = fields.Enum(EstablishmentState, by_value=True, required=True)


class RegisterFiguresOut(_Total):
    connected = StrictInteger(required=True)
    stale = StrictInteger(required=True)


class CameraFiguresOut(_Total):
    online = StrictInteger(required=True)
    offline = StrictInteger(required=True)


class CaseFiguresOut(Schema):
    overdue = StrictInteger(required=True)
    critical = StrictInteger(required=True)
    running = StrictInteger(required=True)
    review = StrictInteger(required=True)


class DutyFiguresOut(Schema):
    overdue = StrictInteger(required=True)
    due_soon = StrictInteger(required=True)


class ExpiryFiguresOut(Schema):
    expired = StrictInteger(required=True)
    expiring = StrictInteger(required=True)


class ApplicationFiguresOut(Schema):
    establishments = StrictInteger(required=True)
    people = StrictInteger(required=True)


class BoardOut(Schema):
    """A section is null where the person may not look into what it counts."""

    establishments = fields.Nested(RegisterFiguresOut, required=True)
    kinds = fields.List(fields.Nested(KindTotalOut), required=True)
    states = fields.List(fields.Nested(StateTotalOut), required=True)
    cameras = fields.Nested(CameraFiguresOut, required=True, allow_none=True)
    cases = fields.Nested(CaseFiguresOut, required=True, allow_none=True)
    duties = fields.Nested(DutyFiguresOut, required=True, allow_none=True)
    licences = fields.Nested(ExpiryFiguresOut, required=True, allow_none=True)
    health = fields.Nested(ExpiryFiguresOut, required=True, allow_none=True)
    applications = fields.Nested(ApplicationFiguresOut, required=True, allow_none=True)
    counted_at = Instant(required=True)


class _Issue(Schema):
    establishment = fields.String(required=True)


class CaseIssueOut(_Issue):
    id = StrictInteger(required=True)
    number = fields.String(required=True)
    type = fields.Enum(ViolationType, by_value=True, required=True)
    severity = fields.Enum(Severity, by_value=True, required=True)
    state = fields.Enum(CaseState, by_value=True, required=True)
    is_overdue = fields.Boolean(required=True)
    opened_at = Instant(required=True)
    due_at = Instant(required=True)
    area = fields.String(required=True, allow_none=True)


class DutyIssueOut(_Issue):
    id = StrictInteger(required=True)
    title_zh = fields.String(required=True)
    title_en = fields.String(required=True)
    url = fields.String(required=True)
    due_on = fields.Date(required=True)


class CameraIssueOut(_Issue):
    id = StrictInteger(required=True)
    name = fields.String(required=True)
    state = fields.Enum(CameraState, by_value=True, required=True)
    state_since = Instant(required=True, allow_none=True)


class LicenceIssueOut(_Issue):
    establishment_id = StrictInteger(required=True)
    expires_on = fields.Date(required=True)


class HealthIssueOut(_Issue):
    user_id = StrictInteger(required=True)
    name = fields.String(required=True)
    expires_on = fields.Date(required=True)


def _list_of(item: type[Schema]) -> fields.List[Any]:
    return fields.List(fields.Nested(item), required=True, allow_none=True)


class IssuesOut(Schema):
    """At most fifty of each sort, worst first; null where the person may not look into it."""

    cases = _list_of(CaseIssueOut)
    duties = _list_of(DutyIssueOut)
    cameras = _list_of(CameraIssueOut)
    licences = _list_of(LicenceIssueOut)
    health = _list_of(HealthIssueOut)
