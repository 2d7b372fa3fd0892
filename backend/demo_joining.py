"""A demo application: a kindergarten that is new, for the officer to review. Repeating it adds nothing."""

from __future__ import annotations

import io
from datetime import timedelta

from PIL import Image, ImageDraw
from sqlalchemy import select

from backend.accounts.models import User
from backend.accounts.passwords import NO_PASSWORD
from backend.catalog.establishments import EstablishmentKind
from backend.catalog.posts import Post
from backend.core import clock
from backend.establishments.models import Establishment
from backend.establishments.policy.credit_codes import check_character
from backend.evidence.pictures import clean
from backend.extensions import db
from backend.joining.models import Application
from backend.joining.service.applications import Founding, Wish, found

_PHONE = "13800000092"


def build(school: Establishment) -> None:
    """Its head signs in by code alone, so is not among the accounts that are listed."""
    if db.session.scalar(select(Application.id).limit(1)) is not None:
        return
    today = clock.now().date()
    founding = Founding(
        name="示例实验幼儿园食堂",
        kind=EstablishmentKind.KINDERGARTEN,
        address="示例市示例区学府路21号",
        credit_code=_credit_code(),
        jurisdiction_id=school.jurisdiction_id,
        licence_number="JY35001070000219",
        licence_issued_on=today - timedelta(days=20),
        licence_expires_on=today + timedelta(days=5 * 365 - 20),
    )
    head = User(phone=_PHONE, name="苏园长", password_hash=NO_PASSWORD, created_at=clock.now())
    db.session.add(head)
    db.session.flush()
    found(head, founding, Wish(Post.HEAD_OF_UNIT), clean(_licence(founding.licence_number)))


def _credit_code() -> str:
    first = "1250000000000021X"
    return first + check_character(first)


def _licence(number: str) -> bytes:
    """A sheet with a frame and its number; nobody's real licence."""
    image = Image.new("RGB", (1200, 850), "#fdf8ec")
    draw = ImageDraw.Draw(image)
    draw.rectangle((30, 30, 1170, 820), outline="#b3131b", width=8)
    draw.rectangle((48, 48, 1152, 802), outline="#b3131b", width=2)
    draw.text((600, 160), "SPECIMEN", fill="#b3131b", anchor="mm", font_size=90)
    draw.text((600, 280), number, fill="#16222a", anchor="mm", font_size=56)
    for line in range(6):
        draw.line((160, 400 + line * 60, 1040 - line % 3 * 90, 400 + line * 60), fill="#8a8f94", width=10)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
