"""What can go wrong: what a camera sees, what a person reports, what was missed; with the default timers.

Source: seed 000 part 3(3)4 (the eight kinds of the Qijiang plan) and part 3(4) (the chain); the minutes are
product defaults, because the seeds name none. Rows in the database may differ; these only fill an empty one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


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


@dataclass(frozen=True)
class ViolationSpec:
    """Defaults of one type. `hold`: how long it must last; `merge`: repeats within join the same case."""

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

    @property
    def timer_clock(self) -> TimerClock:
        return TimerClock.OPENING if self.severity is Severity.MINOR else TimerClock.ALWAYS


def _m(minutes: float) -> timedelta:
    return timedelta(minutes=minutes)


_CODE_ZH = "餐饮服务食品安全操作规范·从业人员个人卫生"
_CODE_EN = "Code of practice for catering food safety, personal hygiene of workers"
_CAMERA_ZH = "綦江方案三(三)：监控设备应正常工作；江门规定第9条"
_CAMERA_EN = "Qijiang plan 3(3): cameras must work; Jiangmen rules art. 9"


def _told(severity: Severity, names: tuple[str, str], norms: tuple[str, str], *minutes: int) -> ViolationSpec:
    """What nobody has to watch for: it is there at once. `minutes`: until level 2, until level 3, until closed."""
    t1, t2, close = minutes
    return ViolationSpec(severity, *names, *norms, _m(0), _m(0), _m(t1), _m(t2), _m(close))


_HOUR, _DAY = 60, 24 * 60


def _seen(
    severity: Severity,
    names: tuple[str, str],
    hold_s: int,
    minutes: tuple[int, int, int],
    schedule: RuleSchedule = RuleSchedule.ALWAYS,
) -> ViolationSpec:
    """What a camera sees people do or leave. `minutes`: until level 2, until level 3, until closed."""
    t1, t2, close = minutes
    norms = (_CODE_ZH, _CODE_EN)
    return ViolationSpec(
        severity, *names, *norms, timedelta(seconds=hold_s), _m(10), _m(t1), _m(t2), _m(close), schedule
    )


_REMINDER = ("綦江方案三(四)：提醒类", "Qijiang plan 3(4): reminders")

SPECS: dict[ViolationType, ViolationSpec] = {
    ViolationType.CLOTHES: ViolationSpec(
        Severity.MAJOR,
        "未穿工作服",
        "No work clothes",
        _CODE_ZH,
        _CODE_EN,
        timedelta(seconds=5),
        _m(10),
        _m(30),
        _m(120),
        _m(24 * 60),
        RuleSchedule.OPENING,
    ),
    ViolationType.MASK: _seen(
        Severity.MAJOR, ("未按要求佩戴口罩", "No mask"), 5, (30, 120, _DAY), RuleSchedule.OPENING
    ),
    ViolationType.CAP: _seen(Severity.MAJOR, ("未按要求佩戴帽子", "No cap"), 5, (30, 120, _DAY), RuleSchedule.OPENING),
    ViolationType.PHONE: _seen(
        Severity.MINOR, ("玩手机", "Playing with a phone"), 15, (240, 1440, 72 * _HOUR), RuleSchedule.OPENING
    ),
    ViolationType.SMOKE: _seen(Severity.MAJOR, ("抽烟", "Smoking"), 3, (15, 60, _DAY)),
    ViolationType.BIN: _seen(
        Severity.MAJOR, ("垃圾桶未加盖", "Bin not covered"), 180, (30, 120, _DAY), RuleSchedule.OPENING
    ),
    ViolationType.PEST: _seen(
        Severity.CRITICAL, ("有害生物出没", "Pests"), 1, (10, 20, 4 * _HOUR), RuleSchedule.CLOSED
    ),
    ViolationType.INTRUDE: ViolationSpec(
        Severity.CRITICAL,
        "非营业时间有人",
        "Person outside working hours",
        "食品安全法第34条相关要求；本单位安全保卫制度（产品建议）",
        "Security rules of the unit (product proposal)",
        timedelta(seconds=3),
        _m(10),
        _m(10),
        _m(30),
        _m(24 * 60),
        RuleSchedule.CLOSED,
    ),
    ViolationType.CAM_OFFLINE: ViolationSpec(
        Severity.MAJOR,
        "摄像头离线",
        "Camera offline",
        _CAMERA_ZH,
        _CAMERA_EN,
        timedelta(seconds=60),
        _m(30),
        _m(30),
        _m(120),
        _m(24 * 60),
    ),
    ViolationType.CAM_BLOCK: ViolationSpec(
        Severity.MAJOR,
        "画面遮挡",
        "Camera blocked",
        _CAMERA_ZH,
        _CAMERA_EN,
        timedelta(seconds=60),
        _m(30),
        _m(30),
        _m(120),
        _m(24 * 60),
        # A kitchen with its lights off looks like a covered lens; at night that is no fault.
        RuleSchedule.OPENING,
    ),
    ViolationType.CAM_FREEZE: ViolationSpec(
        Severity.CRITICAL,
        "画面冻结",
        "Picture frozen",
        _CAMERA_ZH,
        _CAMERA_EN,
        timedelta(seconds=300),
        _m(30),
        _m(10),
        _m(60),
        _m(24 * 60),
    ),
    ViolationType.CAM_MOVE: ViolationSpec(
        Severity.MAJOR,
        "画面偏移",
        "Camera moved",
        _CAMERA_ZH,
        _CAMERA_EN,
        timedelta(seconds=60),
        _m(30),
        _m(30),
        _m(120),
        _m(24 * 60),
    ),
    ViolationType.CAM_BLUR: ViolationSpec(
        Severity.MINOR,
        "画面模糊",
        "Picture blurred",
        _CAMERA_ZH,
        _CAMERA_EN,
        timedelta(seconds=60),
        _m(30),
        _m(240),
        _m(1440),
        _m(72 * 60),
    ),
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
        Severity.CRITICAL, ("平台或数据异常", "Platform or data fault"), (_CAMERA_ZH, _CAMERA_EN), *(10, _HOUR, _DAY)
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


class RuleStanding(StrEnum):
    """Whether what a rule sees climbs by itself, or waits until a person has confirmed it."""

    CERTAIN = "certain"
    SUSPECT = "suspect"


# What concerns who looks after the video and its data, and not who cooks.
TECHNICAL_FAULTS: frozenset[ViolationType] = CAMERA_FAULTS | {ViolationType.PLATFORM_FAULT}
