"""The fields of each item that is entered by hand. They check what is kept, so the service asks them too."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from backend.catalog.disclosure import AnnualGrade, Conclusion, DisclosureItem, Grade
from backend.core.fields import StrictInteger, Text

_COUNT = validate.Range(0, 100_000)


class GradeData(Schema):
    """Points and number of items come from the grading sheet; `dynamic` is what the officer decided."""

    dynamic = fields.Enum(Grade, by_value=True, required=True)
    annual = fields.Enum(AnnualGrade, by_value=True, load_default=None, allow_none=True)
    points = StrictInteger(load_default=None, allow_none=True, validate=validate.Range(0, 1000))
    items = StrictInteger(load_default=None, allow_none=True, validate=validate.Range(1, 100))
    key_failures = StrictInteger(load_default=0, validate=validate.Range(0, 100))

    @validates_schema
    def fits(self, data: dict[str, Any], **_: object) -> None:
        if (data["points"] is None) != (data["items"] is None):
            raise ValidationError("Points and items belong together.", "items")
        if data["points"] is not None and data["points"] > 10 * data["items"]:
            raise ValidationError("An item has ten points at most.", "points")


class InspectionData(Schema):
    conclusion = fields.Enum(Conclusion, by_value=True, required=True)
    problems = Text(1000, 0, is_long=True, load_default="")
    correction = Text(1000, 0, is_long=True, load_default="")


class OfficerData(Schema):
    """How a food safety officer did in the assessment (考核); who the officers are comes from the people's files."""

    name = Text(60, required=True)
    is_passed = fields.Boolean(required=True, truthy={True}, falsy={False})
    certificate = Text(60, 0, load_default="")


class AdditiveData(Schema):
    """An additive in use; or the statement that none is used."""

    is_none = fields.Boolean(load_default=False, truthy={True}, falsy={False})
    name = Text(60, 0, load_default="")
    purpose = Text(60, 0, load_default="")
    used_in = Text(120, 0, load_default="")

    @validates_schema
    def fits(self, data: dict[str, Any], **_: object) -> None:
        if not data["is_none"] and not data["name"]:
            raise ValidationError("Name the additive, or say that none is used.", "name")


class IngredientData(Schema):
    """A delivery of a bulk ingredient. Prices are not asked for, so none can get out."""

    name = Text(60, required=True)
    supplier = Text(120, required=True)
    batch = Text(60, 0, load_default="")
    certificates = Text(200, 0, load_default="")


class SelfCheckData(Schema):
    planned = StrictInteger(required=True, validate=_COUNT)
    done = StrictInteger(required=True, validate=_COUNT)
    problems = StrictInteger(load_default=0, validate=_COUNT)
    corrected = StrictInteger(load_default=0, validate=_COUNT)

    @validates_schema
    def fits(self, data: dict[str, Any], **_: object) -> None:
        for part, whole in (("done", "planned"), ("corrected", "problems")):
            if data[part] > data[whole]:
                raise ValidationError(f"More than {whole}.", part)


ITEM_DATA: dict[DisclosureItem, type[Schema]] = {
    DisclosureItem.GRADE: GradeData,
    DisclosureItem.INSPECTIONS: InspectionData,
    DisclosureItem.SAFETY_OFFICERS: OfficerData,
    DisclosureItem.ADDITIVES: AdditiveData,
    DisclosureItem.INGREDIENTS: IngredientData,
    DisclosureItem.SELF_CHECKS: SelfCheckData,
}
ENTERED = tuple(item.value for item in ITEM_DATA)
