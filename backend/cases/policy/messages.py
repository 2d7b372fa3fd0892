"""What a notice says: one line that fits a lock screen, and one that says what to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from backend.catalog.cases import StepTimer
from backend.catalog.violations import SPECS, ViolationType

_TITLE_LENGTH = 80  # characters; a lock screen shows about half of it
_BODY_LENGTH = 300


class Call(StrEnum):
    """Why somebody is told."""

    T0 = "t0"
    T1 = "t1"
    T2 = "t2"
    CLOSE = "close"
    URGED = "urged"
    ASSIGNED = "assigned"
    SENT_BACK = "sent_back"
    OPINION = "opinion"

    @classmethod
    def of(cls, timer: StepTimer) -> Call:
        return cls(timer.value)


_CALLS: dict[Call, tuple[str, str]] = {
    Call.T0: ("请立即到现场核实并纠正", "Go to the spot, check and correct it"),
    Call.T1: ("逾期未处理，请督促责任人立即到场", "Not handled in time: urge the person in charge"),
    Call.T2: ("超过最终时限，请督促立即到场核实纠正", "Final time limit passed: urge correction on site at once"),
    Call.CLOSE: (
        "逾期未整改，请出具书面整改意见书或依法处理",
        "Not rectified in time: issue a written opinion or a penalty",
    ),
    Call.URGED: ("有人督促，请立即到场处理", "You are urged to act at once"),
    Call.ASSIGNED: ("已指派给您，请立即处理", "Assigned to you: please act now"),
    Call.SENT_BACK: ("复核未通过，请重新整改", "Not accepted: please correct it again"),
    Call.OPINION: ("已出具书面整改意见书，请签收", "A written rectification opinion was issued: confirm receipt"),
}


_SUSPICION = ("请看图确认是否属实", "Look at the picture and say whether it is true")


@dataclass(frozen=True)
class Subject:
    """What a notice is about. `place`: the camera's or the area's name."""

    case_id: int
    unit: str
    place: str
    type: ViolationType
    since: datetime
    is_suspected: bool = False


def lasted(span: timedelta, locale: str) -> str:
    seconds = max(int(span.total_seconds()), 1)
    for size, zh, en in ((86400, "天", "d"), (3600, "小时", "h"), (60, "分钟", "min")):
        if seconds >= size:
            return f"{seconds // size} {zh if locale.startswith('zh') else en}"
    return f"{seconds} {'秒' if locale.startswith('zh') else 's'}"


def payload(
    subject: Subject, call: Call, level: int | None, locale: str, now: datetime, note: str = ""
) -> dict[str, Any]:
    """The push message and the inbox line: {"title", "body", "tag", "url", "case_id", "level", "lang"}."""
    is_chinese = locale.startswith("zh")
    spec, (call_zh, call_en) = SPECS[subject.type], _CALLS[call]
    name = spec.zh if is_chinese else spec.en
    if subject.is_suspected:
        name = f"疑似{name}" if is_chinese else f"Suspected: {name}"
        call_zh, call_en = _SUSPICION if call is Call.T0 else (call_zh, call_en)
    title = [subject.place, name, lasted(now - subject.since, locale)]
    body = [subject.unit, call_zh if is_chinese else call_en, note]
    return {
        "title": " · ".join(part for part in title if part)[:_TITLE_LENGTH],
        "body": " · ".join(part for part in body if part)[:_BODY_LENGTH],
        "tag": f"case-{subject.case_id}",
        "url": f"/cases/{subject.case_id}",
        "case_id": subject.case_id,
        "level": level,
        "lang": "zh-CN" if is_chinese else "en",
    }


def notice_payload(
    locale: str, *, key: str, title: tuple[str, str], body: tuple[str, str], url: str, is_urgent: bool
) -> dict[str, Any]:
    """The same for what is about no case; `title` and `body` are Chinese and English."""
    language = 0 if locale.startswith("zh") else 1
    return {
        "title": title[language][:_TITLE_LENGTH],
        "body": body[language][:_BODY_LENGTH],
        "tag": key,
        "url": url,
        "case_id": None,
        "level": None,
        "lang": ("zh-CN", "en")[language],
        "is_urgent": is_urgent,
    }


def test_payload(locale: str) -> dict[str, Any]:
    is_chinese = locale.startswith("zh")
    return {
        "title": "测试通知 · 本机可以收到提醒" if is_chinese else "Test · this phone can be reached",
        "body": "明厨" if is_chinese else "Mingchu",
        "tag": "test",
        "url": "/me",
        "case_id": None,
        "level": None,
        "lang": "zh-CN" if is_chinese else "en",
    }
