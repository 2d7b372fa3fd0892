"""The 19 roles and what each may do, as the default filling of the table `role_grant`.

Source: the role table of the domain reference (seed 000 part 3(4), seed 001 art. 9 and 10). A role counts only inside
the scope of its membership: one establishment, one jurisdiction with all below it, or the platform.
"""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    WORKER = "worker"
    KEEPER = "keeper"
    CANTEEN_HEAD = "canteen_head"
    SAFETY_OFFICER = "safety_officer"
    SAFETY_HEAD = "safety_head"
    PRINCIPAL = "principal"
    VIDEO_KEEPER = "video_keeper"
    PARENT = "parent"
    PUBLIC = "public"
    STUDENT = "student"
    OFFICE_OFFICER = "office_officer"
    COUNTY_OFFICER = "county_officer"
    CITY_OFFICER = "city_officer"
    EDUCATION_OFFICER = "education_officer"
    SUPPLIER = "supplier"
    VENDOR = "vendor"
    GUEST = "guest"
    PLATFORM_ADMIN = "platform_admin"
    AUDITOR = "auditor"


class ScopeKind(StrEnum):
    ESTABLISHMENT = "establishment"
    JURISDICTION = "jurisdiction"
    PLATFORM = "platform"


class Permission(StrEnum):
    ESTABLISHMENT_VIEW = "establishment.view"
    ESTABLISHMENT_MANAGE = "establishment.manage"
    PEOPLE_VIEW = "people.view"
    PEOPLE_MANAGE = "people.manage"
    CAMERA_VIEW = "camera.view"
    CAMERA_LIVE = "camera.live"
    CAMERA_MANAGE = "camera.manage"
    RULE_MANAGE = "rule.manage"
    CASE_VIEW = "case.view"
    CASE_VIEW_OWN = "case.view_own"
    CAMERA_FAULT_VIEW = "case.view_camera_faults"
    CASE_HANDLE = "case.handle"
    CASE_VERIFY = "case.verify"
    CASE_URGE = "case.urge"
    CASE_ASSIGN = "case.assign"
    CASE_ATTRIBUTE = "case.attribute"
    CASE_SANCTION = "case.sanction"
    CHAIN_VIEW = "chain.view"
    CHAIN_MANAGE = "chain.manage"
    AUDIT_VIEW = "audit.view"
    SYSTEM_MANAGE = "system.manage"


P = Permission
_KITCHEN_VIEW = frozenset(
    {P.ESTABLISHMENT_VIEW, P.CAMERA_VIEW, P.CAMERA_LIVE, P.CASE_VIEW, P.CHAIN_VIEW, P.PEOPLE_VIEW}
)
_FIRST_LEVEL = _KITCHEN_VIEW | {P.CASE_HANDLE}
_HEAD = _FIRST_LEVEL | {
    P.CASE_VERIFY,
    P.CASE_URGE,
    P.CASE_ASSIGN,
    P.CASE_ATTRIBUTE,
    P.ESTABLISHMENT_MANAGE,
    P.PEOPLE_MANAGE,
    P.CAMERA_MANAGE,
    P.RULE_MANAGE,
    P.CHAIN_MANAGE,
}
_OFFICER = frozenset(
    {
        P.ESTABLISHMENT_VIEW,
        P.PEOPLE_VIEW,
        P.CAMERA_VIEW,
        P.CAMERA_LIVE,
        P.CASE_VIEW,
        P.CASE_VERIFY,
        P.CASE_URGE,
        P.CASE_SANCTION,
        P.CHAIN_VIEW,
    }
)

