from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from backend.accounts.auth import current_access, require
from backend.catalog.roles import Permission
from backend.core.pagination import PageArgs, paginate
from backend.establishments.access import get_establishment
from backend.hotline import schemas
from backend.hotline.models import Rating
from backend.hotline.service import ratings

blp = Blueprint("ratings", __name__, url_prefix="/api", description="Stars and words from the public")


@blp.get("/establishments/<id:establishment_id>/ratings")
@require(*ratings.SEEING)
@blp.arguments(PageArgs, location="query")
@blp.response(200, schemas.RatingPage)
def list_ratings(args: dict[str, int], establishment_id: int) -> dict[str, Any]:
    return paginate(ratings.list_ratings(current_access(), establishment_id), **args)


@blp.get("/establishments/<id:establishment_id>/rating-summary")
@require(*ratings.SEEING)
@blp.response(200, schemas.RatingSummaryOut)
def summary(establishment_id: int) -> dict[str, Any]:
    return ratings.summarize(get_establishment(current_access(), establishment_id, *ratings.SEEING).id)


@blp.post("/ratings/<id:rating_id>/reply")
@require(Permission.REPORT_ANSWER)
@blp.arguments(schemas.ReplyArgs)
@blp.response(200, schemas.RatingOut)
def reply(data: dict[str, str], rating_id: int) -> Rating:
    return ratings.reply(current_access(), rating_id, data["text"])


@blp.post("/ratings/<id:rating_id>/hiding")
@require(*ratings.HIDING)
@blp.arguments(schemas.HidingArgs)
@blp.response(200, schemas.RatingOut)
def hide(data: dict[str, str], rating_id: int) -> Rating:
    return ratings.hide(current_access(), rating_id, data["reason"])
