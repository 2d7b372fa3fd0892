"""What committees say and what the school answers."""

from __future__ import annotations

import io

import pytest
from flask.testing import FlaskClient

from backend.accounts.models import User
from backend.catalog.credentials import DutyCode, DutyState
from backend.catalog.disclosure import GroupKind
from backend.catalog.roles import Role
from backend.duties.models import Duty
from backend.extensions import db
from tests.backend.parents.conftest import ClientAs
from tests.factories.parents import make_group, make_parent
from tests.factories.world import World
from tests.fakes.pictures import jpeg


@pytest.mark.requirement("J017", "J040")
def test_a_committee_member_speaks_and_every_member_sees_the_answer(
    world: World, school: FlaskClient, client_as: ClientAs, parent: User
) -> None:
    second, stranger = make_parent("李四家长"), make_parent("外人")
    group = make_group(world.kitchen, parent, second, kind=GroupKind.PARENTS_COMMITTEE, name="家委会")
    make_group(world.kitchen, stranger)
    path = f"/api/viewing-groups/{group.id}/opinions"
    said = client_as(parent).post(path, data={"text": "汤太咸", "title": "口味"})
    assert said.status_code == 201, said.data
    one = (said.json or {})["id"]
    assert client_as(stranger).post(path, data={"text": "x"}).status_code == 404
    assert client_as(stranger).get(f"/api/group-opinions/{one}").status_code == 404
    duty = db.session.query(Duty).filter_by(code=DutyCode.PUBLIC_REPLY).one()
    assert (duty.state, duty.due_on.isoformat()) == (DutyState.PENDING, "2026-03-09")
    answer = f"/api/group-opinions/{one}/answer"
    assert client_as(parent).put(answer, json={"text": "x"}).status_code == 403
    assert school.put(answer, json={"text": "已减盐"}).status_code == 200
    assert (school.put(answer, json={"text": "again"}).json or {})["code"] == "already_answered"
    db.session.refresh(duty)
    assert duty.state is DutyState.FULFILLED
    for member in (parent, second):
        client = client_as(member)
        seen = client.get(f"/api/group-opinions/{one}").json or {}
        assert (seen["answer"], seen["answered_by_name"]) == ("已减盐", "principal")
        inbox = (client.get("/api/inbox").json or {})["items"]
        assert [each["url"] for each in inbox] == [f"/opinions/{one}"]


@pytest.mark.requirement("J039")
def test_minutes_of_a_meeting_are_kept_with_their_paper_and_answered(
    world: World, school: FlaskClient, client_as: ClientAs, parent: User
) -> None:
    group = make_group(world.kitchen, parent, kind=GroupKind.MEAL_COMMITTEE, name="膳食委员会")
    path = f"/api/viewing-groups/{group.id}/opinions"
    data = {"text": "讨论下周菜谱", "held_on": "2026-03-02", "file": (io.BytesIO(jpeg()), "m.jpg")}
    kept = (client_as(parent).post(path, data=data).json or {})["id"]
    assert school.get(f"/api/group-opinions/{kept}/file").mimetype == "image/jpeg"
    assert (school.put(f"/api/group-opinions/{kept}/answer", json={"text": "照办"}).json or {})["answer"] == "照办"
    future = client_as(parent).post(path, data={"text": "x", "held_on": "2026-03-03"})
    assert future.status_code == 422
    pdf = {"text": "x", "file": (io.BytesIO(b"%PDF-1.4\n%%EOF"), "m.pdf")}
    assert (client_as(parent).post(path, data=pdf).json or {})["file_type"] == "application/pdf"
    script = {"text": "x", "file": (io.BytesIO(b"<html>"), "m.html")}
    assert client_as(parent).post(path, data=script).status_code == 422


def test_officers_read_opinions_of_their_schools(world: World, client_as: ClientAs, parent: User) -> None:
    group = make_group(world.kitchen, parent)
    client_as(parent).post(f"/api/viewing-groups/{group.id}/opinions", data={"text": "好"})
    assert (client_as(world.officer).get("/api/group-opinions").json or {})["total"] == 1
    assert (client_as(world.foreign_officer).get("/api/group-opinions").json or {})["total"] == 0
    outsider = client_as(world.other.people[Role.PRINCIPAL])
    assert (outsider.get("/api/group-opinions").json or {})["total"] == 0
