"""Reports of signed-in people, who sees them, and what is done with them."""

from __future__ import annotations

import io
from typing import Any

import pytest
from sqlalchemy import select

from backend.audit.models import AuditEntry
from backend.cases.models import Case, Delivery, TimelineEntry
from backend.catalog.cases import CaseState, DeliveryChannel
from backend.catalog.roles import Role
from backend.core.encryption import encrypt
from backend.extensions import db
from notifications.steps import run_due_steps
from tests.factories.cases import ClientAs, Story
from tests.factories.hotline import make_report
from tests.factories.world import Kitchen, make_member, make_officer
from tests.fakes.client import SignedInClient
from tests.fakes.pictures import jpeg


def send(client: SignedInClient, kitchen: Kitchen, text: str = "备餐间有苍蝇", **values: Any) -> Any:
    data = {"topic": "hygiene", "text": text, **values}
    return client.post(f"/api/establishments/{kitchen.establishment.id}/reports", data=data)


@pytest.mark.requirement("Q188")
def test_a_parent_reports_what_a_camera_shows_and_reads_the_answer(
    story: Story, kitchen: Kitchen, client_as: ClientAs
) -> None:
    parent, head = client_as(story.person(Role.PARENT)), client_as(story.person(Role.SAFETY_HEAD))
    photos = [(io.BytesIO(jpeg(colour=colour)), "p.jpg") for colour in ("red", "blue")]
    made = send(parent, kitchen, camera_id=kitchen.camera.id, photos=photos)
    run_due_steps()

    assert made.status_code == 201
    report = made.get_json()
    assert (report["stage"], report["channel"], len(report["photo_ids"])) == ("received", "parent", 2)
    # To the head of the safety body, not to the manager whose kitchen it is.
    case = db.session.scalars(select(Case)).one()
    assert {delivery.user_id for delivery in case.deliveries} == {story.person(Role.SAFETY_HEAD).id}

    path = f"/api/reports/{report['id']}"
    assert head.get(path).get_json()["may_answer"] is True
    answered = head.post(f"{path}/answer", json={"text": "已灭蝇并加装纱窗", "is_published": True})
    assert answered.get_json()["stage"] == "handling"
    assert parent.get(path).get_json()["answer"] == "已灭蝇并加装纱窗"
    told = db.session.scalars(
        select(Delivery).where(
            Delivery.user_id == story.person(Role.PARENT).id, Delivery.channel == DeliveryChannel.IN_APP
        )
    ).one()
    assert (told.payload["title"], told.payload["url"]) == ("您的反映有答复了", f"/hotline/reports/{report['id']}")
    assert case.state is CaseState.ACKNOWLEDGED
    words = db.session.scalars(select(TimelineEntry.text).where(TimelineEntry.case_id == case.id)).all()
    assert "已灭蝇并加装纱窗" in words


def test_the_same_words_within_minutes_are_one_report(story: Story, kitchen: Kitchen, client_as: ClientAs) -> None:
    parent = client_as(story.person(Role.PARENT))
    first, second = send(parent, kitchen).get_json(), send(parent, kitchen).get_json()

    assert first["id"] == second["id"]
    assert send(parent, kitchen, "另一件事情").get_json()["id"] != first["id"]


def test_a_student_reports_in_the_app(kitchen: Kitchen, client_as: ClientAs) -> None:
    student = make_member(Role.STUDENT, kitchen.establishment)
    assert send(client_as(student), kitchen).get_json()["channel"] == "student"


def test_nobody_reports_about_another_schools_camera(story: Story, kitchen: Kitchen, client_as: ClientAs) -> None:
    parent, other = client_as(story.person(Role.PARENT)), story.world.other

    assert send(parent, kitchen, camera_id=other.camera.id).status_code == 422
    assert send(parent, other).status_code == 404


