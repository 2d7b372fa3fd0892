"""The list of establishments as a table to take along."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from backend.catalog.establishments import KINDS, SIZE_NAMES, TAG_NAMES, EstablishmentState, EstablishmentTag
from backend.core.tables import Cell
from backend.overview.policy import Light, Reason

_LIGHTS = {
    Light.RED: ("红", "Red"),
    Light.ORANGE: ("橙", "Orange"),
    Light.GREEN: ("绿", "Green"),
    Light.GREY: ("灰", "Grey"),
}
_STATES = {
    EstablishmentState.PENDING: ("待审核", "Waiting for review"),
    EstablishmentState.ACTIVE: ("正常", "Active"),
    EstablishmentState.REFUSED: ("未通过", "Refused"),
    EstablishmentState.CLOSED: ("已关闭", "Closed"),
}
_REASONS = {
    Reason.CASE_OVERDUE: ("案件超期", "Overdue cases"),
    Reason.CASE_CRITICAL: ("一类案件", "Critical cases"),
    Reason.DUTY_OVERDUE: ("应办事项超期", "Overdue duties"),
    Reason.LICENCE_EXPIRED: ("许可证过期", "Licence expired"),
    Reason.HEALTH_EXPIRED: ("健康证过期", "Health certificates expired"),
    Reason.CASE_OPEN: ("案件未办结", "Open cases"),
    Reason.CAMERA_OFFLINE: ("摄像头离线", "Cameras offline"),
    Reason.LICENCE_EXPIRING: ("许可证即将到期", "Licence expires soon"),
    Reason.HEALTH_EXPIRING: ("健康证即将到期", "Health certificates expire soon"),
    Reason.NOT_CONNECTED: ("未接入视频", "No camera connected"),
    Reason.STALE: ("信息未更新", "Facts not confirmed"),
}
_COLUMNS = (
    ("名称", "Name"),
    ("类型", "Kind"),
    ("规模", "Size"),
    ("标签", "Tags"),
    ("辖区", "Jurisdiction"),
    ("地址", "Address"),
    ("状态", "State"),
    ("亮灯", "Light"),
    ("原因", "Reasons"),
    ("未办结案件", "Open cases"),
    ("超期案件", "Overdue cases"),
    ("超期事项", "Overdue duties"),
    ("摄像头", "Cameras"),
    ("离线摄像头", "Cameras offline"),
    ("信息确认时间", "Facts confirmed"),
)
_FIGURES = ("open_cases", "overdue_cases", "overdue_duties", "cameras", "cameras_offline")


def header(language: str) -> list[str]:
    return [pair[language == "en"] for pair in _COLUMNS]


def lines(rows: Iterable[dict[str, Any]], language: str) -> Iterator[list[Cell]]:
    index, comma = (1, ", ") if language == "en" else (0, "、")
    for row in rows:
        kind = KINDS[row["kind"]]
        yield [
            row["name"],
            (kind.zh, kind.en)[index],
            SIZE_NAMES[row["size_class"]][index] if row["size_class"] else "",
            comma.join(TAG_NAMES[EstablishmentTag(tag)][index] for tag in row["tags"]),
            row["jurisdiction"]["name"],
            row["address"],
            _STATES[row["state"]][index],
            _LIGHTS[Light(row["light"])][index],
            comma.join(_REASONS[reason][index] for reason in row["reasons"]),
            *(row["counts"].get(name) for name in _FIGURES),
            row["confirmed_at"],
        ]
