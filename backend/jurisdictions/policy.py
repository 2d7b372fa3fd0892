"""What may stand where in the tree of jurisdictions, and who may be appointed there."""

from __future__ import annotations

from backend.catalog.agencies import AgencyKind, JurisdictionKind
from backend.catalog.roles import Role
from backend.core.errors import InvalidError

_K, _A, _R = JurisdictionKind, AgencyKind, Role

# A county may stand alone: not every installation serves a whole city.
PARENTS: dict[JurisdictionKind, frozenset[JurisdictionKind | None]] = {
    _K.CITY: frozenset({None}),
    _K.COUNTY: frozenset({None, _K.CITY}),
    _K.OFFICE: frozenset({_K.CITY, _K.COUNTY}),
    _K.TOWN: frozenset({_K.COUNTY, _K.OFFICE}),
}

# Where each officer may be bound. Sections of a bureau hold an office's rights over the whole county (seed 000, 发文).
PLACES: dict[Role, frozenset[JurisdictionKind]] = {
    _R.OFFICE_OFFICER: frozenset(_K),
    _R.COUNTY_OFFICER: frozenset({_K.COUNTY}),
    _R.CITY_OFFICER: frozenset({_K.CITY}),
    _R.EDUCATION_OFFICER: frozenset(_K),
    _R.CONSUMER_COMMITTEE: frozenset(_K),
}

_MARKET = frozenset({_A.MARKET_SUPERVISION, _A.SECTION, _A.ENFORCEMENT})
AGENCIES: dict[Role, frozenset[AgencyKind]] = {
    _R.OFFICE_OFFICER: _MARKET,
    _R.COUNTY_OFFICER: _MARKET,
    _R.CITY_OFFICER: _MARKET,
    _R.EDUCATION_OFFICER: frozenset({_A.EDUCATION, _A.HUMAN_RESOURCES, _A.CIVIL_AFFAIRS}),
    _R.CONSUMER_COMMITTEE: frozenset({_A.CONSUMER_COMMITTEE}),
}


def check_parent(kind: JurisdictionKind, parent: JurisdictionKind | None) -> None:
    """Raises InvalidError when a node of `kind` cannot stand below one of kind `parent` (None: at the top)."""
    if parent not in PARENTS[kind]:
        raise InvalidError("wrong_parent_kind")


def check_appointment(role: Role, place: JurisdictionKind, agency: AgencyKind | None) -> None:
    """Raises InvalidError for a role that is no officer's, does not belong to the place, or not to the agency."""
    if role not in PLACES:
        raise InvalidError(role=["Not a role of officers."])
    if place not in PLACES[role]:
        raise InvalidError("wrong_place_for_role")
    if agency is not None and agency not in AGENCIES[role]:
        raise InvalidError("wrong_agency_for_role")
