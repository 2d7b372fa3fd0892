from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from backend.accounts.auth import current_user, require
from backend.cases.models import Delivery
from backend.cases.schemas.inbox import InboxPage
from backend.cases.service import inbox
from backend.core.pagination import PageArgs

blp = Blueprint("inbox", __name__, url_prefix="/api")


def _show(item: Delivery) -> dict[str, Any]:
    shown = {name: item.payload[name] for name in ("title", "body", "url", "level")}
    return shown | {"id": item.id, "case_id": item.case_id, "at": item.created_at, "read_at": item.read_at}


@blp.get("/inbox")
@require()
@blp.arguments(PageArgs, location="query")
@blp.response(200, InboxPage)
def list_inbox(args: dict[str, Any]) -> dict[str, Any]:
    found = inbox.list_inbox(current_user(), **args)
    return found | {"items": [_show(item) for item in found["items"]]}


@blp.post("/inbox/<id:delivery_id>/read")
@require()
@blp.response(204)
def mark_read(delivery_id: int) -> None:
    inbox.mark_read(current_user(), delivery_id)


@blp.post("/inbox/read-all")
@require()
@blp.response(204)
def mark_all_read() -> None:
    inbox.mark_all_read(current_user())


@blp.post("/push-subscriptions/<id:subscription_id>/test")
@require()
@blp.response(202)
def send_test(subscription_id: int) -> None:
    inbox.send_test(current_user(), subscription_id)
