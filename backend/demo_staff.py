"""Demo data of people's files: posts, certificates in each state, a word of praise. Repeating it adds nothing."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from PIL import Image, ImageDraw
from sqlalchemy import select

from backend.accounts.models import User
from backend.catalog.posts import Post
from backend.catalog.staff import ConductKind
from backend.core import clock
from backend.establishments.models import Establishment
from backend.evidence.service import store_picture
from backend.extensions import db
from backend.staff.models import ConductEntry, Employment
from backend.staff.service.conduct import write_entry
from backend.staff.service.employment import employ
from backend.staff.service.health import keep_certificate
from backend.staff.service.lookup import today_at

_P = Post


@dataclass(frozen=True)
class _Member:
    """`number`: of a demo account, or of somebody who is in the files alone. `examined`: days ago, if ever."""

    number: int
    name: str
    school: str
    posts: tuple[Post, ...]
    examined: int | None = None

    @property
    def phone(self) -> str:
        return f"138000000{self.number:02d}"


_MEMBERS = (
    _Member(1, "李敏", "first", (_P.SAFETY_OFFICER,), 100),
    _Member(2, "王强", "first", (_P.HEAD_CHEF,), 200),
    _Member(3, "陈静", "first", (_P.SAFETY_DIRECTOR,)),
    _Member(4, "刘校长", "first", (_P.HEAD_OF_UNIT,)),
    _Member(5, "赵师傅", "first", (_P.COOK, _P.PASTRY_COOK), 345),
    _Member(6, "孙库管", "first", (_P.STOREKEEPER, _P.SAMPLE_KEEPER, _P.MORNING_CHECKER), 60),
    _Member(7, "周视频", "first", (_P.VIDEO_KEEPER,)),
    _Member(41, "钱桂芳", "first", (_P.DISHWASHER,), 150),
    _Member(42, "何秀英", "first", (_P.SERVER,)),
    _Member(43, "阿依古丽·买买提江", "first", (_P.ROUGH_PREPARATION, _P.DELIVERER), 20),
    _Member(15, "韩管理员", "second", (_P.SAFETY_OFFICER,), 30),
    _Member(16, "杨校长", "second", (_P.HEAD_OF_UNIT,)),
    # Expired: the duty to renew becomes a case there.
    _Member(44, "冯建国", "second", (_P.COOK,), 380),
)
_PRAISED, _PRAISED_BY = 5, 1


def build(schools: Mapping[str, Establishment]) -> None:
    """Call it once the demo accounts are there; it runs in the caller's transaction."""
    users = {member.number: _user(member) for member in _MEMBERS}
    for member in _MEMBERS:
        place, user = schools[member.school], users[member.number]
        if db.session.scalar(select(Employment.id).where(Employment.user_id == user.id).limit(1)) is None:
            _employ(member, user, place)
    place = schools["first"]
    if db.session.scalar(select(ConductEntry.id).where(ConductEntry.establishment_id == place.id).limit(1)) is None:
        text = "主动清洁留样柜，交接班记录写得清楚"
        write_entry(place, users[_PRAISED], users[_PRAISED_BY], ConductKind.PRAISE, text, None)


def _user(member: _Member) -> User:
    """Those who are no demo account cannot sign in: their password matches nothing."""
    user = db.session.scalar(select(User).where(User.phone == member.phone))
    if user is None:
        user = User(phone=member.phone, name=member.name, password_hash="!", created_at=clock.now())
        db.session.add(user)
        db.session.flush()
    return user


def _employ(member: _Member, user: User, place: Establishment) -> None:
    row = employ(user, place.id, member.posts)
    row.started_at = clock.now() - timedelta(days=400)
    for holding in row.holdings:
        holding.started_at = row.started_at
    if member.examined is None:
        return
    number = f"JK4401{member.number:04d}88"
    examined_on = today_at(place) - timedelta(days=member.examined)
    values = {"number": number, "examined_on": examined_on, "expires_on": None, "issuer": "示例区疾病预防控制中心"}
    keep_certificate(row, values, store_picture(_picture(number)), user)


def _picture(number: str) -> bytes:
    """A card that is plainly a sample."""
    image = Image.new("RGB", (860, 540), "#f4faf6")
    draw = ImageDraw.Draw(image)
    draw.rectangle((20, 20, 840, 520), outline="#1a6637", width=6)
    draw.rectangle((60, 120, 260, 400), outline="#7b8890", width=3, fill="#e9eef0")
    draw.text((60, 60), "SAMPLE / HEALTH CERTIFICATE", fill="#16222a")
    draw.text((320, 160), number, fill="#16222a")
    out = io.BytesIO()
    image.save(out, "JPEG")
    return out.getvalue()