def test_people_see_their_own_reports_and_those_of_their_scope(
    story: Story, kitchen: Kitchen, client_as: ClientAs
) -> None:
    parent = client_as(story.person(Role.PARENT))
    mine = send(parent, kitchen).get_json()["id"]
    make_report(kitchen)
    foreign = make_report(story.world.other)
    db.session.commit()

    def seen(client: SignedInClient, **query: Any) -> list[int]:
        answer = client.get("/api/reports", query_string=query)
        assert answer.status_code == 200, answer.text
        return [row["id"] for row in answer.get_json()["items"]]

    assert seen(parent) == [mine]
    head, officer = client_as(story.person(Role.SAFETY_HEAD)), client_as(story.world.officer)
    assert len(seen(head)) == len(seen(officer)) == 2
    assert seen(head, mine="1") == []
    assert foreign.id not in seen(head) + seen(officer)
    head.post(f"/api/reports/{mine}/answer", json={"text": "已处理"})
    assert seen(head, open="0") == [mine]
    assert mine not in seen(head, open="1")
    assert parent.get(f"/api/reports/{foreign.id}").status_code == 404


def test_a_reporter_cannot_answer_or_publish_their_own_report(
    story: Story, kitchen: Kitchen, client_as: ClientAs
) -> None:
    parent = client_as(story.person(Role.PARENT))
    report = send(parent, kitchen).get_json()

    assert parent.post(f"/api/reports/{report['id']}/answer", json={"text": "好"}).status_code in (403, 422)
    assert parent.put(f"/api/reports/{report['id']}/publication", json={"is_published": True}).status_code == 403
    assert report["may_answer"] is False


@pytest.mark.requirement("Q010")
def test_the_consumer_committee_sees_reports_and_no_notes_of_cases(
    story: Story, kitchen: Kitchen, client_as: ClientAs
) -> None:
    committee = client_as(make_officer(Role.CONSUMER_COMMITTEE, story.world.county))
    db.session.commit()
    made = send(client_as(story.person(Role.PARENT)), kitchen).get_json()
    report = committee.get(f"/api/reports/{made['id']}").get_json()

    assert report["text"] == "备餐间有苍蝇"
    assert report["case"]["id"] is None
    assert report["case"]["state"] == "open"
    case = db.session.scalars(select(Case)).one()
    assert committee.get(f"/api/cases/{case.id}").status_code in (403, 404)
    assert committee.get("/api/cases").status_code == 403
    assert committee.get(f"/api/public/{kitchen.establishment.public_code}").status_code == 200
    assert committee.post(f"/api/reports/{made['id']}/answer", json={"text": "xx"}).status_code == 403
    assert committee.post(f"/api/reports/{made['id']}/contact").status_code == 403


def test_only_who_answers_reads_the_contact_and_that_is_on_record(
    story: Story, kitchen: Kitchen, client_as: ClientAs
) -> None:
    report = make_report(kitchen, contact=encrypt("13812345678"))
    db.session.commit()
    path = f"/api/reports/{report.id}"
    head, officer = client_as(story.person(Role.SAFETY_HEAD)), client_as(story.world.officer)

    assert "13812345678" not in head.get(path).text + officer.get(path).text
    assert (head.get(path).get_json()["has_contact"], officer.get(path).get_json()["has_contact"]) == (True, False)
    assert officer.post(f"{path}/contact").status_code == 403
    assert head.post(f"{path}/contact").get_json() == {"contact": "13812345678"}
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "report.contact_read")).one()
    assert (entry.subject_id, entry.actor_id) == (report.id, story.person(Role.SAFETY_HEAD).id)


def test_an_officer_publishes_what_the_establishment_would_rather_not(
    story: Story, kitchen: Kitchen, client_as: ClientAs
) -> None:
    report = make_report(kitchen)
    db.session.commit()
    officer = client_as(story.world.officer)
    answer = officer.put(f"/api/reports/{report.id}/publication", json={"is_published": True})

    assert answer.get_json()["is_published"] is True
    assert report.text in officer.get(f"/p/{kitchen.establishment.public_code}").text


def test_the_photos_of_a_report_are_for_those_who_see_it(story: Story, kitchen: Kitchen, client_as: ClientAs) -> None:
    parent, other_parent = client_as(story.person(Role.PARENT)), client_as(story.world.other.people[Role.PARENT])
    report = send(parent, kitchen, photos=[(io.BytesIO(jpeg()), "p.jpg")]).get_json()
    path = f"/api/reports/{report['id']}/photos/{report['photo_ids'][0]}"

    assert parent.get(path).mimetype == "image/jpeg"
    assert other_parent.get(path).status_code == 404
    assert parent.get(f"/api/reports/{report['id']}/photos/999").status_code == 404
