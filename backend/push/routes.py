from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from backend.accounts.auth import current_session, current_user, require
from backend.core.pagination import PageArgs, paginate
from backend.push import service
from backend.push.schemas import SubscriptionArgs, SubscriptionOut, SubscriptionPage

blueprint = Blueprint("push", __name__, url_prefix="/api/push-subscriptions", description="Browsers that may be woken")


@blueprint.post("")
@require()
@blueprint.arguments(SubscriptionArgs)
@blueprint.response(201, SubscriptionOut)
def subscribe(args: dict[str, Any]) -> dict[str, Any]:
    return service.present(service.subscribe(current_user(), current_session(), args), current_session())


@blueprint.get("")
@require()
@blueprint.arguments(PageArgs, location="query")
@blueprint.response(200, SubscriptionPage)
def list_mine(args: dict[str, int]) -> dict[str, Any]:
    page = paginate(service.mine(current_user()), **args)
    return {**page, "items": [service.present(row, current_session()) for row in page["items"]]}


@blueprint.delete("/<id:subscription_id>")
@require()
@blueprint.response(204)
def unsubscribe(subscription_id: int) -> None:
    service.unsubscribe(current_user(), subscription_id)
