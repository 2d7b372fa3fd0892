"""Letting a person watch."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jwt
from flask import Flask
from flask.testing import FlaskClient

from backend.accounts.models import User
from backend.catalog.roles import Role
from backend.core import clock as core_clock
from tests.factories.world import World


def test_a_live_ticket_is_for_one_person_and_camera_and_is_audited(
    app: Flask, world: World, viewer: FlaskClient, client_as: Callable[[User], FlaskClient]
) -> None:
    camera = world.kitchen.camera.id
    answer = viewer.post(f"/api/cameras/{camera}/live-sessions")
    assert answer.status_code == 201
    ticket = answer.json or {}
    secrets = app.extensions["settings"].secrets
    options: Any = {"verify_exp": False}
    claims = jwt.decode(ticket["token"], secrets.live_public, algorithms=["EdDSA"], audience="live", options=options)
    assert (claims["cam"], claims["sub"]) == (camera, str(world.kitchen.people[Role.CANTEEN_HEAD].id))
    assert claims["exp"] - core_clock.now().timestamp() <= 60
    assert ticket["whep_url"] == f"http://localhost:8001/whep/{camera}"
    assert ticket["mse_url"] == f"ws://localhost:8001/mse/{camera}"
    entries = (client_as(world.auditor).get(f"/api/audit?subject=camera:{camera}").json or {})["items"]
    assert entries[0]["action"] == "camera.viewed"
    assert entries[0]["user"]["id"] == world.kitchen.people[Role.CANTEEN_HEAD].id


def test_who_may_see_cameras_may_not_always_watch(world: World, client_as: Callable[[User], FlaskClient]) -> None:
    worker = client_as(world.kitchen.people[Role.WORKER])
    assert worker.post(f"/api/cameras/{world.kitchen.camera.id}/live-sessions").status_code == 403
