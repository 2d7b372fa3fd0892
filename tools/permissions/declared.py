"""What the permission matrix cannot read off a route: where roles count, and whose the things are that ids name.

A new route needs nothing here as long as its ids are known; a new kind of id needs one line in `IDS`. A route that
answers otherwise than its guard and its ids say is an exception and stands in `EXCEPTIONS` with its reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from backend.catalog.roles import Permission, Role, ScopeKind

P = Permission


class Owner(StrEnum):
    """Whose thing an id names."""

    PLACE = "establishment"  # an establishment's, seen by its people and by those above it
    AREA = "jurisdiction"  # a node of the tree or something of its authorities
    PERSON = "person"  # one person's alone
    SHARED = "everybody"  # the platform's, the same for all who may see such things at all


class Outcome(StrEnum):
    ALLOWED = "allowed"
    SOME = "some"  # allowed for what the person has a part in; anything else answers like a missing thing
    HIDDEN = "hidden"  # answers like a missing thing
    REFUSED = "refused"  # 403, whatever the id
    ANYBODY = "anybody"  # needs no session


@dataclass(frozen=True)
class Id:
    """`all_with`: beside the guard, one of these shows every such thing; `some_with`: shows only those of one's own."""

    owner: Owner
    all_with: tuple[Permission, ...] = ()
    some_with: tuple[Permission, ...] = ()


ROLE_SCOPES: dict[Role, ScopeKind] = {
    **dict.fromkeys(Role, ScopeKind.ESTABLISHMENT),
    **dict.fromkeys(
        (
            Role.OFFICE_OFFICER,
            Role.COUNTY_OFFICER,
            Role.CITY_OFFICER,
            Role.EDUCATION_OFFICER,
            Role.CONSUMER_COMMITTEE,
        ),
        ScopeKind.JURISDICTION,
    ),
    Role.PLATFORM_ADMIN: ScopeKind.PLATFORM,
    Role.AUDITOR: ScopeKind.PLATFORM,
}

_PLACE = Id(Owner.PLACE)
_AREA = Id(Owner.AREA)
_OWN = Id(Owner.PERSON)
_REPORT = Id(Owner.PLACE, all_with=(P.REPORT_VIEW,), some_with=(P.REPORT_SUBMIT,))
_CASE = Id(Owner.PLACE, all_with=(P.CASE_VIEW,), some_with=(P.CASE_VIEW_OWN, P.CAMERA_FAULT_VIEW))
# Of people's files; one's own as well, whatever one may do.
_FILE = Id(Owner.PLACE, all_with=(P.STAFF_VIEW,))
# Asked by anybody for themselves; seen by the unit's own people who let others in, by the office where it is to decide.
_APPLICATION = Id(Owner.PLACE, all_with=(P.STAFF_MANAGE, P.PEOPLE_MANAGE), some_with=(P.REGISTER_REVIEW,))

IDS: dict[str, Id] = {
    "agency_id": _AREA,
    "application_id": _APPLICATION,
    "area_id": _PLACE,
    "bin_id": _PLACE,
    "branch_id": _PLACE,
    "camera_id": _PLACE,
    "case_id": _CASE,
    "certificate_id": _PLACE,
    "chain_id": _PLACE,
    "check_id": Id(Owner.PLACE, all_with=(P.HEALTH_VIEW,), some_with=(P.MORNING_CHECK,)),
    "conduct_id": _FILE,
    "delegation_id": _OWN,
    "delivery_id": _OWN,
    "duty_id": _PLACE,
    "quality_certificate_id": _PLACE,
    "pledge_id": _PLACE,
    "notice_id": _PLACE,
    "licence_id": _PLACE,
    "employment_id": _FILE,
    "entry_id": _PLACE,
    "establishment_id": _PLACE,
    "evidence_id": _CASE,
    "member_id": _PLACE,
    "model_version_id": Id(Owner.SHARED),
    "group_opinion_id": _PLACE,
    "group_id": _PLACE,
    "guidance_id": _PLACE,
    "health_certificate_id": Id(Owner.PLACE, all_with=(P.HEALTH_VIEW,)),
    "holding_id": _FILE,
    "invitation_id": _PLACE,
    "jurisdiction_id": _AREA,
    "link_id": _PLACE,
    "membership_id": _OWN,
    "officer_id": _AREA,
    "opinion_id": _CASE,
    "passkey_id": _OWN,
    "photo_id": _REPORT,
    "rating_id": _PLACE,
    "reference_id": _PLACE,
    "report_id": _REPORT,
    "responsibility_id": _PLACE,
    "rule_id": _PLACE,
    "session_id": _OWN,
    "subscription_id": _OWN,
    "term_id": _PLACE,
    "test_id": _PLACE,
    "timer_id": _PLACE,
    "tuning_id": _PLACE,
}

Route = tuple[str, str]


@dataclass(frozen=True)
class Special:
    """`reason` is printed in the table."""

    reason: str
    outcomes: dict[Role, Outcome]


