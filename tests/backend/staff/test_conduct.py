"""What stands in a person's file about their work: written by humans, told, contested, decided by another."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from backend.cases.models import Delivery
from backend.catalog.cases import DeliveryChannel
from backend.catalog.posts import Post
from backend.catalog.roles import Role
from backend.extensions import db
from backend.staff.models import ConductEntry
from tests.backend.staff.helpers import ClientAs, hire
from tests.factories.cases import Story
from tests.factories.world import World


def _told(user_id: int) -> list[str]:
    statement = select(Delivery).where(Delivery.user_id == user_id, Delivery.channel == DeliveryChannel.IN_APP)
    rows = db.session.scalars(statement.where(Delivery.case_id.is_(None)).order_by(Delivery.id))
    return [row.payload["title"] for row in rows]


@pytest.mark.requirement("Q110")
def test_only_a_humans_confirmation_writes_to_a_file(story: Story, client_as: ClientAs) -> None:
    worker = hire(story.kitchen, Post.COOK, name="赵师傅")
    case = story.open()
    assert db.session.scalars(select(ConductEntry)).all() == []
    head = client_as(story.person(Role.SAFETY_HEAD))
    sent = {"user_id": worker.user_id, "text": "未穿工作服，本人确认"}
    assert head.post(f"/api/cases/{case.id}/attribution", json=sent).status_code == 200
    file = head.get(f"/api/employments/{worker.id}").json or {}
    assert [(e["kind"], e["case_id"], e["text"]) for e in file["conduct"]] == [
        ("violation", case.id, "未穿工作服，本人确认")
    ]
    assert file["violations"] == 1
    assert _told(worker.user_id) == ["您有一条违规记录"]


@pytest.mark.requirement("Q111")
def test_praise_shows_in_the_persons_file(world: World, client_as: ClientAs) -> None:
    worker, keeper = hire(world.kitchen, Post.COOK), client_as(world.kitchen.people[Role.SAFETY_OFFICER])
    answer = keeper.post(f"/api/employments/{worker.id}/conduct", json={"kind": "praise", "text": "主动清洁留样柜"})
    assert answer.status_code == 201
    mine = (client_as(worker.user).get("/api/my-file").json or {})["files"][0]
    assert [(e["kind"], e["text"], e["can_contest"]) for e in mine["conduct"]] == [("praise", "主动清洁留样柜", False)]
    assert mine["praise"] == 1
    assert _told(worker.user_id) == ["您受到表扬"]


def test_a_contest_is_decided_by_somebody_else_and_stays_readable(world: World, client_as: ClientAs) -> None:
    worker, people = hire(world.kitchen, Post.COOK), world.kitchen.people
    recorder, head = client_as(people[Role.SAFETY_OFFICER]), client_as(people[Role.PRINCIPAL])
    made = recorder.post(f"/api/employments/{worker.id}/conduct", json={"kind": "violation", "text": "未戴口罩"})
    path = f"/api/conduct/{(made.json or {})['id']}"
    mine = client_as(worker.user)
    decision = {"is_upheld": False, "answer": "录像显示戴着口罩"}
    assert (head.post(f"{path}/decision", json=decision).json or {})["code"] == "not_contested"
    assert recorder.post(f"{path}/contest", json={"text": "不是我"}).status_code == 403
    assert mine.post(f"{path}/contest", json={"text": "当时戴着"}).status_code == 200
    assert (mine.post(f"{path}/contest", json={"text": "再次"}).json or {})["code"] == "not_contestable"
    assert "有一条违规记录被申诉" in _told(people[Role.PRINCIPAL].id)
    waiting = head.get(f"/api/establishments/{world.kitchen.establishment.id}/conduct?contest=open").json or {}
    assert [(each["contest_text"], each["can_decide"]) for each in waiting["items"]] == [("当时戴着", True)]
    assert (recorder.post(f"{path}/decision", json=decision).json or {})["code"] == "decided_by_another"
    assert mine.post(f"{path}/decision", json=decision).status_code == 403
    assert head.post(f"{path}/decision", json=decision).status_code == 200
    file = (mine.get("/api/my-file").json or {})["files"][0]
    (entry,) = file["conduct"]
    assert (entry["contest"], entry["contest_answer"], entry["text"]) == ("withdrawn", "录像显示戴着口罩", "未戴口罩")
    assert file["violations"] == 0
    assert _told(worker.user_id)[-1] == "申诉结果：记录已撤销"


def test_nobody_writes_into_their_own_file(world: World, client_as: ClientAs) -> None:
    keeper = world.kitchen.people[Role.SAFETY_OFFICER]
    row = hire(world.kitchen, Post.SAFETY_OFFICER, user=keeper)
    answer = client_as(keeper).post(f"/api/employments/{row.id}/conduct", json={"kind": "praise", "text": "很好"})
    assert (answer.json or {})["code"] == "own_file"
