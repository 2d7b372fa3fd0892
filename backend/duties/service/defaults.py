"""The rules that a new installation starts with; each may be edited, scoped and dated. Source: reference 2.11."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from backend.catalog.credentials import DutyCode
from backend.catalog.establishments import KINDS
from backend.catalog.learning import FALSE_ALARM_DAYS, FALSE_ALARMS_ALLOWED
from backend.catalog.roles import Role
from backend.catalog.violations import ViolationType
from backend.duties.models import DutyRule
from backend.extensions import db


@dataclass(frozen=True)
class _Default:
    zh: str
    en: str
    source: str
    role: Role
    parameters: dict[str, int]
    remind_days: tuple[int, ...]
    overdue_type: ViolationType
    effective_on: date
    kinds: tuple[str, ...] = ()


_SCHOOLS = tuple(kind.value for kind, spec in KINDS.items() if spec.is_school)
_DEFAULTS: dict[DutyCode, _Default] = {
    DutyCode.CONNECT: _Default(
        "取得许可证后接入明厨亮灶",
        "Connect the kitchen after the licence",
        "江门市学校食堂“互联网+明厨亮灶”规定第5条（市场监管、教育、人社三局负责解释，2020-12-09 起施行）",
        Role.PRINCIPAL,
        {"working_days": 10},
        (7, 3, 1, 0),
        ViolationType.CONNECT_LATE,
        date(2020, 12, 9),
        _SCHOOLS,
    ),
    DutyCode.LICENCE_RENEWAL: _Default(
        "食品经营许可证到期前换证",
        "Renew the food business licence",
        "食品经营许可和备案管理办法（市场监管总局令第78号，2023-12-01 起施行）",
        Role.SAFETY_OFFICER,
        {"valid_years": 5, "window_opens_working_days": 90, "window_closes_working_days": 15},
        (180, 90, 60, 30, 15, 7, 0),
        ViolationType.LICENCE_EXPIRED,
        date(2023, 12, 1),
    ),
    DutyCode.HEALTH_RENEWAL: _Default(
        "健康证明到期前复检",
        "Renew the health certificate",
        "食品安全法第45条（2015-10-01 起施行）",
        Role.SAFETY_OFFICER,
        {"valid_years": 1},
        (60, 30, 15, 7, 0),
        ViolationType.HEALTH_EXPIRED,
        date(2015, 10, 1),
    ),
    DutyCode.QUALITY_RENEWAL: _Default(
        "体系认证证书到期前换证",
        "Renew the quality certificate",
        "江门市学校食堂“互联网+明厨亮灶”规定第13条；提醒天数为产品默认",
        Role.SAFETY_OFFICER,
        {},
        (60, 30, 15, 7, 0),
        ViolationType.DUTY_OVERDUE,
        date(2020, 12, 9),
    ),
    DutyCode.PUBLIC_REPLY: _Default(
        "答复公众反映",
        "Answer a report from the public",
        "綦江方案三(四)；答复天数为产品默认",
        Role.SAFETY_HEAD,
        {"working_days": 5},
        (1, 0),
        ViolationType.DUTY_OVERDUE,
        date(2021, 1, 1),
    ),
    # No case of its own: the warning stands on the establishment's page until somebody confirms (Q073).
    DutyCode.FACTS: _Default(
        "确认单位信息仍然准确",
        "Confirm that the facts of the unit still hold",
        "綦江方案三(一)；天数为产品默认",
        Role.SAFETY_OFFICER,
        {"stale_days": 90},
        (),
        ViolationType.DUTY_OVERDUE,
        date(2021, 1, 1),
    ),
    DutyCode.TUNE_RULE: _Default(
        "调整误报多的识别规则",
        "Tune a rule with many false alarms",
        "参考 2.5：7 天内同一摄像头同类误报超过 3 次；天数与次数为产品默认",
        Role.SAFETY_OFFICER,
        {"false_alarms": FALSE_ALARMS_ALLOWED, "days": FALSE_ALARM_DAYS, "working_days": 5},
        (1, 0),
        ViolationType.DUTY_OVERDUE,
        date(2021, 1, 1),
    ),
}


def seed_defaults() -> None:
    """Add the default of each code that has none yet; what people edited stays."""
    known = set(db.session.scalars(select(DutyRule.code).distinct()))
    for code, each in _DEFAULTS.items():
        if code not in known:
            db.session.add(
                DutyRule(
                    code=code,
                    name_zh=each.zh,
                    name_en=each.en,
                    source=each.source,
                    kinds=list(each.kinds),
                    holder_role=each.role,
                    parameters=dict(each.parameters),
                    remind_days=list(each.remind_days),
                    overdue_type=each.overdue_type,
                    effective_on=each.effective_on,
                )
            )
    db.session.flush()