DEFAULT_GRANTS: dict[Role, frozenset[Permission]] = {
    Role.WORKER: frozenset({P.ESTABLISHMENT_VIEW, P.CASE_VIEW_OWN, P.CASE_HANDLE}),
    Role.KEEPER: frozenset({P.ESTABLISHMENT_VIEW, P.CASE_VIEW_OWN, P.CASE_HANDLE}),
    Role.CANTEEN_HEAD: _FIRST_LEVEL | {P.CASE_ATTRIBUTE},
    Role.SAFETY_OFFICER: _FIRST_LEVEL
    | {P.CASE_ATTRIBUTE, P.ESTABLISHMENT_MANAGE, P.PEOPLE_MANAGE, P.CAMERA_MANAGE, P.RULE_MANAGE},
    Role.SAFETY_HEAD: _HEAD,
    Role.PRINCIPAL: _HEAD,
    Role.VIDEO_KEEPER: frozenset(
        {P.ESTABLISHMENT_VIEW, P.CAMERA_VIEW, P.CAMERA_LIVE, P.CAMERA_MANAGE, P.CAMERA_FAULT_VIEW, P.CASE_HANDLE}
    ),
    # Blurred and time-limited live views come with the schools' own rules; until then these see no video.
    Role.PARENT: frozenset({P.ESTABLISHMENT_VIEW}),
    Role.PUBLIC: frozenset(),
    Role.STUDENT: frozenset({P.ESTABLISHMENT_VIEW}),
    Role.OFFICE_OFFICER: _OFFICER,
    Role.COUNTY_OFFICER: _OFFICER | {P.CHAIN_MANAGE},
    Role.CITY_OFFICER: _OFFICER | {P.CHAIN_MANAGE},
    Role.EDUCATION_OFFICER: frozenset({P.ESTABLISHMENT_VIEW, P.CAMERA_VIEW, P.CAMERA_LIVE, P.CASE_VIEW, P.CASE_URGE}),
    Role.SUPPLIER: _FIRST_LEVEL,
    Role.VENDOR: frozenset({P.ESTABLISHMENT_VIEW, P.CAMERA_VIEW, P.CAMERA_FAULT_VIEW, P.CASE_HANDLE}),
    Role.GUEST: frozenset({P.ESTABLISHMENT_VIEW}),
    Role.PLATFORM_ADMIN: frozenset(
        {P.ESTABLISHMENT_VIEW, P.PEOPLE_VIEW, P.PEOPLE_MANAGE, P.CHAIN_VIEW, P.CHAIN_MANAGE, P.SYSTEM_MANAGE}
    ),
    Role.AUDITOR: frozenset({P.ESTABLISHMENT_VIEW, P.CASE_VIEW, P.CHAIN_VIEW, P.AUDIT_VIEW}),
}

ROLE_NAMES: dict[Role, tuple[str, str]] = {
    Role.WORKER: ("从业人员", "Worker"),
    Role.KEEPER: ("库管/留样/添加剂/洗消人员", "Store, sample, additive or dishwashing keeper"),
    Role.CANTEEN_HEAD: ("食堂负责人", "Canteen head"),
    Role.SAFETY_OFFICER: ("食品安全管理员", "Food safety officer"),
    Role.SAFETY_HEAD: ("食品安全机构负责人", "Head of the food safety body"),
    Role.PRINCIPAL: ("单位主要负责人", "Principal"),
    Role.VIDEO_KEEPER: ("视频数据管理员", "Video data keeper"),
    Role.PARENT: ("家长代表", "Parent representative"),
    Role.PUBLIC: ("公众", "Public"),
    Role.STUDENT: ("学生/教师", "Student or teacher"),
    Role.OFFICE_OFFICER: ("基层监管所执法人员", "Officer of a local office"),
    Role.COUNTY_OFFICER: ("县级监管人员", "County officer"),
    Role.CITY_OFFICER: ("市级监管人员", "City officer"),
    Role.EDUCATION_OFFICER: ("教育/人社部门人员", "Education or labour department officer"),
    Role.SUPPLIER: ("供餐单位", "Meal supplier"),
    Role.VENDOR: ("运维/承建单位", "Maintenance vendor"),
    Role.GUEST: ("第三方/代表委员", "Guest"),
    Role.PLATFORM_ADMIN: ("平台管理员", "Platform administrator"),
    Role.AUDITOR: ("审计员", "Auditor"),
}
