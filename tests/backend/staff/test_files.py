"""Lists and files: who is there, who was there, and what each may see and do."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from backend.catalog.posts import POSTS, Post
from backend.catalog.roles import Role
from backend.core import clock as core_clock
from backend.extensions import db
from backend.joining.models import Application
from backend.staff.service import employ
from tests.backend.staff.helpers import ClientAs, add_certificate, hire
from tests.factories.world import World, make_user
from tests.fakes.clock import FrozenClock

POSTS_TO_CHOOSE = {
    "Q048": Post.SAFETY_OFFICER, "Q049": Post.HEAD_CHEF, "Q050": Post.KITCHEN_STAFF, "Q051": Post.STOREKEEPER,
    "Q052": Post.ROUGH_PREPARATION, "Q053": Post.COOK, "Q054": Post.SAMPLE_KEEPER, "Q055": Post.PASTRY_COOK,
    "Q056": Post.ADDITIVE_KEEPER, "Q057": Post.DISHWASHER, "Q058": Post.SERVER,
}  # fmt: skip


@pytest.mark.requirement("Q048")
@pytest.mark.parametrize("post", POSTS_TO_CHOOSE.values())
def test_each_post_can_be_given_and_brings_its_role(world: World, client_as: ClientAs, post: Post) -> None:
    keeper = client_as(world.kitchen.people[Role.PRINCIPAL])
    row = hire(world.kitchen, Post.DELIVERER)
    add_certificate(client_as(row.user), row)
    answer = keeper.post(f"/api/employments/{row.id}/posts", json={"post": post.value})
    assert answer.status_code == 201, answer.json
    assert post.value in (answer.json or {})["posts"]
    mine = client_as(row.user).get("/api/session").json or {}
    assert POSTS[post].role in {each["role"] for each in mine["memberships"]}


def test_people_are_found_by_name_post_and_state(world: World, client_as: ClientAs, clock: FrozenClock) -> None:
    client = client_as(world.kitchen.people[Role.SAFETY_OFFICER])
    path = f"/api/establishments/{world.kitchen.establishment.id}/staff"
    cook = hire(world.kitchen, Post.COOK, name="王小明")
    hire(world.kitchen, Post.STOREKEEPER, Post.MORNING_CHECKER, name="李大力")
    hire(world.other, Post.COOK, name="王外人")

    def names(query: str = "") -> list[str]:
        return [each["name"] for each in (client.get(f"{path}?{query}").json or {})["items"]]

    assert names() == ["李大力", "王小明"]
    assert names("q=小") == ["王小明"]
    assert names(f"q={cook.user.phone}") == ["王小明"]
    assert names(f"q={cook.user.phone[:7]}") == []
    assert names("post=morning_checker") == ["李大力"]
    assert (client.get(f"{path}?page_size=1&page=2").json or {})["total"] == 2
    clock.advance(seconds=5)
    left = client.post(f"/api/employments/{cook.id}/leaving", json={"reason": "retired"})
    assert left.status_code == 200, left.json
    assert names() == ["李大力"]
    assert names("state=left") == ["王小明"]
    assert set(names("state=all")) == {"李大力", "王小明"}


@pytest.mark.requirement("Q109")
def test_the_report_says_who_was_on_post_at_a_time(world: World, client_as: ClientAs, clock: FrozenClock) -> None:
    keeper = client_as(world.kitchen.people[Role.SAFETY_OFFICER])
    path = f"/api/establishments/{world.kitchen.establishment.id}/on-post"
    before = core_clock.now()
    clock.advance(hours=1)
    cook = hire(world.kitchen, Post.STOREKEEPER, Post.DELIVERER, name="王小明")
    first = core_clock.now()
    clock.advance(days=2)
    keeper.delete(f"/api/post-holdings/{cook.holdings[0].id}")
    hire(world.kitchen, Post.COOK, name="李大力")

    def at(moment: object) -> list[tuple[str, str]]:
        query = {"at": str(moment).replace(" ", "T")}
        items = (keeper.get(path, query_string=query).json or {})["items"]
        return [(each["name"], each["post"]) for each in items]

    assert at(before) == []
    assert at(first) == [("王小明", "deliverer"), ("王小明", "storekeeper")]
    assert at(core_clock.now()) == [("李大力", "cook"), ("王小明", "deliverer")]
    held = (keeper.get(f"/api/employments/{cook.id}").json or {})["holdings"]
    assert [(each["post"], each["ended_at"] is None) for each in held] == [("storekeeper", False), ("deliverer", True)]


@pytest.mark.requirement("Q070")
def test_a_worker_sees_only_the_own_file_and_tasks(world: World, client_as: ClientAs) -> None:
    own, colleague = hire(world.kitchen, Post.COOK, name="自己"), hire(world.kitchen, Post.COOK, name="同事")
    place, client = world.kitchen.establishment.id, client_as(own.user)
    files = (client.get("/api/my-file").json or {})["files"]
    assert [(each["name"], each["is_mine"]) for each in files] == [("自己", True)]
    assert files[0]["allowed"] == ["certificate"]
    assert client.get(f"/api/employments/{own.id}").status_code == 200
    assert client.get(f"/api/employments/{colleague.id}").status_code == 404
    for path in ("staff", "on-post", "conduct", "morning-roster", "staff/export?reason=abc", "people"):
        assert client.get(f"/api/establishments/{place}/{path}").status_code == 403
    assert (client.get("/api/cases").json or {})["items"] == []
    assert client.get("/api/cameras").status_code == 403


def test_nobody_appoints_or_dismisses_above_themselves(world: World, client_as: ClientAs, clock: FrozenClock) -> None:
    principal = hire(world.kitchen, Post.HEAD_OF_UNIT, user=world.kitchen.people[Role.PRINCIPAL])
    worker = hire(world.kitchen, Post.STOREKEEPER)
    officer, chef = (client_as(world.kitchen.people[role]) for role in (Role.SAFETY_OFFICER, Role.CANTEEN_HEAD))
    path = f"/api/employments/{worker.id}/posts"
    for client, post in ((officer, "head_of_unit"), (officer, "safety_director"), (chef, "safety_officer")):
        answer = client.post(path, json={"post": post})
        assert (answer.status_code, (answer.json or {})["code"]) == (403, "above_own_rank")
    gone = officer.post(f"/api/employments/{principal.id}/leaving", json={"reason": "dismissed"})
    assert (gone.json or {})["code"] == "above_own_rank"
    assert officer.post(path, json={"post": "safety_officer"}).status_code == 201
    head = client_as(world.kitchen.people[Role.PRINCIPAL])
    assert head.post(path, json={"post": "head_of_unit"}).status_code == 201


def test_the_last_post_goes_by_leaving_alone(world: World, client_as: ClientAs) -> None:
    row, keeper = hire(world.kitchen, Post.STOREKEEPER), client_as(world.kitchen.people[Role.SAFETY_OFFICER])
    answer = keeper.delete(f"/api/post-holdings/{row.holdings[0].id}")
    assert (answer.json or {})["code"] == "last_post"
    other = keeper.post(f"/api/employments/{row.id}/leaving", json={"reason": "other"})
    assert (other.json or {})["code"] == "reason_needs_text"
    assert keeper.post(f"/api/employments/{row.id}/leaving", json={"reason": "resigned"}).status_code == 200
    again = keeper.post(f"/api/employments/{row.id}/leaving", json={"reason": "resigned"})
    assert (again.json or {})["code"] == "has_left"


@pytest.mark.requirement("Q072")
def test_five_hundred_people_join_one_unit(world: World, client_as: ClientAs) -> None:
    for number in range(500):
        employ(make_user(f"员工{number:03d}"), world.kitchen.establishment.id, [Post.SERVER])
    db.session.commit()
    client = client_as(world.kitchen.people[Role.SAFETY_OFFICER])
    found = client.get(f"/api/establishments/{world.kitchen.establishment.id}/staff?page_size=200&page=3").json or {}
    assert found["total"] == 500
    assert len(found["items"]) == 100


def test_a_transfer_asks_the_next_kitchen_which_decides_by_itself(
    world: World, client_as: ClientAs, clock: FrozenClock
) -> None:
    row, keeper = hire(world.kitchen, Post.STOREKEEPER), client_as(world.kitchen.people[Role.SAFETY_OFFICER])
    clock.advance(seconds=5)
    path, there = f"/api/employments/{row.id}/leaving", world.other.establishment.id
    wrong = {"reason": "resigned", "next_establishment_id": there}
    assert keeper.post(path, json=wrong).status_code == 422
    same = {"reason": "transferred", "next_establishment_id": world.kitchen.establishment.id}
    assert keeper.post(path, json=same).status_code == 422
    moved = keeper.post(path, json={"reason": "transferred", "next_establishment_id": there})
    assert moved.status_code == 200, moved.json
    mine = client_as(row.user)
    assert (mine.get("/api/session").json or {})["memberships"] == []
    (wish,) = db.session.scalars(select(Application)).all()
    assert (wish.user_id, wish.establishment_id, wish.post) == (row.user_id, there, Post.STOREKEEPER)
    admin = client_as(world.other.people[Role.SAFETY_OFFICER])
    assert admin.post(f"/api/applications/{wish.id}/approval", json={}).status_code == 200
    files = (mine.get("/api/my-file").json or {})["files"]
    assert [(each["establishment"]["id"], each["leaving_reason"]) for each in files] == [
        (there, None),
        (world.kitchen.establishment.id, "transferred"),
    ]
