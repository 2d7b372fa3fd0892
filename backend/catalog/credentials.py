"""Words of licences, certificates and duties. Source: reference 2.11 (许可办法, 食品安全法 art. 45)."""

from enum import StrEnum


class BusinessForm(StrEnum):
    """主体业态 of a food business licence."""

    FOOD_SELLER = "food_seller"
    CATERING = "catering"
    UNIT_CANTEEN = "unit_canteen"


class BusinessItem(StrEnum):
    """经营项目 of a food business licence."""

    HOT_DISHES = "hot_dishes"
    COLD_DISHES = "cold_dishes"
    RAW_DISHES = "raw_dishes"
    PASTRY = "pastry"
    HOMEMADE_DRINKS = "homemade_drinks"
    COLLECTIVE_DELIVERY = "collective_delivery"
    CENTRAL_KITCHEN = "central_kitchen"


class QualityScheme(StrEnum):
    HACCP = "haccp"
    ISO_22000 = "iso_22000"


class DutyState(StrEnum):
    PENDING = "pending"
    FULFILLED = "fulfilled"
    OVERDUE = "overdue"
    CANCELLED = "cancelled"


class DutySubject(StrEnum):
    """What a duty is about; `subject_id` is the id of such a row."""

    ESTABLISHMENT = "establishment"
    LICENCE = "licence"
    HEALTH_CERTIFICATE = "health_certificate"
    QUALITY_CERTIFICATE = "quality_certificate"
    OPINION = "opinion"
    REPORT = "report"
    TUNING = "tuning"


class DutyCode(StrEnum):
    """Rules that the product ships; each is a row that may be edited, scoped and dated."""

    CONNECT = "connect"
    LICENCE_RENEWAL = "licence_renewal"
    HEALTH_RENEWAL = "health_renewal"
    QUALITY_RENEWAL = "quality_renewal"
    PUBLIC_REPLY = "public_reply"
    FACTS = "facts"
    TUNE_RULE = "tune_rule"


BUSINESS_FORM_NAMES: dict[BusinessForm, tuple[str, str]] = {
    BusinessForm.FOOD_SELLER: ("食品销售经营者", "Food seller"),
    BusinessForm.CATERING: ("餐饮服务经营者", "Catering business"),
    BusinessForm.UNIT_CANTEEN: ("集中用餐单位食堂", "Canteen of a unit"),
}

BUSINESS_ITEM_NAMES: dict[BusinessItem, tuple[str, str]] = {
    BusinessItem.HOT_DISHES: ("热食类食品制售", "Hot dishes"),
    BusinessItem.COLD_DISHES: ("冷食类食品制售", "Cold dishes"),
    BusinessItem.RAW_DISHES: ("生食类食品制售", "Raw dishes"),
    BusinessItem.PASTRY: ("糕点类食品制售", "Pastry"),
    BusinessItem.HOMEMADE_DRINKS: ("自制饮品制售", "Home-made drinks"),
    BusinessItem.COLLECTIVE_DELIVERY: ("集体用餐配送", "Collective meal delivery"),
    BusinessItem.CENTRAL_KITCHEN: ("中央厨房", "Central kitchen"),
}

QUALITY_SCHEME_NAMES: dict[QualityScheme, tuple[str, str]] = {
    QualityScheme.HACCP: ("HACCP", "HACCP"),
    QualityScheme.ISO_22000: ("ISO 22000", "ISO 22000"),
}
