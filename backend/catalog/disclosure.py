"""The nine items that a school canteen discloses (seed 001 art. 6), and the words of groups, reports and ratings."""

from enum import StrEnum


class DisclosureItem(StrEnum):
    LICENCE = "licence"
    GRADE = "grade"
    PLEDGE = "pledge"
    SAFETY_OFFICERS = "safety_officers"
    WORKERS_HEALTH = "workers_health"
    ADDITIVES = "additives"
    INGREDIENTS = "ingredients"
    INSPECTIONS = "inspections"
    SELF_CHECKS = "self_checks"


DISCLOSURE_NAMES: dict[DisclosureItem, tuple[str, str]] = {
    DisclosureItem.LICENCE: ("食品经营许可信息", "Food business licence"),
    DisclosureItem.GRADE: ("量化分级信息", "Quantified grade"),
    DisclosureItem.PLEDGE: ("食品安全承诺书", "Food safety pledge"),
    DisclosureItem.SAFETY_OFFICERS: ("食品安全管理员", "Food safety officers"),
    DisclosureItem.WORKERS_HEALTH: ("从业人员健康信息", "Workers' health"),
    DisclosureItem.ADDITIVES: ("食品添加剂使用", "Food additives"),
    DisclosureItem.INGREDIENTS: ("大宗原料索证索票", "Bulk ingredients"),
    DisclosureItem.INSPECTIONS: ("日常监督检查", "Routine inspections"),
    DisclosureItem.SELF_CHECKS: ("食品安全自查", "Self-checks"),
}


class Grade(StrEnum):
    """Dynamic grade after an inspection: laughing, smiling, straight face (量化分级, 2012)."""

    EXCELLENT = "excellent"
    GOOD = "good"
    FAIR = "fair"
    NONE = "none"


class AnnualGrade(StrEnum):
    """The grade of the last twelve months (年度等级)."""

    A = "A"
    B = "B"
    C = "C"


class Conclusion(StrEnum):
    """How a routine inspection ended."""

    PASSED = "passed"
    TO_CORRECT = "to_correct"
    FAILED = "failed"


class GroupKind(StrEnum):
    PARENTS = "parents"
    PARENTS_COMMITTEE = "parents_committee"
    MEAL_COMMITTEE = "meal_committee"
    CUSTOMERS = "customers"


class ReportChannel(StrEnum):
    PUBLIC = "public"
    PARENT = "parent"
    STUDENT = "student"


class ReportTopic(StrEnum):
    HYGIENE = "hygiene"
    FOOD = "food"
    STAFF = "staff"
    ILLNESS = "illness"
    VIDEO = "video"
    OTHER = "other"


GROUP_KIND_NAMES: dict[GroupKind, tuple[str, str]] = {
    GroupKind.PARENTS: ("家长代表", "Parent representatives"),
    GroupKind.PARENTS_COMMITTEE: ("家长委员会", "Parents' committee"),
    GroupKind.MEAL_COMMITTEE: ("膳食委员会", "Meal committee"),
    GroupKind.CUSTOMERS: ("供餐学校", "Schools we supply"),
}

GRADE_NAMES: dict[Grade, tuple[str, str]] = {
    Grade.EXCELLENT: ("优秀", "Excellent"),
    Grade.GOOD: ("良好", "Good"),
    Grade.FAIR: ("一般", "Fair"),
    Grade.NONE: ("未评定", "Not graded"),
}

CONCLUSION_NAMES: dict[Conclusion, tuple[str, str]] = {
    Conclusion.PASSED: ("符合", "Passed"),
    Conclusion.TO_CORRECT: ("基本符合，限期整改", "Passed with corrections due"),
    Conclusion.FAILED: ("不符合", "Failed"),
}

TOPIC_NAMES: dict[ReportTopic, tuple[str, str]] = {
    ReportTopic.HYGIENE: ("环境卫生", "Hygiene"),
    ReportTopic.FOOD: ("食品问题", "Food"),
    ReportTopic.STAFF: ("人员操作", "Staff behaviour"),
    ReportTopic.ILLNESS: ("用餐后不适", "Felt ill after eating"),
    ReportTopic.VIDEO: ("视频看不到", "Video does not show"),
    ReportTopic.OTHER: ("其他", "Other"),
}
