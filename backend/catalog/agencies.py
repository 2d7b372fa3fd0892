"""Agencies above the kitchens. Source: seed 000, addressees; seed 001 art. 11-13."""

from enum import StrEnum


class AgencyKind(StrEnum):
    MARKET_SUPERVISION = "market_supervision"
    SECTION = "section"
    ENFORCEMENT = "enforcement"
    CONSUMER_COMMITTEE = "consumer_committee"
    EDUCATION = "education"
    HUMAN_RESOURCES = "human_resources"
    CIVIL_AFFAIRS = "civil_affairs"


AGENCY_NAMES: dict[AgencyKind, tuple[str, str]] = {
    AgencyKind.MARKET_SUPERVISION: ("市场监管局（所）", "Market supervision"),
    AgencyKind.SECTION: ("机关科室", "Section of the bureau"),
    AgencyKind.ENFORCEMENT: ("执法支队（大队）", "Enforcement detachment"),
    AgencyKind.CONSUMER_COMMITTEE: ("消费者权益保护委员会", "Consumer committee"),
    AgencyKind.EDUCATION: ("教育部门", "Education department"),
    AgencyKind.HUMAN_RESOURCES: ("人力资源社会保障部门", "Human resources department"),
    AgencyKind.CIVIL_AFFAIRS: ("民政部门", "Civil affairs department"),
}


class JurisdictionKind(StrEnum):
    CITY = "city"
    COUNTY = "county"
    OFFICE = "office"
    TOWN = "town"


JURISDICTION_NAMES: dict[JurisdictionKind, tuple[str, str]] = {
    JurisdictionKind.CITY: ("市", "City"),
    JurisdictionKind.COUNTY: ("区县", "County or district"),
    JurisdictionKind.OFFICE: ("监管所", "Local office"),
    JurisdictionKind.TOWN: ("镇街", "Town or street"),
}
