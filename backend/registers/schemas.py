from __future__ import annotations

from marshmallow import Schema, fields, validate

from backend.catalog.agencies import AgencyKind, JurisdictionKind
from backend.catalog.roles import Role
from backend.core.api import MAX_ID
from backend.core.fields import Instant, StrictInteger, Text
from backend.core.pagination import PageArgs, page_schema

_ID = validate.Range(1, MAX_ID)


class NodeQuery(PageArgs):
    q = Text(60, 0, load_default="")
    parent_id = fields.Integer(load_default=None, validate=_ID)


class NodeArgs(Schema):
    """`code`: the administrative code or the register's own one; imports find the node by it."""

    parent_id = StrictInteger(required=True, allow_none=True, validate=_ID)
    name = Text(120, required=True)
    kind = fields.Enum(JurisdictionKind, by_value=True, required=True)
    code = Text(32, 0, load_default="")
    is_urban = fields.Boolean(load_default=False, truthy={True}, falsy={False})


class NodePatch(Schema):
    name = Text(120)
    code = Text(32, 0)
    is_urban = fields.Boolean(truthy={True}, falsy={False})


class ParentArgs(Schema):
    parent_id = StrictInteger(required=True, allow_none=True, validate=_ID)


class NodeOut(Schema):
    """The counts are of what stands directly at the node, not below it."""

    id = StrictInteger(required=True)
    parent_id = StrictInteger(required=True, allow_none=True)
    name = fields.String(required=True)
    kind = fields.Enum(JurisdictionKind, by_value=True, required=True)
    code = fields.String(required=True, allow_none=True)
    is_urban = fields.Boolean(required=True)
    children = StrictInteger(required=True)
    establishments = StrictInteger(required=True)
    agencies = StrictInteger(required=True)
    officers = StrictInteger(required=True)


NodePage = page_schema(NodeOut)


class PlaceQuery(PageArgs):
    jurisdiction_id = fields.Integer(load_default=None, validate=_ID)


class AgencyArgs(Schema):
    kind = fields.Enum(AgencyKind, by_value=True, required=True)
    name = Text(120, required=True)
    hotline = Text(40, 0, load_default="")
    parent_id = StrictInteger(load_default=None, allow_none=True, validate=_ID)


class AgencyPatch(Schema):
    name = Text(120)
    hotline = Text(40, 0)


class AgencyOut(Schema):
    id = StrictInteger(required=True)
    jurisdiction_id = StrictInteger(required=True)
    parent_id = StrictInteger(required=True, allow_none=True)
    kind = fields.Enum(AgencyKind, by_value=True, required=True)
    name = fields.String(required=True)
    hotline = fields.String(required=True)


AgencyPage = page_schema(AgencyOut)


class OfficerQuery(PlaceQuery):
    q = Text(60, 0, load_default="")
    with_ended = fields.Boolean(load_default=False)


class OfficerArgs(Schema):
    """`name` counts only where the number has no account yet."""

    phone = Text(20, required=True)
    name = Text(60, required=True)
    role = fields.Enum(Role, by_value=True, required=True)
    agency_id = StrictInteger(load_default=None, allow_none=True, validate=_ID)


class NamedNode(Schema):
    id = StrictInteger(required=True)
    name = fields.String(required=True)
    kind = fields.Enum(JurisdictionKind, by_value=True, required=True)


class NamedAgency(Schema):
    id = StrictInteger(required=True)
    name = fields.String(required=True)
    kind = fields.Enum(AgencyKind, by_value=True, required=True)


class OfficerOut(Schema):
    """`id` is that of the office, not of the person."""

    id = StrictInteger(required=True)
    user_id = StrictInteger(required=True)
    name = fields.String(required=True)
    phone = fields.String(required=True)
    role = fields.Enum(Role, by_value=True, required=True)
    jurisdiction = fields.Nested(NamedNode, required=True)
    agency = fields.Nested(NamedAgency, required=True, allow_none=True)
    starts_at = Instant(required=True)
    ends_at = Instant(required=True, allow_none=True)
    is_delegated = fields.Boolean(required=True)


OfficerPage = page_schema(OfficerOut)


class TableFiles(Schema):
    file = fields.Raw(required=True, metadata={"type": "string", "format": "binary"})


class ImportForm(Schema):
    is_dry_run = fields.Boolean(load_default=True)


class TreeImportForm(ImportForm):
    """Rows without a parent stand below this node."""

    jurisdiction_id = fields.Integer(load_default=None, validate=_ID)


class ImportProblemOut(Schema):
    """`row` as the spreadsheet numbers it; `column` and `code` are ours, the app has the words."""

    row = StrictInteger(required=True)
    column = fields.String(required=True)
    code = fields.String(required=True)
    value = fields.String(required=True)


class ImportReportOut(Schema):
    """What the table would do, or has done. With any problem nothing is written. The first problems are listed."""

    total = StrictInteger(required=True)
    created = StrictInteger(required=True)
    updated = StrictInteger(required=True)
    unchanged = StrictInteger(required=True)
    is_applied = fields.Boolean(required=True)
    ignored_columns = fields.List(fields.String(), required=True)
    problem_total = StrictInteger(required=True)
    problems = fields.List(fields.Nested(ImportProblemOut), required=True)


class TemplateQuery(Schema):
    format = fields.String(load_default="xlsx", validate=validate.OneOf(("csv", "xlsx")))
    language = fields.String(load_default="zh-CN", validate=validate.OneOf(("zh-CN", "en")))


BINARY = {"type": "string", "format": "binary"}
