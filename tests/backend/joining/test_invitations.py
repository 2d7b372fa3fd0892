"""Links that lead people in: made, printed, opened, used up, revoked."""

from __future__ import annotations

import io
import secrets
from typing import Any

import cv2
import numpy
import pytest
from flask import Flask
from PIL import Image
from pypdf import PdfReader
from sqlalchemy import select

from backend.catalog.roles import Role
from backend.core import clock, qr
from backend.extensions import db
from backend.joining.models import Invitation
from backend.parents.models import GroupMember, ViewingGroup
from tests.backend.joining.joining import apply, approve, code_of, newcomer
from tests.factories.cases import ClientAs
from tests.factories.world import World
from tests.fakes.client import SignedInClient
from tests.fakes.clock import FrozenClock


def invite(client: SignedInClient, world: World, **values: Any) -> Any:
    body = {"kind": "staff", "post": "cook"} | values
    return client.post(f"/api/establishments/{world.kitchen.establishment.id}/invitations", json=body)


def token_of(row: dict[str, Any]) -> str:
    return str(row["url"]).rsplit("/", 1)[1]


def look(app: Flask, token: str) -> Any:
    return app.test_client().post("/api/invitation-previews", json={"token": token})


def accept(client: SignedInClient, token: str) -> Any:
    return client.post("/api/invitation-acceptances", json={"token": token})


@pytest.fixture
def head(world: World, client_as: ClientAs) -> SignedInClient:
    return client_as(world.kitchen.people[Role.PRINCIPAL])


def test_a_link_leads_to_a_post_and_still_waits_for_the_review(
    app: Flask, world: World, client_as: ClientAs, head: SignedInClient
) -> None:
    row = invite(head, world).get_json()
    seen = look(app, token_of(row)).get_json()
    assert (seen["establishment"]["name"], seen["post"]) == ("第一中学食堂", "cook")
    assert set(seen["establishment"]) == {"id", "name", "address", "kind"}

    mine = client_as(newcomer())
    answer = accept(mine, token_of(row)).get_json()
    assert mine.get("/api/session").get_json()["memberships"] == []
    application = mine.get(f"/api/applications/{answer['application_id']}").get_json()
    assert (application["post"], application["is_invited"]) == ("cook", True)
    assert approve(head, application).status_code == 200
    assert mine.get("/api/session").get_json()["memberships"][0]["role"] == "worker"
    assert code_of(accept(mine, token_of(row))) == "already_member"
    (listed,) = head.get(f"/api/establishments/{world.kitchen.establishment.id}/invitations").get_json()["items"]
    assert listed["uses"] == 1


def test_what_is_over_answers_like_what_never_was(
    app: Flask, world: World, client_as: ClientAs, head: SignedInClient, clock: FrozenClock
) -> None:
    never = look(app, secrets.token_urlsafe(24))
    assert (never.status_code, code_of(never)) == (404, "invitation_gone")
    revoked, full, late = (invite(head, world, days=2, max_uses=1).get_json() for _ in range(3))
    head.delete(f"/api/invitations/{revoked['id']}")
    assert accept(client_as(newcomer()), token_of(full)).status_code == 201
    for row in (revoked, full):
        assert look(app, token_of(row)).data == never.data
        assert accept(client_as(newcomer()), token_of(row)).data == never.data
    assert look(app, token_of(late)).status_code == 200
    clock.advance(days=2, seconds=1)
    assert look(app, token_of(late)).data == never.data


def test_a_guest_is_in_at_once_and_out_at_the_end(
    app: Flask, world: World, client_as: ClientAs, head: SignedInClient, clock: FrozenClock
) -> None:
    assert invite(head, world, kind="guest", post=None).status_code == 422
    row = invite(head, world, kind="guest", post=None, access_days=3).get_json()
    mine, place = client_as(newcomer("许代表")), world.kitchen.establishment.id
    for _ in range(2):
        assert accept(mine, token_of(row)).get_json() == {"kind": "guest", "application_id": None}
    assert [m["role"] for m in mine.get("/api/session").get_json()["memberships"]] == ["guest"]
    assert mine.get(f"/api/establishments/{place}").status_code == 200
    clock.advance(days=3, seconds=1)
    assert mine.get("/api/session").get_json()["memberships"] == []
    assert mine.get(f"/api/establishments/{place}").status_code in (403, 404)


