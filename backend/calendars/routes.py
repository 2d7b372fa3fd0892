from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from backend.accounts.auth import require
from backend.calendars import schemas, service
from backend.catalog.roles import Permission

blueprint = Blueprint("calendar", __name__, url_prefix="/api/calendar", description="Holidays and make-up workdays")


@blueprint.get("")
@require()
@blueprint.arguments(schemas.CalendarQuery, location="query")
@blueprint.response(200, schemas.CalendarOut)
def get_year(args: dict[str, int]) -> dict[str, Any]:
    return _year(args["year"])


@blueprint.put("")
@require(Permission.CALENDAR_MANAGE)
@blueprint.arguments(schemas.CalendarCorrectionArgs)
@blueprint.response(200, schemas.CalendarOut)
def correct(args: dict[str, Any]) -> dict[str, Any]:
    service.correct(**args)
    return _year(args["day"].year)


def _year(number: int) -> dict[str, Any]:
    days, is_announced = service.year(number)
    return {"year": number, "is_announced": is_announced, "days": days}
