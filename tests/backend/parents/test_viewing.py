"""Who may watch which camera, how, and until when."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import jwt
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from backend.accounts.models import Session, User
from backend.accounts.service import add_membership, revoke
from backend.cameras.service.live import open_public
from backend.catalog.disclosure import GroupKind
from backend.catalog.roles import Role
from backend.core.database import write_transaction
from backend.core.errors import ForbiddenError, NotFoundError
from backend.disclosure.models import PublicSettings
from backend.establishments.models import SupplyLink
from backend.extensions import db
from tests.backend.parents.conftest import ClientAs
from tests.factories.parents import NOON, make_group
from tests.factories.world import World
from tests.fakes.clock import FrozenClock
from tests.fakes.device import DeviceClient
from tests.fakes.pictures import jpeg

FAR = {"hours": [{"weekday": 0, "from": "17:00", "to": "18:00"}]}


def ask(client: FlaskClient, world: World) -> TestResponse:
    return client.post(f"/api/cameras/{world.kitchen.camera.id}/live-sessions")


def claims_of(app: Flask, ticket: dict[str, Any]) -> dict[str, Any]:
    secrets = app.extensions["settings"].secrets
    options: Any = {"verify_exp": False, "verify_aud": False}
    claims: dict[str, Any] = jwt.decode(ticket["token"], secrets.live_public, algorithms=["EdDSA"], options=options)
    return claims


def running(app: Flask, ticket: dict[str, Any]) -> dict[str, Any]:
    """The view that a box would report for this ticket."""
    claims = claims_of(app, ticket)
    is_blurred = claims["aud"] == "live-blurred"
    return {
        "id": claims["jti"],
        "camera_id": claims["cam"],
        "user": claims["sub"],
        "session_id": claims.get("sid"),
        "is_blurred": is_blurred,
    }


def must_end(box: DeviceClient, view: dict[str, Any]) -> bool:
    answer = box.send_json("POST", "/api/device/live-views", {"views": [view]})
    assert answer.status_code == 200
    return bool((answer.json or {})["ended"] == [view["id"]])


@pytest.mark.requirement("J015")
def test_a_parent_gets_a_blurred_ticket_in_the_hours_and_the_next_opening_outside(
    app: Flask, world: World, parent: User, client_as: ClientAs, clock: FrozenClock
) -> None:
    make_group(world.kitchen, parent)
    client = client_as(parent)
    ticket = ask(client, world).json or {}
    assert ticket["is_blurred"] is True
    assert ticket["until"] == "2026-03-02T05:00:00Z"
    claims = claims_of(app, ticket)
    assert (claims["aud"], claims["until"]) == ("live-blurred", int(clock.at.timestamp()) + 3600)
    clock.advance(hours=1)
    refused = ask(client, world)
    assert refused.status_code == 403
    assert (refused.json or {})["code"] == "viewing_outside_hours"
    assert (refused.json or {})["opens_at"] == "2026-03-03T03:00:00Z"


def test_a_camera_that_is_not_opened_answers_like_a_missing_one(
    world: World, parent: User, client_as: ClientAs
) -> None:
    make_group(world.kitchen, parent, camera_ids=[])
    client = client_as(parent)
    missing = client.post("/api/cameras/987654/live-sessions")
    assert (ask(client, world).status_code, ask(client, world).data) == (404, missing.data)


def test_in_several_groups_one_gets_what_any_of_them_gives(world: World, parent: User, client_as: ClientAs) -> None:
    make_group(world.kitchen, parent)
    make_group(world.kitchen, parent, name="膳食委员会", kind=GroupKind.MEAL_COMMITTEE, is_blurred=False)
    assert (ask(client_as(parent), world).json or {})["is_blurred"] is False


@pytest.mark.requirement("J153")
def test_a_change_of_the_rights_counts_for_running_views_at_once(
    app: Flask, world: World, parent: User, client_as: ClientAs, school: FlaskClient, box: DeviceClient
) -> None:
    group = make_group(world.kitchen, parent)
    view = running(app, ask(client_as(parent), world).json or {})
    path = f"/api/viewing-groups/{group.id}"
    assert not must_end(box, view)
    assert school.patch(path, json=FAR).status_code == 200
    assert must_end(box, view)
    assert school.patch(path, json={"hours": NOON}).status_code == 200
    assert not must_end(box, view)
    assert school.patch(path, json={"camera_ids": []}).status_code == 200
    assert must_end(box, view)


def test_who_may_see_clearly_no_longer_must_not_go_on_clearly(
    app: Flask, world: World, parent: User, client_as: ClientAs, school: FlaskClient, box: DeviceClient
) -> None:
    group = make_group(world.kitchen, parent, is_blurred=False)
    view = running(app, ask(client_as(parent), world).json or {})
    assert view["is_blurred"] is False
    school.patch(f"/api/viewing-groups/{group.id}", json={"is_blurred": True})
    assert must_end(box, view)


def test_a_view_ends_with_the_session_that_asked_for_it(
    app: Flask, world: World, client_as: ClientAs, box: DeviceClient
) -> None:
    head = world.kitchen.people[Role.CANTEEN_HEAD]
    view = running(app, ask(client_as(head), world).json or {})
    assert not must_end(box, view)
    with write_transaction():
        revoke(db.session.get_one(Session, view["session_id"]))
    assert must_end(box, view)


def test_a_box_learns_nothing_of_cameras_that_are_not_its_own(app: Flask, world: World, client_as: ClientAs) -> None:
    view = running(app, ask(client_as(world.kitchen.people[Role.CANTEEN_HEAD]), world).json or {})
    assert DeviceClient(app, 999, world.device_key).send_json(
        "POST", "/api/device/live-views", {"views": [view]}
    ).status_code == 401  # fmt: skip


@pytest.mark.requirement("J155")
def test_a_guest_looks_blurred_until_the_invitation_ends(
    app: Flask, world: World, parent: User, client_as: ClientAs, clock: FrozenClock, box: DeviceClient
) -> None:
    with write_transaction():
        ends = clock.now() + timedelta(hours=2)
        add_membership(parent, Role.GUEST, establishment_id=world.kitchen.establishment.id, ends_at=ends)
    ticket = ask(client_as(parent), world).json or {}
    assert (ticket["is_blurred"], ticket["until"]) == (True, "2026-03-02T06:00:00Z")
    view = running(app, ticket)
    assert not must_end(box, view)
    clock.advance(hours=2, seconds=1)
    assert must_end(box, view)
    assert ask(client_as(parent), world).status_code == 403


def test_people_of_a_school_watch_what_its_supplier_has_opened_to_them(
    world: World, client_as: ClientAs, clock: FrozenClock
) -> None:
    head = client_as(world.other.people[Role.PRINCIPAL])
    assert ask(head, world).status_code == 404
    with write_transaction():
        link = SupplyLink(
            supplier_id=world.kitchen.establishment.id,
            customer_id=world.other.establishment.id,
            starts_on=clock.now().date(),
        )
        db.session.add(link)
    assert ask(head, world).status_code == 404
    make_group(world.kitchen, kind=GroupKind.CUSTOMERS, is_blurred=False)
    assert (ask(head, world).json or {})["is_blurred"] is False
    assert [each["id"] for each in (head.get("/api/watching").json or {})["items"]] == [world.kitchen.camera.id]
    with write_transaction():
        db.session.merge(link).ends_on = clock.now().date() - timedelta(days=1)
    assert ask(head, world).status_code == 404


def test_the_public_sees_what_is_opened_in_its_hours_and_always_blurred(
    app: Flask, world: World, clock: FrozenClock, box: DeviceClient
) -> None:
    camera = world.kitchen.camera
    with app.test_request_context(), pytest.raises(NotFoundError):
        open_public(camera)
    with write_transaction():
        place = world.kitchen.establishment.id
        db.session.add(
            PublicSettings(establishment_id=place, camera_ids=[camera.id], hours=NOON, updated_at=clock.now())
        )
    with app.test_request_context():
        view = running(app, open_public(camera))
    assert (view["user"], view["is_blurred"], view["session_id"]) == ("public", True, None)
    assert not must_end(box, view)
    clock.advance(hours=2)
    assert must_end(box, view)
    with app.test_request_context(), pytest.raises(ForbiddenError):
        open_public(camera)


def test_blurred_stills_come_from_the_box_and_are_shown_in_the_hours_only(
    world: World, parent: User, client_as: ClientAs, box: DeviceClient, clock: FrozenClock
) -> None:
    make_group(world.kitchen, parent)
    camera, client = world.kitchen.camera.id, client_as(parent)
    assert (box.send("GET", "/api/device/config").json or {})["blurred_stills_wanted"] == [camera]
    assert client.get(f"/api/watching/{camera}/still").status_code == 404
    headers = {"Content-Type": "image/jpeg", "X-Taken-At": clock.now().isoformat()}
    assert box.send("PUT", f"/api/device/cameras/{camera}/blurred-still", jpeg(), headers).status_code == 204
    assert client.get(f"/api/watching/{camera}/still").mimetype == "image/jpeg"
    assert (client.get("/api/watching").json or {})["items"][0]["still_at"] == "2026-03-02T04:00:00Z"
    assert client.get(f"/api/cameras/{camera}/still").status_code == 403
    clock.advance(hours=1)
    assert client.get(f"/api/watching/{camera}/still").status_code == 403
    assert (client.get("/api/watching").json or {})["items"][0]["still_at"] is None
    assert (box.send("GET", "/api/device/config").json or {})["blurred_stills_wanted"] == []
