"""What people do with a case, and what they may not."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from backend.cases.models import Attribution
from backend.catalog.roles import Role
from backend.catalog.violations import ViolationType
from backend.extensions import db
from notifications.notifier import run_once
from notifications.sender import Sender
from tests.factories.cases import ClientAs, Story, photo_form
from tests.fakes.clock import FrozenClock
from tests.fakes.pictures import png


@pytest.mark.requirement("Q147")
def test_the_head_urges_and_it_stands_in_the_timeline(story: Story, client_as: ClientAs) -> None:
    case, head = story.open(), story.person(Role.SAFETY_HEAD)

    urged = client_as(head).post(f"/api/cases/{case.id}/urges", json={"text": "请马上到场"})

    assert urged.status_code == 201
    entry = urged.get_json()["timeline"][-1]
    assert (entry["kind"], entry["text"], entry["actor"]["id"]) == ("urged", "请马上到场", head.id)
    [newest] = client_as(story.holder).get("/api/inbox").get_json()["items"]
    assert newest["body"] == "第一中学食堂 · 有人督促，请立即到场处理 · 请马上到场"


@pytest.mark.requirement("Q149")
def test_principal_and_officer_urge_at_level_three_and_the_case_stays_with_the_holder(
    story: Story, sender: Sender, clock: FrozenClock, client_as: ClientAs
) -> None:
    case = story.open()
    url = f"/api/cases/{case.id}"
    clock.advance(hours=2)
    run_once(sender)
    principal, officer = story.person(Role.PRINCIPAL), story.world.officer
    for user in (principal, officer):
        assert client_as(user).post(f"{url}/urges", json={"text": "立即纠正"}).status_code == 201
        clock.advance(minutes=1)
    holder = client_as(story.holder)
    assert holder.post(f"{url}/acknowledgement", json={"text": "马上到"}).status_code == 200

    shown = client_as(officer).get(url).get_json()

    urges = [(e["actor"]["id"], e["at"]) for e in shown["timeline"] if e["kind"] == "urged"]
    assert urges == [(principal.id, "2026-03-02T06:00:00Z"), (officer.id, "2026-03-02T06:01:00Z")]
    assert shown["timeline"][-1] | {"kind": "acknowledged", "text": "马上到"} == shown["timeline"][-1]
    assert shown["holder"]["id"] == story.holder.id
    assert shown["level"] == 3


def test_a_false_alarm_needs_a_reason_and_ends_the_case(story: Story, client_as: ClientAs) -> None:
    case, holder = story.open(), client_as(story.holder)
    url = f"/api/cases/{case.id}/dismissal"
    assert holder.post(url, json={}).status_code == 422
    assert holder.post(url, json={"reason": "boring"}).status_code == 422
    assert holder.post(url, json={"reason": "other"}).get_json()["code"] == "reason_needs_text"

    dismissed = holder.post(url, json={"reason": "glare", "text": "反光"}).get_json()

    assert dismissed["state"] == "dismissed"
    assert dismissed["dismissal"]["reason"] == "glare"
    assert dismissed["dismissal"]["by"]["id"] == story.holder.id
    assert dismissed["allowed"] == []
    assert holder.post(url, json={"reason": "glare"}).get_json()["code"] == "case_ended"


@pytest.mark.parametrize(
    "photo", [b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"GIF89a", png(20000, 20000), b"\xff\xd8"]
)
def test_a_proof_that_is_no_picture_leaves_the_case_open(story: Story, client_as: ClientAs, photo: bytes) -> None:
    case, holder = story.open(), client_as(story.holder)

    refused = holder.post(
        f"/api/cases/{case.id}/rectification", data=photo_form(data=photo), content_type="multipart/form-data"
    )

    assert refused.status_code == 422
    assert holder.get(f"/api/cases/{case.id}").get_json()["state"] == "open"


def test_an_answer_sent_twice_is_done_once(story: Story, client_as: ClientAs) -> None:
    case, holder = story.open(), client_as(story.holder)
    url, headers = f"/api/cases/{case.id}/rectification", {"Idempotency-Key": "a-b-c"}
    answers = [
        holder.post(url, data=photo_form(), content_type="multipart/form-data", headers=headers) for _ in range(2)
    ]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].get_json() == answers[1].get_json()
    shown = holder.get(f"/api/cases/{case.id}").get_json()
    assert [e["kind"] for e in shown["timeline"]] == ["opened", "rectified"]


def test_an_answer_given_offline_keeps_the_phones_clock(story: Story, client_as: ClientAs) -> None:
    case = story.open()
    body = {"made_at": "2026-03-02T03:50:00Z"}

    shown = client_as(story.holder).post(f"/api/cases/{case.id}/acknowledgement", json=body).get_json()

    entry = shown["timeline"][-1]
    assert (entry["at"], entry["made_at"]) == ("2026-03-02T04:00:00Z", "2026-03-02T03:50:00Z")


def test_assigning_tells_the_new_holder(story: Story, client_as: ClientAs) -> None:
    case, head, worker = story.open(), client_as(story.person(Role.SAFETY_HEAD)), story.person(Role.WORKER)
    url = f"/api/cases/{case.id}"
    stranger = story.world.other.people[Role.WORKER]
    assert head.post(f"{url}/assignment", json={"user_id": stranger.id}).get_json()["code"] == "not_a_member"

    assigned = head.post(f"{url}/assignment", json={"user_id": worker.id}).get_json()

    assert assigned["holder"]["id"] == worker.id
    client = client_as(worker)
    assert client.get("/api/inbox").get_json()["items"][0]["case_id"] == case.id
    assert client.get(url).get_json()["allowed"] == ["acknowledge", "rectify", "dismiss"]


def test_only_a_human_puts_a_violation_on_a_record(story: Story, sender: Sender, client_as: ClientAs) -> None:
    case, worker = story.open(), story.person(Role.WORKER)
    run_once(sender)
    assert db.session.scalars(select(Attribution)).all() == []
    holder = client_as(story.holder)

    answered = holder.post(f"/api/cases/{case.id}/attribution", json={"user_id": worker.id, "text": "本人确认"})

    assert answered.status_code == 200
    entry = answered.get_json()["timeline"][-1]
    assert (entry["kind"], entry["data"]["user_id"]) == ("attributed", worker.id)
    row = db.session.scalars(select(Attribution)).one()
    assert (row.user_id, row.confirmed_by_id) == (worker.id, story.holder.id)
    again = holder.post(f"/api/cases/{case.id}/attribution", json={"user_id": worker.id})
    assert again.get_json()["code"] == "already_attributed"
    assert client_as(worker).post(f"/api/cases/{case.id}/attribution", json={"user_id": worker.id}).status_code == 403


def test_a_camera_fault_is_nobodys_violation(story: Story, client_as: ClientAs) -> None:
    case = story.open(ViolationType.CAM_BLOCK)
    body: dict[str, Any] = {"user_id": story.person(Role.WORKER).id}

    refused = client_as(story.holder).post(f"/api/cases/{case.id}/attribution", json=body)

    assert refused.get_json()["code"] == "not_attributable"


@pytest.mark.parametrize(
    ("role", "path", "status"),
    [
        (Role.CANTEEN_HEAD, "verification", 403),
        (Role.CANTEEN_HEAD, "urges", 403),
        (Role.CANTEEN_HEAD, "assignment", 403),
        (Role.PRINCIPAL, "penalty", 403),
        (Role.WORKER, "acknowledgement", 404),
        (Role.PARENT, "acknowledgement", 403),
    ],
)
def test_what_a_role_may_not(story: Story, client_as: ClientAs, role: Role, path: str, status: int) -> None:
    case = story.open()
    bodies = {"verification": {"is_accepted": True}, "assignment": {"user_id": 1}, "penalty": {"reference": "1"}}

    answer = client_as(story.person(role)).post(f"/api/cases/{case.id}/{path}", json=bodies.get(path, {}))

    assert answer.status_code == status


def test_without_the_csrf_token_nothing_is_written(story: Story, client_as: ClientAs) -> None:
    case, client = story.open(), client_as(story.holder)

    answer = client.post(f"/api/cases/{case.id}/acknowledgement", json={}, headers={"X-CSRF-Token": "guess"})

    assert answer.status_code == 403
    assert client.get(f"/api/cases/{case.id}").get_json()["state"] == "open"


def test_the_inbox_is_ones_own(story: Story, sender: Sender, client_as: ClientAs) -> None:
    story.open()
    run_once(sender)
    client = client_as(story.holder)
    [item] = client.get("/api/inbox").get_json()["items"]
    assert item["read_at"] is None
    assert client_as(story.person(Role.PRINCIPAL)).post(f"/api/inbox/{item['id']}/read").status_code == 404

    assert client.post(f"/api/inbox/{item['id']}/read").status_code == 204

    assert client.get("/api/inbox").get_json()["items"][0]["read_at"] is not None
    assert client.post("/api/inbox/read-all").status_code == 204