def test_only_who_may_let_in_may_invite(world: World, client_as: ClientAs, head: SignedInClient) -> None:
    chef = client_as(world.kitchen.people[Role.CANTEEN_HEAD])
    assert invite(chef, world).status_code == 201
    assert code_of(invite(chef, world, post="safety_director")) == "needs_leader"
    assert invite(chef, world, kind="guest", post=None, access_days=3).status_code in (403, 404)
    assert invite(client_as(world.kitchen.people[Role.WORKER]), world).status_code == 403
    foreign = client_as(world.other.people[Role.PRINCIPAL])
    assert invite(foreign, world).status_code == 404
    row = invite(head, world).get_json()
    assert foreign.delete(f"/api/invitations/{row['id']}").status_code == 404
    assert foreign.get(f"/api/invitations/{row['id']}/poster").status_code == 404
    assert invite(head, world, kind="staff", post=None).status_code == 422
    assert invite(head, world, kind="parent", group_id=987654).status_code == 422


def test_the_token_is_long_and_not_kept_in_the_open(app: Flask, world: World, head: SignedInClient) -> None:
    row = invite(head, world).get_json()
    kept = app.extensions["sqlalchemy"].session.get(Invitation, row["id"])
    assert len(token_of(row)) * 6 >= 128
    assert token_of(row) not in f"{kept.token_sha256} {kept.sealed_token}"


def test_guessing_tokens_is_counted(app: Flask, world: World) -> None:
    statuses = [look(app, secrets.token_urlsafe(24)).status_code for _ in range(80)]
    assert statuses.count(404) == 60
    assert statuses[-1] == 429


def test_an_invitation_prints_as_a4_with_its_code(world: World, head: SignedInClient) -> None:
    row = invite(head, world).get_json()
    pdf = head.get(f"/api/invitations/{row['id']}/poster")
    assert pdf.mimetype == "application/pdf"
    page = PdfReader(io.BytesIO(pdf.data)).pages[0]
    assert [round(float(side)) for side in page.mediabox[2:]] == [595, 842]
    text = page.extract_text()
    assert "第一中学食堂" in text
    assert "烹饪人员" in text
    png = head.get(f"/api/invitations/{row['id']}/poster?format=png")
    assert scanned(png.data) == row["url"]


@pytest.mark.requirement("Q180")
def test_the_install_poster_scans_to_the_install_page(world: World, head: SignedInClient) -> None:
    assert head.get("/api/install-poster").data.startswith(b"%PDF")
    assert scanned(head.get("/api/install-poster?format=png").data) == "http://localhost/install"


def test_a_code_of_any_length_is_drawn(app: Flask) -> None:
    assert qr.svg("x" * 300).startswith("<svg")


def test_an_invited_person_asks_like_any_other(world: World, client_as: ClientAs, head: SignedInClient) -> None:
    mine, row = client_as(newcomer()), invite(head, world).get_json()
    apply(mine, world.kitchen.establishment.id)
    assert code_of(accept(mine, token_of(row))) == "application_pending"


def scanned(png: bytes) -> str:
    """What a phone's camera reads."""
    picture = numpy.asarray(Image.open(io.BytesIO(png)).convert("RGB"))[:, :, ::-1].copy()
    return str(cv2.QRCodeDetector().detectAndDecode(picture)[0])


def test_a_parent_scans_and_is_in_the_group(
    app: Flask, world: World, client_as: ClientAs, head: SignedInClient
) -> None:
    group = ViewingGroup(establishment_id=world.kitchen.establishment.id, name="三年级家长", created_at=clock.now())
    theirs = ViewingGroup(establishment_id=world.other.establishment.id, name="别校家长", created_at=clock.now())
    db.session.add_all((group, theirs))
    db.session.commit()
    assert invite(head, world, kind="parent", post=None, group_id=theirs.id).status_code == 422
    row = invite(head, world, kind="parent", post=None, group_id=group.id).get_json()
    assert look(app, token_of(row)).get_json()["group"] == "三年级家长"
    mine = client_as(newcomer("家长"))
    for _ in range(2):
        assert accept(mine, token_of(row)).get_json() == {"kind": "parent", "application_id": None}
    assert [m["role"] for m in mine.get("/api/session").get_json()["memberships"]] == ["parent"]
    (member,) = db.session.scalars(select(GroupMember).where(GroupMember.group_id == group.id))
    assert member.user.name == "家长"
    (listed,) = head.get(f"/api/establishments/{world.kitchen.establishment.id}/invitations").get_json()["items"]
    assert listed["uses"] == 1
