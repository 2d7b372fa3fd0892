"""Heartbeats of the processes, and /healthz, which is ready once all expected ones are."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint, Flask, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from backend.core import clock
from backend.core.database import insert_once
from backend.core.models import ProcessHeartbeat
from backend.extensions import db
from backend.settings import Settings

FRESH = timedelta(seconds=15)


def beat(name: str, state: str = "ready", **detail: Any) -> None:
    """Say that a process is well. The caller's transaction writes it."""
    row = db.session.get(ProcessHeartbeat, name)
    if row is None:
        insert_once(ProcessHeartbeat, name=name, state=state, at=clock.now(), detail=detail)
    else:
        row.state, row.at, row.detail = state, clock.now(), detail


def register(app: Flask, settings: Settings) -> None:
    blueprint = Blueprint("health", __name__)

    @blueprint.get("/healthz")
    def healthz() -> ResponseReturnValue:
        now = clock.now()
        processes: dict[str, Any] = {"web": {"state": "ready", "at": now.isoformat()}}
        rows = {row.name: row for row in db.session.scalars(select(ProcessHeartbeat))}
        for name in settings.expected_processes:
            if name != "web":
                processes[name] = _state(rows.get(name), now)
        ready = all(process["state"] == "ready" for process in processes.values())
        return jsonify(status="ready" if ready else "starting", processes=processes), 200 if ready else 503

    app.register_blueprint(blueprint)


def _state(row: ProcessHeartbeat | None, now: Any) -> dict[str, Any]:
    if row is None:
        return {"state": "starting", "at": None}
    return {"state": row.state if now - row.at <= FRESH else "silent", "at": row.at.isoformat()}
