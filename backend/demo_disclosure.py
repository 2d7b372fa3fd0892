"""Demo data of what is public: the nine items but one, a rating, a published report. Repeating it adds nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from backend.accounts.models import Membership, User
from backend.cameras.models import Camera
from backend.catalog.areas import AreaKind
from backend.catalog.credentials import BusinessForm, BusinessItem
from backend.catalog.disclosure import DisclosureItem, ReportChannel, ReportTopic
from backend.catalog.roles import Role
from backend.core import clock
from backend.credentials.models import Licence, Pledge
from backend.disclosure.models import DisclosureEntry, PublicSettings
from backend.establishments.models import Area, Establishment
from backend.extensions import db
from backend.hotline.models import Guidance, Rating, Report
from backend.hotline.policy import code_hash

_I = DisclosureItem
_OFFICE = "学府路市场监管所"
_LUNCH = [{"weekday": day, "from": "11:00", "to": "13:00"} for day in range(5)]
# Item, days ago, data. The second school leaves its grade open, so that its page says what is missing.
_ENTRIES: tuple[tuple[DisclosureItem, int, dict[str, Any]], ...] = (
    (_I.GRADE, 40, {"dynamic": "excellent", "annual": "A", "points": 83, "items": 9, "key_failures": 0}),
    (
        _I.INSPECTIONS,
        12,
        {"conclusion": "to_correct", "problems": "冷藏柜温度偏高（7 ℃）", "correction": "当日调整至 3 ℃，复查合格"},
    ),
    (_I.SAFETY_OFFICERS, 60, {"name": "李敏", "is_passed": True, "certificate": "KH20260001"}),
    (_I.ADDITIVES, 3, {"is_none": False, "name": "碳酸氢钠", "purpose": "膨松剂", "used_in": "馒头、花卷"}),
    (
        _I.INGREDIENTS,
        1,
        {"name": "大米", "supplier": "示例粮油有限公司", "batch": "20260301", "certificates": "产品合格证、检验报告"},
    ),
    (
        _I.INGREDIENTS,
        0,
        {
            "name": "猪肉",
            "supplier": "示例肉联厂",
            "batch": "0302-A",
            "certificates": "动物检疫合格证明、肉品品质检验合格证",
        },
    ),
    (_I.SELF_CHECKS, 0, {"planned": 5, "done": 5, "problems": 1, "corrected": 1}),
    (_I.SELF_CHECKS, 1, {"planned": 5, "done": 4, "problems": 0, "corrected": 0}),
)


def build(schools: Mapping[str, Establishment], officer: User) -> None:
    if db.session.scalar(select(DisclosureEntry.id).limit(1)) is not None:
        return
    for word, school in schools.items():
        owner = _member(school, Role.SAFETY_OFFICER)
        for item, days, data in _ENTRIES:
            if word == "first" or item is not _I.GRADE:
                _entry(school, owner, item, days, data)
        _papers(school, _member(school, Role.PRINCIPAL), serial=len(school.name))
    first = schools["first"]
    db.session.add(_settings(first))
    _voices(first, _member(first, Role.SAFETY_HEAD))
    said = "进入夏季，请加强冷荤凉菜管理，留样冷藏温度每日记录。"
    db.session.add(
        Guidance(
            establishment_id=first.id, author_id=officer.id, text=said, created_at=clock.now() - timedelta(hours=3)
        )
    )


def _member(school: Establishment, role: Role) -> User:
    statement = (
        select(User)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.establishment_id == school.id, Membership.role == role)
    )
    return db.session.scalars(statement.order_by(User.id)).first() or db.session.scalars(select(User)).all()[0]


def _entry(school: Establishment, owner: User, item: DisclosureItem, days: int, data: dict[str, Any]) -> None:
    at = clock.now() - timedelta(days=days)
    signed = {"authority": _OFFICE} if item in (_I.GRADE, _I.INSPECTIONS) else {}
    db.session.add(
        DisclosureEntry(
            establishment_id=school.id,
            item=item,
            happened_on=at.date(),
            data=data | signed,
            added_by_id=owner.id,
            added_at=at,
        )
    )


def _papers(school: Establishment, head: User, serial: int) -> None:
    now = clock.now()
    if db.session.scalar(select(Licence.id).where(Licence.establishment_id == school.id).limit(1)) is None:
        db.session.add(
            Licence(
                establishment_id=school.id,
                number=f"JY3500110{serial:07d}",
                operator=school.name.removesuffix("食堂"),
                premises=school.address,
                form=BusinessForm.UNIT_CANTEEN,
                items=[BusinessItem.HOT_DISHES.value, BusinessItem.PASTRY.value],
                issued_on=now.date() - timedelta(days=400),
                expires_on=now.date() + timedelta(days=1425),
                issuer="示例区市场监管局",
                added_by_id=head.id,
                added_at=now - timedelta(days=30),
            )
        )
    if db.session.scalar(select(Pledge.id).where(Pledge.establishment_id == school.id).limit(1)) is None:
        text = "本单位承诺：依法持证经营，严把原料关，不使用过期食材，主动接受师生、家长和社会监督。"
        signed = now - timedelta(days=20)
        db.session.add(
            Pledge(establishment_id=school.id, text=text, signed_by_id=head.id, signer_name=head.name, signed_at=signed)
        )


def _settings(school: Establishment) -> PublicSettings:
    serving = (
        select(Camera.id)
        .join(Area, Camera.area_id == Area.id)
        .where(Camera.establishment_id == school.id, Area.kind == AreaKind.SERVE)
    )
    said = {"text": "备餐间纱窗已于上周更换，感谢监督。", "at": clock.now().isoformat(), "by": 0}
    return PublicSettings(
        establishment_id=school.id,
        camera_ids=list(db.session.scalars(serving)),
        hours=_LUNCH,
        shows_ratings=True,
        masks_names=True,
        statement=said,
        updated_at=clock.now(),
    )


def _voices(school: Establishment, head: User) -> None:
    now = clock.now()
    reply = {"reply": "谢谢，我们会保持。", "replied_by_id": head.id, "replied_at": now}
    for stars, text, days, answered in ((5, "饭菜热乎，阿姨态度好", 2, reply), (3, "今天的汤有点凉", 1, {})):
        at = now - timedelta(days=days)
        db.session.add(Rating(establishment_id=school.id, stars=stars, text=text, created_at=at, **answered))
    db.session.add(
        Report(
            establishment=school,
            channel=ReportChannel.PUBLIC,
            topic=ReportTopic.HYGIENE,
            text="备餐间窗户没有纱窗，有苍蝇飞进去。",
            code_sha256=code_hash("demo"),
            file_ids=[],
            created_at=now - timedelta(days=9),
            answer="已更换纱窗并加装灭蝇灯，欢迎继续监督。",
            answered_by_id=head.id,
            answered_at=now - timedelta(days=8),
            is_published=True,
        )
    )
