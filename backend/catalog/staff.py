"""Words of people's files: joining, leaving, morning checks, conduct. Source: seed 000 part 3(2)7, annex 2."""

from enum import StrEnum


class ApplicationState(StrEnum):
    PENDING = "pending"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class InvitationKind(StrEnum):
    STAFF = "staff"
    PARENT = "parent"
    GUEST = "guest"


class LeavingReason(StrEnum):
    RESIGNED = "resigned"
    TRANSFERRED = "transferred"
    DISMISSED = "dismissed"
    RETIRED = "retired"
    OTHER = "other"


class MorningFinding(StrEnum):
    """What keeps a person from ready-to-eat food for the day (操作规范, workers' health)."""

    FEVER = "fever"
    DIARRHOEA = "diarrhoea"
    THROAT = "throat"
    SKIN = "skin"
    JAUNDICE = "jaundice"
    OTHER = "other"


class ConductKind(StrEnum):
    VIOLATION = "violation"
    PRAISE = "praise"


class ContestState(StrEnum):
    NONE = "none"
    OPEN = "open"
    UPHELD = "upheld"
    WITHDRAWN = "withdrawn"


LEAVING_NAMES: dict[LeavingReason, tuple[str, str]] = {
    LeavingReason.RESIGNED: ("辞职", "Resigned"),
    LeavingReason.TRANSFERRED: ("调动", "Transferred"),
    LeavingReason.DISMISSED: ("辞退", "Dismissed"),
    LeavingReason.RETIRED: ("退休", "Retired"),
    LeavingReason.OTHER: ("其他", "Other"),
}

FINDING_NAMES: dict[MorningFinding, tuple[str, str]] = {
    MorningFinding.FEVER: ("发热", "Fever"),
    MorningFinding.DIARRHOEA: ("腹泻", "Diarrhoea"),
    MorningFinding.THROAT: ("咽部炎症", "Sore throat"),
    MorningFinding.SKIN: ("皮肤伤口或感染", "Wound or skin infection"),
    MorningFinding.JAUNDICE: ("黄疸", "Jaundice"),
    MorningFinding.OTHER: ("其他", "Other"),
}
