"""What can go wrong: what a camera sees, what a person reports, what was missed; with the default timers.

Source: seed 000 part 3(3)4 (the eight kinds of the Qijiang plan) and part 3(4) (the chain); the minutes are
product defaults, because the seeds name none. Rows in the database may differ; these only fill an empty one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from backend.catalog.areas import EVERY_AREA, FOOD_AREAS, KITCHEN_AREAS, SERVING_AREAS, AreaKind


class Severity(StrEnum):
    """Class one, two and three of the taxonomy (一类、二类、三类)."""

    CRITICAL = "critical"
    MAJOR = "major"
    MINOR = "minor"


class ViolationType(StrEnum):
    MASK = "MASK"
    CAP = "CAP"
    CLOTHES = "CLOTHES"
    PHONE = "PHONE"
    SMOKE = "SMOKE"
    BIN = "BIN"
    PEST = "PEST"
    INTRUDE = "INTRUDE"
    CAM_OFFLINE = "CAM_OFFLINE"
    CAM_BLOCK = "CAM_BLOCK"
    CAM_FREEZE = "CAM_FREEZE"
    CAM_MOVE = "CAM_MOVE"
    CAM_BLUR = "CAM_BLUR"
    REPORT = "REPORT"
    DUTY_OVERDUE = "DUTY_OVERDUE"
    LICENCE_EXPIRED = "LICENCE_EXPIRED"
    HEALTH_EXPIRED = "HEALTH_EXPIRED"
    CONNECT_LATE = "CONNECT_LATE"
    PLATFORM_FAULT = "PLATFORM_FAULT"


class TimerClock(StrEnum):
    """Whether the minutes of a timer run day and night or only while the establishment is open."""

    ALWAYS = "always"
    OPENING = "opening"


class RuleSchedule(StrEnum):
    """When a rule watches, relative to the opening hours."""

    ALWAYS = "always"
    OPENING = "opening"
    CLOSED = "closed"


class RuleStanding(StrEnum):
    """Whether what a rule sees climbs by itself, or waits until a person has confirmed it."""

    CERTAIN = "certain"
    SUSPECT = "suspect"


@dataclass(frozen=True)
class Watching:
    """How a rule judges until somebody changes it.

    `votes` of the last `window` analysed frames must show it. `min_height`: of the person or thing, in pixels of the
    analysed picture; 0 where the detector measures in another way. `grace`: how long a person who has just come in is
    left alone. `areas`: where it watches by itself; elsewhere only a rule for that area or camera switches it on.
    """

    votes: int = 3
    window: int = 5
    min_height: int = 80
    standing: RuleStanding = RuleStanding.CERTAIN
    grace: timedelta = timedelta()
    areas: frozenset[AreaKind] = EVERY_AREA


@dataclass(frozen=True)
class ViolationSpec:
    """Defaults of one type. `hold`: how long it must last; `merge`: repeats within join the same case.

    `area_severity`: where it weighs differently from `severity`.
    """

    severity: Severity
    zh: str
    en: str
    norm_zh: str
    norm_en: str
    hold: timedelta
    merge: timedelta
    t1: timedelta
    t2: timedelta
    close: timedelta
    schedule: RuleSchedule = RuleSchedule.ALWAYS
    watching: Watching = Watching()
    area_severity: tuple[tuple[frozenset[AreaKind], Severity], ...] = ()

    @property
    def timer_clock(self) -> TimerClock:
        return TimerClock.OPENING if self.severity is Severity.MINOR else TimerClock.ALWAYS

    def severity_in(self, area: AreaKind | None) -> Severity:
        return next((other for areas, other in self.area_severity if area in areas), self.severity)


_HOUR, _DAY = 60, 24 * 60
_Pair = tuple[str, str]
_Minutes = tuple[int, int, int]
"""Until level 2, until level 3, until closed."""

_LAW_33 = ("食品安全法第33条", "Food Safety Law, art. 33")
_CLOTHING: _Pair = (
    "餐饮服务食品安全操作规范·从业人员个人卫生",
    "Code of practice for catering food safety, personal hygiene of workers",
)
_CONDUCT: _Pair = (
    "綦江方案三(三)4；餐饮服务食品安全操作规范·从业人员个人卫生",
    "Qijiang plan 3(3)4; code of practice for catering food safety, personal hygiene of workers",
)
_MASKED: _Pair = (
    "綦江方案三(三)4；餐饮服务食品安全操作规范：专间和备餐须戴口罩，其他区域按本单位规定",
    "Qijiang plan 3(3)4; code of practice for catering food safety: masks in special and serving rooms, elsewhere as "
    "the unit rules",
)
_WASTE: _Pair = (
    "綦江方案三(三)4；餐饮服务食品安全操作规范·废弃物管理：容器应配有盖子",
    "Qijiang plan 3(3)4; code of practice for catering food safety, waste: containers have lids",
)
_PESTS: _Pair = (
    f"綦江方案三(三)4；{_LAW_33[0]}；餐饮服务食品安全操作规范·有害生物防制",
    f"Qijiang plan 3(3)4; {_LAW_33[1]}; code of practice for catering food safety, pest control",
)
_CAMERA: _Pair = (
    "綦江方案三(三)：监控设备应正常工作；江门规定第9条",
    "Qijiang plan 3(3): cameras must work; Jiangmen rules art. 9",
)
_REMINDER: _Pair = ("綦江方案三(四)：提醒类", "Qijiang plan 3(4): reminders")


def _m(minutes: float) -> timedelta:
    return timedelta(minutes=minutes)


def _told(severity: Severity, names: _Pair, norms: _Pair, *minutes: int) -> ViolationSpec:
    """What nobody has to watch for: it is there at once. `minutes`: until level 2, until level 3, until closed."""
    t1, t2, close = minutes
    return ViolationSpec(severity, *names, *norms, _m(0), _m(0), _m(t1), _m(t2), _m(close))


def _seen(
    severity: Severity,
    names: _Pair,
    norms: _Pair,
    hold_s: int,
    minutes: _Minutes,
    schedule: RuleSchedule,
    watching: Watching,
    *area_severity: tuple[frozenset[AreaKind], Severity],
) -> ViolationSpec:
    """What a camera sees people do or leave; repeats within ten minutes are one case (reference 2.5)."""
    t1, t2, close = minutes
    times = timedelta(seconds=hold_s), _m(10), _m(t1), _m(t2), _m(close)
    return ViolationSpec(severity, *names, *norms, *times, schedule, watching, area_severity)


def _fault(
    severity: Severity, names: _Pair, hold_s: int, minutes: _Minutes, schedule: RuleSchedule = RuleSchedule.ALWAYS
) -> ViolationSpec:
    """What is wrong with the picture itself."""
    t1, t2, close = minutes
    times = timedelta(seconds=hold_s), _m(30), _m(t1), _m(t2), _m(close)
    return ViolationSpec(severity, *names, *_CAMERA, *times, schedule)


_HALF_HOUR: _Minutes = (30, 120, _DAY)
_SLOW: _Minutes = (240, 1440, 72 * _HOUR)
_OPEN, _ALWAYS, _CLOSED = RuleSchedule.OPENING, RuleSchedule.ALWAYS, RuleSchedule.CLOSED

# Severities, areas, seconds and minutes of the seen types: domain reference 2.5.
SPECS: dict[ViolationType, ViolationSpec] = {
    ViolationType.CLOTHES: _seen(
        Severity.MAJOR, ("未穿工作服", "No work clothes"), _CLOTHING, 5, _HALF_HOUR, _OPEN, Watching(areas=FOOD_AREAS)
    ),
    # Not required everywhere by the national norm: one rule for all areas would be a source of false alarms.
    ViolationType.MASK: _seen(
        Severity.MAJOR,
        ("未按要求佩戴口罩", "No mask"),
        _MASKED,
        5,
        _HALF_HOUR,
        _OPEN,
        Watching(areas=SERVING_AREAS),
        (EVERY_AREA - SERVING_AREAS, Severity.MINOR),
    ),
    # Whoever has just come in is on the way to the cap.
    ViolationType.CAP: _seen(
        Severity.MAJOR,
        ("未按要求佩戴帽子", "No cap"),
        _CONDUCT,
        5,
        _HALF_HOUR,
        _OPEN,
        Watching(areas=FOOD_AREAS, grace=timedelta(seconds=60)),
    ),
    # A phone is hidden by the hand every other moment, so fewer of more frames decide; too few true ones were measured
    # to let it climb by itself.
    ViolationType.PHONE: _seen(
        Severity.MINOR,
        ("玩手机", "Playing with a phone"),
        _CONDUCT,
        15,
        _SLOW,
        _OPEN,
        Watching(votes=8, window=20, min_height=120, standing=RuleStanding.SUSPECT, areas=KITCHEN_AREAS),
        (SERVING_AREAS, Severity.MAJOR),
    ),
    # Told from a raised hand and a few bright pixels: a person looks first, until measured precision allows more.
    ViolationType.SMOKE: _seen(
        Severity.MAJOR,
        ("抽烟", "Smoking"),
        _CONDUCT,
        3,
        (15, 60, _DAY),
        _ALWAYS,
        Watching(votes=3, window=6, min_height=120, standing=RuleStanding.SUSPECT, areas=KITCHEN_AREAS),
    ),
    ViolationType.BIN: _seen(
        Severity.MAJOR,
        ("垃圾桶未加盖", "Bin not covered"),
        _WASTE,
        180,
        _HALF_HOUR,
        _OPEN,
        Watching(min_height=0, areas=frozenset({AreaKind.WASH, AreaKind.PREP, AreaKind.COOK, AreaKind.SERVE})),
    ),
    # By day people and what they carry move everywhere; a rule may watch then too, where a store room stays empty.
    ViolationType.PEST: _seen(
        Severity.CRITICAL,
        ("有害生物出没", "Pests"),
        _PESTS,
        1,
        (10, 20, 4 * _HOUR),
        _CLOSED,
        Watching(votes=2, window=3, min_height=0),
    ),
    ViolationType.INTRUDE: _seen(
        Severity.CRITICAL,
        ("非营业时间有人", "Person outside working hours"),
        (
            "食品安全法第34条相关要求；本单位安全保卫制度（产品建议）",
            "Security rules of the unit (product proposal)",
        ),
        3,
        (10, 30, _DAY),
        _CLOSED,
        Watching(),
    ),
    ViolationType.CAM_OFFLINE: _fault(Severity.MAJOR, ("摄像头离线", "Camera offline"), 60, _HALF_HOUR),
    # A kitchen with its lights off looks like a covered lens; at night that is no fault.
    ViolationType.CAM_BLOCK: _fault(Severity.MAJOR, ("画面遮挡", "Camera blocked"), 60, _HALF_HOUR, _OPEN),
    ViolationType.CAM_FREEZE: _fault(Severity.CRITICAL, ("画面冻结", "Picture frozen"), 300, (10, 60, _DAY)),
    ViolationType.CAM_MOVE: _fault(Severity.MAJOR, ("画面偏移", "Camera moved"), 60, _HALF_HOUR),
    ViolationType.CAM_BLUR: _fault(Severity.MINOR, ("画面模糊", "Picture blurred"), 60, _SLOW),
    ViolationType.REPORT: _told(
        Severity.MAJOR,
        ("公众反映", "Report from the public"),
        ("綦江方案三(四)：公众监督", "Qijiang plan 3(4): public supervision"),
        *(_HOUR, 4 * _HOUR, 3 * _DAY),
    ),
    ViolationType.DUTY_OVERDUE: _told(
        Severity.MINOR, ("应办事项逾期", "Duty overdue"), _REMINDER, *(4 * _HOUR, _DAY, 3 * _DAY)
    ),
    ViolationType.LICENCE_EXPIRED: _told(
        Severity.MAJOR,
        ("许可证过期", "Licence expired"),
        ("食品经营许可和备案管理办法", "Measure on food business licences"),
        *(_DAY, 3 * _DAY, 7 * _DAY),
    ),
    ViolationType.HEALTH_EXPIRED: _told(
        Severity.MAJOR,
        ("健康证明过期", "Health certificate expired"),
        ("食品安全法第45条", "Food Safety Law, art. 45"),
        *(_DAY, 3 * _DAY, 7 * _DAY),
    ),
    ViolationType.CONNECT_LATE: _told(
        Severity.MAJOR,
        ("未按期接入", "Not connected in time"),
        ("江门规定第5条", "Jiangmen rules, art. 5"),
        *(_DAY, 3 * _DAY, 7 * _DAY),
    ),
    ViolationType.PLATFORM_FAULT: _told(
        Severity.CRITICAL, ("平台或数据异常", "Platform or data fault"), _CAMERA, *(10, _HOUR, _DAY)
    ),
}

CAMERA_FAULTS: frozenset[ViolationType] = frozenset(
    {
        ViolationType.CAM_OFFLINE,
        ViolationType.CAM_BLOCK,
        ViolationType.CAM_FREEZE,
        ViolationType.CAM_MOVE,
        ViolationType.CAM_BLUR,
    }
)

# What a camera and the programs behind it report; only these have rules of watching.
SEEN_TYPES: frozenset[ViolationType] = CAMERA_FAULTS | {
    ViolationType.MASK,
    ViolationType.CAP,
    ViolationType.CLOTHES,
    ViolationType.PHONE,
    ViolationType.SMOKE,
    ViolationType.BIN,
    ViolationType.PEST,
    ViolationType.INTRUDE,
}

# What concerns who looks after the video and its data, and not who cooks.
TECHNICAL_FAULTS: frozenset[ViolationType] = CAMERA_FAULTS | {ViolationType.PLATFORM_FAULT}
