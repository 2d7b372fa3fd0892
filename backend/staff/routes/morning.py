from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from backend.accounts.auth import current_access, require
from backend.audit.reading import ReasonArgs, record_read
from backend.catalog.roles import Permission
from backend.core.pagination import PageArgs, paginate
from backend.staff import schemas
from backend.staff.models import MorningCheck
from backend.staff.service import lookup, morning, roster

blueprint = Blueprint("morning_checks", __name__, url_prefix="/api", description="Who is fit to work this morning")


def _counted(check: MorningCheck) -> dict[str, Any]:
    names = ("id", "day", "version", "checked_by", "submitted_at", "made_at", "fit_user_ids", "absent_user_ids")
    return {name: getattr(check, name) for name in names} | {
        "fit": len(check.fit_user_ids),
        "absent": len(check.absent_user_ids),
        "unfit": len(check.exceptions),
    }


@blueprint.get("/establishments/<id:establishment_id>/morning-roster")
@require(Permission.MORNING_CHECK)
@blueprint.response(200, schemas.RosterOut)
def get_roster(establishment_id: int) -> dict[str, Any]:
    """Who is to be looked at today, and today's check where there is one."""
    found = roster.of_today(current_access(), establishment_id)
    return found | {"check": _counted(found["check"]) if found["check"] else None}


@blueprint.get("/establishments/<id:establishment_id>/morning-checks")
@require(Permission.STAFF_VIEW, Permission.MORNING_CHECK)
@blueprint.arguments(PageArgs, location="query")
@blueprint.response(200, schemas.MorningCheckPage)
def list_checks(args: dict[str, int], establishment_id: int) -> dict[str, Any]:
    found = paginate(morning.history(current_access(), establishment_id), **args)
    return found | {"items": [_counted(check) for check in found["items"]]}


@blueprint.post("/establishments/<id:establishment_id>/morning-checks")
@require(Permission.MORNING_CHECK)
@blueprint.arguments(schemas.MorningCheckIn)
@blueprint.response(201, schemas.MorningCheckOut)
def submit(args: dict[str, Any], establishment_id: int) -> dict[str, Any]:
    return _counted(morning.submit(current_access(), establishment_id, args))


@blueprint.get("/morning-checks/<id:check_id>")
@require(Permission.HEALTH_VIEW, Permission.MORNING_CHECK)
@blueprint.arguments(ReasonArgs, location="query")
@blueprint.response(200, schemas.MorningFindingsOut)
def findings(args: dict[str, str], check_id: int) -> dict[str, Any]:
    """Who had what: health data, so every reading says why and is on record."""
    check = lookup.get_check(current_access(), check_id)
    shown = _counted(check) | {
        "exceptions": [
            {name: getattr(each, name) for name in ("user_id", "finding", "temperature", "action")}
            | {"name": each.user.name}
            for each in check.exceptions
        ]
    }
    record_read("morning_check", "morning_check", check.id, check.establishment_id, args["reason"])
    return shown
