"""Steps that several tests of people's files take."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from werkzeug.test import TestResponse

from backend.accounts.models import User
from backend.catalog.posts import Post
from backend.extensions import db
from backend.staff.models import Employment
from backend.staff.service import employ
from tests.factories.world import Kitchen, make_user
from tests.fakes.client import SignedInClient
from tests.fakes.pictures import jpeg

ClientAs = Callable[[User], SignedInClient]


def hire(kitchen: Kitchen, *posts: Post, name: str = "张三丰", user: User | None = None) -> Employment:
    row = employ(user or make_user(name), kitchen.establishment.id, posts)
    db.session.commit()
    return row


def certificate_form(examined_on: str = "2026-02-01", **values: Any) -> dict[str, Any]:
    form = {"number": "JK440100123456", "examined_on": examined_on, "issuer": "示例区疾控中心"}
    return form | values | {"photo": (io.BytesIO(jpeg(colour="white")), "photo.jpg")}


def add_certificate(
    client: SignedInClient, row: Employment, examined_on: str = "2026-02-01", **values: Any
) -> TestResponse:
    return client.post(f"/api/employments/{row.id}/certificates", data=certificate_form(examined_on, **values))
