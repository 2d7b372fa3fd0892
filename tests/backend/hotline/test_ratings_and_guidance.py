"""Ratings with their replies, and officers' guidance with its receipt."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from backend.accounts.models import RoleGrant
from backend.cases.models import Delivery
from backend.catalog.cases import DeliveryChannel
from backend.catalog.roles import Permission, Role
from backend.extensions import db
from tests.factories.cases import ClientAs, Story
from tests.factories.hotline import make_rating
from tests.factories.world import Kitchen, make_officer


def test_the_establishment_replies_and_the_public_reads_it(story: Story, kitchen: Kitchen, client_as: ClientAs) -> None:
    rating = make_rating(kitchen, stars=2, text="菜凉了")
    db.session.commit()
    head = client_as(story.person(Role.SAFETY_HEAD))

    assert head.post(f"/api/ratings/{rating.id}/reply", json={"text": "已更换保温设备"}).status_code == 200
    assert "已更换保温设备" in head.get(f"/p/{kitchen.establishment.public_code}").text
    summary = head.get(f"/api/establishments/{kitchen.establishment.id}/rating-summary").get_json()
    assert summary == {"average": 2.0, "count": 1, "hidden": 0}


def test_only_an_authority_hides_a_rating_and_the_page_counts_it(
    story: Story, kitchen: Kitchen, client_as: ClientAs
) -> None:
    rating = make_rating(kitchen, stars=1, text="骂人的话")
    # Even where somebody gave the establishment's people the officers' permission.
    db.session.add(RoleGrant(role=Role.SAFETY_HEAD, permission=Permission.INSPECTION_RECORD))
    db.session.commit()
    path = f"/api/ratings/{rating.id}/hiding"
    head, officer = client_as(story.person(Role.SAFETY_HEAD)), client_as(story.world.officer)

    assert head.post(path, json={"reason": "不想看到"}).status_code == 403
    assert officer.post(path, json={"reason": "辱骂他人"}).get_json()["hidden_reason"] == "辱骂他人"
    assert officer.post(path, json={"reason": "辱骂他人"}).status_code == 409
    page = officer.get(f"/p/{kitchen.establishment.public_code}").text
    assert "骂人的话" not in page
    assert "1 条评价被监管部门隐藏" in page
    assert client_as(story.world.foreign_officer).post(path, json={"reason": "xx"}).status_code == 404


@pytest.mark.requirement("Q076")
def test_an_officer_sends_guidance_and_the_establishment_confirms_it(
    story: Story, kitchen: Kitchen, client_as: ClientAs
) -> None:
    officer, head = client_as(story.world.officer), client_as(story.person(Role.SAFETY_HEAD))
    body = {"establishment_ids": [kitchen.establishment.id], "text": "请加强夏季冷菜管理"}

    assert officer.post("/api/guidance", json=body).get_json() == {"sent": 1}
    told = db.session.scalars(select(Delivery).where(Delivery.channel == DeliveryChannel.IN_APP)).all()
    assert story.person(Role.PRINCIPAL).id in {delivery.user_id for delivery in told}
    assert story.person(Role.WORKER).id not in {delivery.user_id for delivery in told}
    assert {delivery.payload["title"] for delivery in told} == {"监管指导意见"}

    row = head.get("/api/guidance", query_string={"open": "1"}).get_json()["items"][0]
    assert (row["text"], row["received_at"]) == ("请加强夏季冷菜管理", None)
    confirmed = head.post(f"/api/guidance/{row['id']}/receipt").get_json()
    assert confirmed["received_by"]["name"] == story.person(Role.SAFETY_HEAD).name
    assert officer.get("/api/guidance").get_json()["items"][0]["received_at"] is not None
    assert head.post(f"/api/guidance/{row['id']}/receipt").status_code == 409
    assert head.post("/api/guidance", json=body).status_code == 403


def test_guidance_goes_to_many_at_once_but_not_past_the_own_scope(
    story: Story, kitchen: Kitchen, client_as: ClientAs
) -> None:
    county = client_as(make_officer(Role.COUNTY_OFFICER, story.world.county))
    db.session.commit()
    both = [kitchen.establishment.id, story.world.other.establishment.id]

    assert county.post("/api/guidance", json={"establishment_ids": both, "text": "请自查"}).get_json() == {"sent": 2}
    local = client_as(story.world.officer).post("/api/guidance", json={"establishment_ids": both, "text": "请自查"})
    assert local.status_code == 404
    assert client_as(story.world.other.people[Role.PRINCIPAL]).get("/api/guidance").get_json()["total"] == 1