_LOOKS_AT_FILES = (
    Role.PRINCIPAL, Role.SAFETY_HEAD, Role.VICE_PRINCIPAL, Role.OFFICE_OFFICER, Role.COUNTY_OFFICER, Role.CITY_OFFICER,
)  # fmt: skip
_KEEPS_FILES = (Role.CANTEEN_HEAD, Role.SAFETY_OFFICER, Role.SUPPLIER)

_FROM_ABOVE = dict.fromkeys((Role.COUNTY_OFFICER, Role.CITY_OFFICER, Role.PLATFORM_ADMIN), Outcome.SOME)
_OFFICE_PART = Special("above the unit only what founds one, or where nobody is in charge yet", _FROM_ABOVE)
_APPLICANT = Special("the applicant alone", dict.fromkeys(Role, Outcome.SOME))
_BY_RULES = Special(
    "as the school's viewing rules say, by group and hours",
    dict.fromkeys((Role.PARENT, Role.GUEST), Outcome.SOME),
)
_REGISTER_ONLY = Special(
    "above the unit only the register's own facts",
    dict.fromkeys((Role.COUNTY_OFFICER, Role.CITY_OFFICER, Role.OFFICE_OFFICER, Role.PLATFORM_ADMIN), Outcome.REFUSED),
)
_OFFICERS = (Role.OFFICE_OFFICER, Role.COUNTY_OFFICER, Role.CITY_OFFICER)
_ITEMS_OF_THE_UNIT = Special(
    "authorities enter what they decide themselves, asked here with an item of the unit",
    dict.fromkeys(_OFFICERS, Outcome.REFUSED),
)
_SCHOOL = (Role.PRINCIPAL, Role.SAFETY_HEAD, Role.SAFETY_OFFICER)
_IN_THE_GROUP = Special(
    "the school, and who is in the group", dict.fromkeys((role for role in Role if role not in _SCHOOL), Outcome.SOME)
)
_OF_OWN_GROUPS = Special("parents read what their own groups say", {Role.PARENT: Outcome.SOME})
_DEPARTMENT = Special(
    "officers of the department it is addressed to",
    dict.fromkeys((*Role,), Outcome.REFUSED) | dict.fromkeys((*_OFFICERS, Role.EDUCATION_OFFICER), Outcome.ALLOWED),
)

EXCEPTIONS: dict[Route, Special] = {
    ("post", "/api/cameras/{camera_id}/live-sessions"): _BY_RULES,
    ("get", "/api/watching/{camera_id}/still"): _BY_RULES,
    ("post", "/api/connect-notices/{notice_id}/receipt"): _DEPARTMENT,
    ("post", "/api/disclosure-entries/{entry_id}/correction"): _ITEMS_OF_THE_UNIT,
    ("post", "/api/disclosure-entries/{entry_id}/withdrawal"): _ITEMS_OF_THE_UNIT,
    ("post", "/api/establishments/{establishment_id}/disclosure-entries"): _ITEMS_OF_THE_UNIT,
    ("get", "/api/group-opinions/{group_opinion_id}"): _OF_OWN_GROUPS,
    ("get", "/api/group-opinions/{group_opinion_id}/file"): _OF_OWN_GROUPS,
    ("post", "/api/viewing-groups/{group_id}/opinions"): _IN_THE_GROUP,
    ("post", "/api/duties/{duty_id}/cancellation"): Special(
        "what the law asks is ended by authorities alone",
        dict.fromkeys((Role.PRINCIPAL, Role.SAFETY_HEAD), Outcome.REFUSED),
    ),
    ("put", "/api/jurisdictions/{jurisdiction_id}/parent"): Special(
        "the new parent must lie in the officer's area too, asked here with the city",
        {Role.COUNTY_OFFICER: Outcome.HIDDEN},
    ),
    ("patch", "/api/establishments/{establishment_id}"): _REGISTER_ONLY,
    ("get", "/api/applications/{application_id}"): _OFFICE_PART,
    ("get", "/api/applications/{application_id}/photo"): _OFFICE_PART,
    ("post", "/api/applications/{application_id}/approval"): _OFFICE_PART,
    ("post", "/api/applications/{application_id}/refusal"): _OFFICE_PART,
    ("post", "/api/applications/{application_id}/withdrawal"): _APPLICANT,
    ("post", "/api/employments/{employment_id}/certificates"): Special(
        "the person, or who keeps the files", dict.fromkeys(_LOOKS_AT_FILES, Outcome.REFUSED)
    ),
    ("post", "/api/conduct/{conduct_id}/contest"): Special(
        "the person alone", dict.fromkeys(_LOOKS_AT_FILES + _KEEPS_FILES, Outcome.REFUSED)
    ),
    ("get", "/api/establishments/{establishment_id}/staff/export"): Special(
        "exports need the list as well", {Role.EDUCATION_OFFICER: Outcome.HIDDEN}
    ),
}
