"""The roles and what each may do, as the default filling of the table `role_grant`.

Source: the role table of the domain reference (seed 000 part 3(4), seed 001 art. 9 and 10) with three more: the deputy
of a principal (seed 000 annex 2), the named person who keeps the data (seed 000 3(1), seed 001 art. 9) and the consumer
committee (seed 000, addressees). A role counts only inside
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
    VICE_PRINCIPAL = "vice_principal"
    VIDEO_KEEPER = "video_keeper"
    DATA_OWNER = "data_owner"
    PARENT = "parent"
    PUBLIC = "public"
    STUDENT = "student"
    OFFICE_OFFICER = "office_officer"
    COUNTY_OFFICER = "county_officer"
    CITY_OFFICER = "city_officer"
    EDUCATION_OFFICER = "education_officer"
    CONSUMER_COMMITTEE = "consumer_committee"
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
    CAMERA_PLAYBACK = "camera.playback"
    CAMERA_BLURRED = "camera.blurred"
    STAFF_VIEW = "staff.view"
    STAFF_MANAGE = "staff.manage"
    HEALTH_VIEW = "health.view"
    MORNING_CHECK = "morning_check.enter"
    CREDENTIAL_VIEW = "credential.view"
    CREDENTIAL_MANAGE = "credential.manage"
    DUTY_VIEW = "duty.view"
    DUTY_MANAGE = "duty.manage"
    PARENT_MANAGE = "parent.manage"
    OPINION_VIEW = "opinion.view"
    REPORT_SUBMIT = "report.submit"
    REPORT_VIEW = "report.view"
    REPORT_ANSWER = "report.answer"
    DISCLOSURE_MANAGE = "disclosure.manage"
    INSPECTION_RECORD = "inspection.record"
    GUIDANCE_SEND = "guidance.send"
    GUEST_INVITE = "guest.invite"
    REGISTER_MANAGE = "register.manage"
    REGISTER_REVIEW = "register.review"
    CALENDAR_MANAGE = "calendar.manage"
    OVERVIEW_VIEW = "overview.view"
    DATA_EXPORT = "data.export"
    AUDIT_VIEW = "audit.view"
    SYSTEM_MANAGE = "system.manage"


P = Permission
_STAFF_OWN = frozenset({P.ESTABLISHMENT_VIEW, P.CASE_VIEW_OWN, P.CASE_HANDLE})
_KITCHEN_VIEW = frozenset(
    {
        P.ESTABLISHMENT_VIEW,
        P.CAMERA_VIEW,
        P.CAMERA_LIVE,
        P.CAMERA_PLAYBACK,
        P.CASE_VIEW,
        P.CHAIN_VIEW,
        P.PEOPLE_VIEW,
        P.STAFF_VIEW,
        P.CREDENTIAL_VIEW,
        P.DUTY_VIEW,
        P.OPINION_VIEW,
        P.OVERVIEW_VIEW,
    }
)
_FIRST_LEVEL = _KITCHEN_VIEW | {P.CASE_HANDLE, P.HEALTH_VIEW}
# Files of people and licences are kept by the first level; the levels above look at them.
_FILE_KEEPER = frozenset({P.MORNING_CHECK, P.STAFF_MANAGE})
_UNIT_ADMIN = frozenset(
    {
        P.ESTABLISHMENT_MANAGE,
        P.PEOPLE_MANAGE,
        P.CAMERA_MANAGE,
        P.RULE_MANAGE,
        P.PARENT_MANAGE,
        P.DISCLOSURE_MANAGE,
        P.DATA_EXPORT,
    }
)
_HEAD = (
    _FIRST_LEVEL
    | _UNIT_ADMIN
    | {
        P.CASE_VERIFY,
        P.CASE_URGE,
        P.CASE_ASSIGN,
        P.CASE_ATTRIBUTE,
        P.CHAIN_MANAGE,
        P.DUTY_MANAGE,
        P.REPORT_VIEW,
        P.REPORT_ANSWER,
        P.GUEST_INVITE,
    }
)
_OFFICER = frozenset(
    {
        P.ESTABLISHMENT_VIEW,
        P.PEOPLE_VIEW,
        P.STAFF_VIEW,
        P.CAMERA_VIEW,
        P.CAMERA_LIVE,
        P.CAMERA_PLAYBACK,
        P.CASE_VIEW,
        P.CASE_VERIFY,
        P.CASE_URGE,
        P.CASE_SANCTION,
        P.CHAIN_VIEW,
        P.CREDENTIAL_VIEW,
        P.DUTY_VIEW,
        P.OPINION_VIEW,
        P.REPORT_VIEW,
        P.INSPECTION_RECORD,
        P.GUIDANCE_SEND,
        P.REGISTER_REVIEW,
        P.OVERVIEW_VIEW,
        P.DATA_EXPORT,
    }
)
_AUTHORITY = _OFFICER | {P.CHAIN_MANAGE, P.DUTY_MANAGE, P.REGISTER_MANAGE, P.PEOPLE_MANAGE, P.GUEST_INVITE}

DEFAULT_GRANTS: dict[Role, frozenset[Permission]] = {
    Role.WORKER: _STAFF_OWN,
    Role.KEEPER: _STAFF_OWN | {P.MORNING_CHECK},
    Role.CANTEEN_HEAD: _FIRST_LEVEL | _FILE_KEEPER | {P.CASE_ATTRIBUTE},
    Role.SAFETY_OFFICER: _FIRST_LEVEL | _FILE_KEEPER | _UNIT_ADMIN | {P.CASE_ATTRIBUTE, P.CREDENTIAL_MANAGE},
    Role.SAFETY_HEAD: _HEAD,
    Role.PRINCIPAL: _HEAD,
    Role.VICE_PRINCIPAL: _KITCHEN_VIEW | {P.REPORT_VIEW},
    Role.VIDEO_KEEPER: frozenset(
        {
            P.ESTABLISHMENT_VIEW,
            P.CAMERA_VIEW,
            P.CAMERA_LIVE,
            P.CAMERA_PLAYBACK,
            P.CAMERA_MANAGE,
            P.CAMERA_FAULT_VIEW,
            P.CASE_HANDLE,
        }
    ),
    # Keeps the facts of the unit complete and fresh (Q073, J135), which a teacher or a clerk may do.
    Role.DATA_OWNER: _STAFF_OWN | {P.ESTABLISHMENT_MANAGE, P.OVERVIEW_VIEW, P.CREDENTIAL_VIEW},
    # What a parent sees of the cameras is set by the school, group by group: backend/parents.
    Role.PARENT: frozenset({P.ESTABLISHMENT_VIEW, P.CAMERA_BLURRED, P.OPINION_VIEW, P.REPORT_SUBMIT}),
    Role.PUBLIC: frozenset(),
    Role.STUDENT: frozenset({P.ESTABLISHMENT_VIEW, P.REPORT_SUBMIT}),
    Role.OFFICE_OFFICER: _OFFICER,
    Role.COUNTY_OFFICER: _AUTHORITY,
    Role.CITY_OFFICER: _AUTHORITY | {P.CALENDAR_MANAGE},
    Role.EDUCATION_OFFICER: frozenset(
        {
            P.ESTABLISHMENT_VIEW,
            P.CAMERA_VIEW,
            P.CAMERA_LIVE,
            P.CASE_VIEW,
            P.CASE_URGE,
            P.CREDENTIAL_VIEW,
            P.DUTY_VIEW,
            P.OPINION_VIEW,
            P.GUIDANCE_SEND,
            P.OVERVIEW_VIEW,
            P.DATA_EXPORT,
        }
    ),
    # Complaints and what is public, no notes of cases.
    Role.CONSUMER_COMMITTEE: frozenset({P.ESTABLISHMENT_VIEW, P.REPORT_VIEW, P.OVERVIEW_VIEW}),
    # A supplier keeps its own kitchen; it has no parents to let in.
    Role.SUPPLIER: (_FIRST_LEVEL | _FILE_KEEPER | _UNIT_ADMIN | {P.CREDENTIAL_MANAGE}) - {P.PARENT_MANAGE},
    Role.VENDOR: frozenset({P.ESTABLISHMENT_VIEW, P.CAMERA_VIEW, P.CAMERA_FAULT_VIEW, P.CASE_HANDLE}),
    Role.GUEST: frozenset({P.ESTABLISHMENT_VIEW, P.CAMERA_BLURRED, P.OPINION_VIEW, P.REPORT_SUBMIT}),
    Role.PLATFORM_ADMIN: frozenset(
        {
            P.ESTABLISHMENT_VIEW,
            P.PEOPLE_VIEW,
            P.PEOPLE_MANAGE,
            P.CHAIN_VIEW,
            P.CHAIN_MANAGE,
            P.DUTY_VIEW,
            P.DUTY_MANAGE,
            P.REGISTER_MANAGE,
            P.REGISTER_REVIEW,
            P.CALENDAR_MANAGE,
            P.OVERVIEW_VIEW,
            P.SYSTEM_MANAGE,
        }
    ),
    Role.AUDITOR: frozenset(
        {
            P.ESTABLISHMENT_VIEW,
            P.CASE_VIEW,
            P.CHAIN_VIEW,
            P.CREDENTIAL_VIEW,
            P.DUTY_VIEW,
            P.OPINION_VIEW,
            P.REPORT_VIEW,
            P.AUDIT_VIEW,
            P.OVERVIEW_VIEW,
        }
    ),
}

ROLE_NAMES: dict[Role, tuple[str, str]] = {
    Role.WORKER: ("从业人员", "Worker"),
    Role.KEEPER: ("库管/留样/添加剂/洗消人员", "Store, sample, additive or dishwashing keeper"),
    Role.CANTEEN_HEAD: ("食堂负责人", "Canteen head"),
    Role.SAFETY_OFFICER: ("食品安全管理员", "Food safety officer"),
    Role.SAFETY_HEAD: ("食品安全机构负责人", "Head of the food safety body"),
    Role.PRINCIPAL: ("单位主要负责人", "Principal"),
    Role.VICE_PRINCIPAL: ("单位分管负责人", "Vice-principal"),
    Role.VIDEO_KEEPER: ("视频数据管理员", "Video data keeper"),
    Role.DATA_OWNER: ("信息维护责任人", "Data owner"),
    Role.PARENT: ("家长代表", "Parent representative"),
    Role.PUBLIC: ("公众", "Public"),
    Role.STUDENT: ("学生/教师", "Student or teacher"),
    Role.OFFICE_OFFICER: ("基层监管所执法人员", "Officer of a local office"),
    Role.COUNTY_OFFICER: ("县级监管人员", "County officer"),
    Role.CITY_OFFICER: ("市级监管人员", "City officer"),
    Role.EDUCATION_OFFICER: ("教育/人社部门人员", "Education or labour department officer"),
    Role.CONSUMER_COMMITTEE: ("消委会人员", "Consumer committee"),
    Role.SUPPLIER: ("供餐单位", "Meal supplier"),
    Role.VENDOR: ("运维/承建单位", "Maintenance vendor"),
    Role.GUEST: ("第三方/代表委员", "Guest"),
    Role.PLATFORM_ADMIN: ("平台管理员", "Platform administrator"),
    Role.AUDITOR: ("审计员", "Auditor"),
}
