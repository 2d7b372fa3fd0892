"""Words of cases, chains and deliveries that several processes share."""

from enum import StrEnum


class CaseSource(StrEnum):
    """What opened the case. Each source has its own default chain (seed 000 3(4))."""

    AI = "ai"
    CAMERA = "camera"
    REPORT = "report"
    DUTY = "duty"
    INSPECTION = "inspection"


class CaseState(StrEnum):
    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    RECTIFIED = "rectified"
    CLOSED = "closed"
    DISMISSED = "dismissed"


RUNNING_STATES: frozenset[CaseState] = frozenset({CaseState.OPEN, CaseState.ACKNOWLEDGED})
ENDED_STATES: frozenset[CaseState] = frozenset({CaseState.CLOSED, CaseState.DISMISSED})


class ChainCode(StrEnum):
    """The three chains of seed 000: AI events, public reports, missed duties."""

    AI = "ai"
    REPORT = "report"
    DUTY = "duty"


class StepTimer(StrEnum):
    """Which of the case's timers a step waits for; t0 is at once."""

    T0 = "t0"
    T1 = "t1"
    T2 = "t2"
    CLOSE = "close"


class TimelineKind(StrEnum):
    OPENED = "opened"
    MERGED = "merged"
    CLIP_ATTACHED = "clip_attached"
    CONFIRMED = "confirmed"
    STEP = "step"
    NO_HOLDER = "no_holder"
    OVERDUE = "overdue"
    ACKNOWLEDGED = "acknowledged"
    RECTIFIED = "rectified"
    RECOVERED = "recovered"
    VERIFIED = "verified"
    SENT_BACK = "sent_back"
    DISMISSED = "dismissed"
    URGED = "urged"
    ASSIGNED = "assigned"
    ATTRIBUTED = "attributed"
    OPINION_ISSUED = "opinion_issued"
    OPINION_RECEIVED = "opinion_received"
    PENALTY_RECORDED = "penalty_recorded"
    ANSWERED = "answered"


class DismissalReason(StrEnum):
    """Why it was a false alarm. Source: domain reference 2.5."""

    STEAM = "steam"
    WORN = "worn"
    CAP_COLOUR = "cap_colour"
    UNIFORM = "uniform"
    OTHER_PERSON = "other_person"
    GLARE = "glare"
    APP_IN_USE = "app_in_use"
    CLEANING = "cleaning"
    TEST = "test"
    OTHER = "other"


class EvidenceKind(StrEnum):
    SNAPSHOT = "snapshot"
    BOXED = "boxed"
    CLIP = "clip"
    CROP = "crop"
    PHOTO = "photo"
    OPINION = "opinion"


class DeliveryChannel(StrEnum):
    WEB_PUSH = "web_push"
    IN_APP = "in_app"
    SMS = "sms"


class DeliveryState(StrEnum):
    PENDING = "pending"
    SENT = "sent"
    FAILED = "failed"
    GONE = "gone"
    SKIPPED = "skipped"
