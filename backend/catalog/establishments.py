"""Kinds of establishments, their tags, and what follows from them.

Source: seed 001 art. 2 (the schools it covers), seed 000 part 2 (units by kind, size and town) and annex 2; the bans
for pupils under 18 come from the school regulation (学校食品安全与营养健康管理规定).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class EstablishmentKind(StrEnum):
    UNIVERSITY = "university"
    VOCATIONAL_SCHOOL = "vocational_school"
    TECHNICAL_SCHOOL = "technical_school"
    SECONDARY_SCHOOL = "secondary_school"
    PRIMARY_SCHOOL = "primary_school"
    SPECIAL_SCHOOL = "special_school"
    KINDERGARTEN = "kindergarten"
    ELDER_CARE = "elder_care"
    CANTEEN = "canteen"
    RESTAURANT = "restaurant"
    CENTRAL_KITCHEN = "central_kitchen"
    COLLECTIVE_SUPPLIER = "collective_supplier"
    CHAIN_HEADQUARTERS = "chain_headquarters"


class CompetentBody(StrEnum):
    """The department above the unit's own line (主管部门); market supervision watches every unit besides."""

    EDUCATION = "education"
    HUMAN_RESOURCES = "human_resources"
    CIVIL_AFFAIRS = "civil_affairs"
    NONE = "none"


class SizeClass(StrEnum):
    """Size of a restaurant (餐馆规模)."""

    EXTRA_LARGE = "extra_large"
    LARGE = "large"
    MEDIUM = "medium"
    SMALL = "small"
    MICRO = "micro"


class EstablishmentTag(StrEnum):
    HOTPOT = "hotpot"
    LOCAL_SPECIALITY = "local_speciality"
    CHAIN_BRANCH = "chain_branch"
    CONTRACTED = "contracted"
    OFF_CAMPUS_MEALS = "off_campus_meals"
    NO_DINE_IN = "no_dine_in"
    BOARDING = "boarding"
    NUTRITION_PROGRAMME = "nutrition_programme"


class EstablishmentState(StrEnum):
    """PENDING waits for the office's review (annex 2); CLOSED keeps its history."""

    PENDING = "pending"
    ACTIVE = "active"
    REFUSED = "refused"
    CLOSED = "closed"


@dataclass(frozen=True)
class KindSpec:
    """`bans`: cold dishes, green beans and the like are forbidden there (pupils under 18)."""

    zh: str
    en: str
    head_zh: str
    head_en: str
    body: CompetentBody
    is_school: bool
    bans: bool


_E, _N = CompetentBody.EDUCATION, CompetentBody.NONE
_K = EstablishmentKind

KINDS: dict[EstablishmentKind, KindSpec] = {
    _K.UNIVERSITY: KindSpec("普通高等院校", "University or college", "校长", "Principal", _E, True, False),
    _K.VOCATIONAL_SCHOOL: KindSpec("职业学校", "Vocational school", "校长", "Principal", _E, True, False),
    _K.TECHNICAL_SCHOOL: KindSpec(
        "技工院校", "Technical college", "校长", "Principal", CompetentBody.HUMAN_RESOURCES, True, False
    ),
    _K.SECONDARY_SCHOOL: KindSpec("普通中等学校", "Secondary school", "校长", "Principal", _E, True, True),
    _K.PRIMARY_SCHOOL: KindSpec("中小学", "Primary and middle school", "校长", "Principal", _E, True, True),
    _K.SPECIAL_SCHOOL: KindSpec("特殊教育学校", "Special-education school", "校长", "Principal", _E, True, True),
    _K.KINDERGARTEN: KindSpec("托幼机构", "Nursery or kindergarten", "园长", "Head of kindergarten", _E, True, True),
    _K.ELDER_CARE: KindSpec(
        "养老机构食堂", "Elder-care canteen", "院长", "Director", CompetentBody.CIVIL_AFFAIRS, False, False
    ),
    _K.CANTEEN: KindSpec("单位食堂", "Staff canteen", "单位负责人", "Head of unit", _N, False, False),
    _K.RESTAURANT: KindSpec("社会餐饮", "Restaurant", "负责人", "Owner", _N, False, False),
    _K.CENTRAL_KITCHEN: KindSpec("中央厨房", "Central kitchen", "负责人", "Head", _N, False, False),
    _K.COLLECTIVE_SUPPLIER: KindSpec(
        "集体用餐配送单位", "Collective meal supplier", "负责人", "Head", _N, False, False
    ),
    _K.CHAIN_HEADQUARTERS: KindSpec("连锁企业总部", "Chain headquarters", "负责人", "Head", _N, False, False),
}

# Meals may be ordered from these, so they may be linked to the schools that they feed.
SUPPLIER_KINDS = frozenset({_K.CENTRAL_KITCHEN, _K.COLLECTIVE_SUPPLIER})

SIZE_NAMES: dict[SizeClass, tuple[str, str]] = {
    SizeClass.EXTRA_LARGE: ("特大型", "Extra large"),
    SizeClass.LARGE: ("大型", "Large"),
    SizeClass.MEDIUM: ("中型", "Medium"),
    SizeClass.SMALL: ("小型", "Small"),
    SizeClass.MICRO: ("微型", "Micro"),
}

TAG_NAMES: dict[EstablishmentTag, tuple[str, str]] = {
    EstablishmentTag.HOTPOT: ("火锅", "Hotpot"),
    EstablishmentTag.LOCAL_SPECIALITY: ("地方特色", "Local speciality"),
    EstablishmentTag.CHAIN_BRANCH: ("连锁门店", "Chain branch"),
    EstablishmentTag.CONTRACTED: ("承包经营", "Contracted out"),
    EstablishmentTag.OFF_CAMPUS_MEALS: ("校外供餐", "Meals from outside"),
    EstablishmentTag.NO_DINE_IN: ("无堂食", "No dining in"),
    EstablishmentTag.BOARDING: ("寄宿制", "Boarding"),
    EstablishmentTag.NUTRITION_PROGRAMME: ("营养改善计划", "Nutrition programme"),
}

BODY_NAMES: dict[CompetentBody, tuple[str, str]] = {
    CompetentBody.EDUCATION: ("教育部门", "Education department"),
    CompetentBody.HUMAN_RESOURCES: ("人力资源社会保障部门", "Human resources department"),
    CompetentBody.CIVIL_AFFAIRS: ("民政部门", "Civil affairs department"),
    CompetentBody.NONE: ("无", "None"),
}
