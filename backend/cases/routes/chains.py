from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from backend.accounts.auth import current_access, require
from backend.cases.models import EscalationChain, Timer
from backend.cases.schemas.chains import (
    ChainCopyIn,
    ChainIn,
    ChainOut,
    EstablishmentArgs,
    PreviewIn,
    PreviewStepOut,
    TimerCopyIn,
    TimerIn,
    TimerOut,
)
from backend.cases.service import chains
from backend.catalog.roles import Permission

blp = Blueprint("chains", __name__, url_prefix="/api")

_SEEING = (Permission.CHAIN_VIEW, Permission.CHAIN_MANAGE)


@blp.get("/chains")
@require(*_SEEING)
@blp.arguments(EstablishmentArgs, location="query")
@blp.response(200, ChainOut(many=True))
def list_chains(args: dict[str, Any]) -> list[EscalationChain]:
    return chains.list_chains(current_access(), args["establishment_id"])


@blp.post("/chains")
@require(Permission.CHAIN_MANAGE)
@blp.arguments(ChainCopyIn)
@blp.response(201, ChainOut)
def copy_default(data: dict[str, Any]) -> EscalationChain:
    return chains.copy_default(current_access(), data["establishment_id"], data["code"])


@blp.get("/chains/<id:chain_id>")
@require(*_SEEING)
@blp.response(200, ChainOut)
def get_chain(chain_id: int) -> EscalationChain:
    return chains.get_chain(current_access(), chain_id)


@blp.put("/chains/<id:chain_id>")
@require(Permission.CHAIN_MANAGE)
@blp.arguments(ChainIn)
@blp.response(200, ChainOut)
def edit_chain(data: dict[str, Any], chain_id: int) -> EscalationChain:
    return chains.edit_chain(current_access(), chain_id, **data)


@blp.post("/chains/<id:chain_id>/preview")
@require(*_SEEING)
@blp.arguments(PreviewIn)
@blp.response(200, PreviewStepOut(many=True))
def preview(data: dict[str, Any], chain_id: int) -> list[dict[str, Any]]:
    return chains.preview(current_access(), chain_id, **data)


@blp.get("/timers")
@require(*_SEEING)
@blp.arguments(EstablishmentArgs, location="query")
@blp.response(200, TimerOut(many=True))
def list_timers(args: dict[str, Any]) -> list[Timer]:
    return chains.list_timers(current_access(), args["establishment_id"])


@blp.post("/timers")
@require(Permission.CHAIN_MANAGE)
@blp.arguments(TimerCopyIn)
@blp.response(201, TimerOut)
def add_timer(data: dict[str, Any]) -> Timer:
    return chains.add_timer(current_access(), **data)


@blp.put("/timers/<id:timer_id>")
@require(Permission.CHAIN_MANAGE)
@blp.arguments(TimerIn)
@blp.response(200, TimerOut)
def edit_timer(data: dict[str, Any], timer_id: int) -> Timer:
    return chains.edit_timer(current_access(), timer_id, data["minutes"])
