"""Steps that the tests of joining share."""

from __future__ import annotations

import io
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from backend.accounts.models import User
from backend.establishments.policy.credit_codes import check_character
from backend.extensions import db
from tests.factories.world import make_user
from tests.fakes.pictures import jpeg


def newcomer(name: str = "何平") -> User:
    """Somebody who has registered and belongs nowhere yet."""
    user = make_user(name)
    db.session.commit()
    return user


def credit_code(number: int = 1) -> str:
    first = f"12500000{number:08d}X"
    return first + check_character(first)


def founding(jurisdiction_id: int, **values: Any) -> dict[str, Any]:
    return {
        "name": "示例实验小学食堂",
        "kind": "primary_school",
        "address": "示例区学府路8号",
        "credit_code": credit_code(),
        "jurisdiction_id": str(jurisdiction_id),
        "licence_number": "JY35001070000017",
        "licence_issued_on": "2025-09-26",
        "licence_expires_on": "2030-09-25",
        "post": "head_of_unit",
        "photo": (io.BytesIO(jpeg(colour="orange")), "licence.jpg"),
    } | values


def found(client: FlaskClient, jurisdiction_id: int, **values: Any) -> TestResponse:
    return client.post("/api/applications/founding", data=founding(jurisdiction_id, **values))


def apply(client: FlaskClient, establishment_id: int, post: str = "cook", **values: Any) -> TestResponse:
    return client.post("/api/applications", json={"establishment_id": establishment_id, "post": post, **values})


def approve(client: FlaskClient, application: dict[str, Any], message: str = "") -> TestResponse:
    return client.post(f"/api/applications/{application['id']}/approval", json={"message": message})


def refuse(client: FlaskClient, application: dict[str, Any], reason: str = "照片不清晰") -> TestResponse:
    return client.post(f"/api/applications/{application['id']}/refusal", json={"reason": reason})


def code_of(answer: TestResponse) -> str:
    return str((answer.json or {}).get("code", ""))


def inbox(client: FlaskClient) -> list[str]:
    return [f"{row['title']} {row['body']}" for row in client.get("/api/inbox").get_json()["items"]]
