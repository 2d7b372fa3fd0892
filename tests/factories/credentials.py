"""Licences of the kitchens in the world."""

from __future__ import annotations

import io
from datetime import date
from itertools import count
from typing import Any

from werkzeug.test import TestResponse

from backend.accounts.models import User
from backend.catalog.credentials import BusinessForm, BusinessItem
from backend.core.database import write_transaction
from backend.credentials.models import Licence
from backend.credentials.policy import check_digit
from backend.credentials.service import add_licence
from tests.factories.world import Kitchen
from tests.fakes.client import SignedInClient
from tests.fakes.pictures import jpeg

_serials = count(1)


def licence_number(kind: int = 3) -> str:
    digits = f"{kind}440703{next(_serials):06d}"
    return f"JY{digits}{check_digit(digits)}"


def make_licence(kitchen: Kitchen, by: User, issued_on: date, **values: Any) -> Licence:
    facts = {
        "number": licence_number(),
        "form": BusinessForm.UNIT_CANTEEN,
        "items": [BusinessItem.HOT_DISHES],
        "issued_on": issued_on,
    }
    with write_transaction():
        return add_licence(kitchen.establishment, facts | values, by)


def licence_form(with_photo: bool = True, **values: Any) -> dict[str, Any]:
    form: dict[str, Any] = {
        "number": licence_number(),
        "form": "unit_canteen",
        "items": ["hot_dishes", "pastry"],
        "issued_on": "2025-01-10",
        **values,
    }
    return form | ({"photo": (io.BytesIO(jpeg(640, 480)), "licence.jpg")} if with_photo else {})


def post_form(client: SignedInClient, path: str, form: dict[str, Any]) -> TestResponse:
    response: TestResponse = client.post(path, data=form, content_type="multipart/form-data")
    return response
