"""Which facts of an establishment go together, and what a new one begins with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backend.catalog.areas import REQUIRED_AREAS, AreaKind
from backend.catalog.establishments import KINDS, SUPPLIER_KINDS, EstablishmentKind, EstablishmentTag
from backend.core.errors import InvalidError
from backend.establishments.policy.credit_codes import check_credit_code

_T = EstablishmentTag
_K = EstablishmentKind
_RESTAURANT_TAGS = frozenset({_T.HOTPOT, _T.LOCAL_SPECIALITY, _T.NO_DINE_IN})
_SCHOOL_TAGS = frozenset({_T.BOARDING, _T.NUTRITION_PROGRAMME, _T.OFF_CAMPUS_MEALS})
_WORKDAYS, _EVERY_DAY = range(5), range(7)


def default_areas(kind: EstablishmentKind) -> tuple[AreaKind, ...]:
    """The eight that everybody must have; who delivers meals also packs and drives (seed 001 art. 13)."""
    return (*REQUIRED_AREAS, AreaKind.PACK, AreaKind.DELIVERY) if kind in SUPPLIER_KINDS else REQUIRED_AREAS


def default_facts(kind: EstablishmentKind) -> dict[str, Any]:
    """What a new establishment of the kind works with before anybody has set anything (Q011)."""
    is_school = KINDS[kind].is_school
    days, since, until = (_WORKDAYS, "06:00", "18:00") if is_school else (_EVERY_DAY, "08:00", "21:00")
    return {
        "competent_body": KINDS[kind].body,
        "opening_hours": [{"weekday": day, "from": since, "to": until} for day in days],
        "uniform_colours": ["#ffffff"],
        "closes_on_holidays": is_school,
        "follows_school_calendar": is_school,
    }


def check_facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts as they are kept. `kind` must be among them. Raises InvalidError, naming the field."""
    kept = dict(facts)
    kind = EstablishmentKind(kept["kind"])
    kept["tags"] = sorted({EstablishmentTag(tag).value for tag in kept.get("tags") or ()})
    _check_tags(kind, kept["tags"])
    if kept.get("size_class") is not None and kind is not _K.RESTAURANT:
        raise InvalidError(size_class=["Only restaurants have a size class."])
    if kept.get("credit_code"):
        kept["credit_code"] = check_credit_code(kept["credit_code"])
    elif "credit_code" in kept:
        kept["credit_code"] = None
    return kept


def _check_tags(kind: EstablishmentKind, tags: list[str]) -> None:
    if kind is not _K.RESTAURANT and _RESTAURANT_TAGS.intersection(tags):
        raise InvalidError(tags=["Hotpot, local speciality and no dining in are tags of restaurants."])
    if not KINDS[kind].is_school and _SCHOOL_TAGS.intersection(tags):
        raise InvalidError(tags=["Boarding, nutrition programme and meals from outside are tags of schools."])
    if kind is _K.CHAIN_HEADQUARTERS and _T.CHAIN_BRANCH in tags:
        raise InvalidError(tags=["Headquarters are not a branch."])
