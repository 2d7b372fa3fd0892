"""Asking to be let in, over HTTP: by a new person, by a new establishment, and what a pending one may see."""

from __future__ import annotations

import threading

import pytest
from flask import Flask
from sqlalchemy import select

from backend.accounts.models import Membership
from backend.catalog.posts import POSTS, Post
from backend.catalog.roles import Role
from backend.credentials.models import Licence
from backend.establishments.models import Establishment
from backend.extensions import db
from backend.staff.models import Employment
from tests.backend.joining.joining import apply, approve, code_of, credit_code, found, inbox, newcomer, refuse
from tests.factories.cases import ClientAs
from tests.factories.world import World, make_kitchen
from tests.fakes.clock import FrozenClock

_POSTS = [
    pytest.param("head_of_unit", Role.PRINCIPAL, marks=pytest.mark.requirement("Q065")),
    pytest.param("deputy_head", Role.VICE_PRINCIPAL, marks=pytest.mark.requirement("Q066")),
    pytest.param("safety_director", Role.SAFETY_HEAD, marks=pytest.mark.requirement("Q067")),
    pytest.param("safety_officer", Role.SAFETY_OFFICER, marks=pytest.mark.requirement("Q068")),
    pytest.param("head_chef", Role.CANTEEN_HEAD, marks=pytest.mark.requirement("Q069")),
    pytest.param("cook", Role.WORKER, marks=pytest.mark.requirement("Q070")),
]


@pytest.mark.parametrize(("post", "role"), _POSTS)
def test_a_person_joins_on_a_post_and_becomes_what_it_brings(
    world: World, client_as: ClientAs, post: str, role: Role
) -> None:
    person, place = newcomer(), world.kitchen.establishment
    mine, head = client_as(person), client_as(world.kitchen.people[Role.PRINCIPAL])

    asked = apply(mine, place.id, post, is_part_time=True)
    assert asked.status_code == 201
    assert approve(head, asked.get_json(), "欢迎").status_code == 200

    (membership,) = mine.get("/api/session").get_json()["memberships"]
    assert (membership["role"], membership["scope_id"]) == (role.value, place.id)
    employment = db.session.scalars(select(Employment).where(Employment.user_id == person.id)).one()
    assert employment.is_part_time
    assert any("申请已通过" in line and "欢迎" in line for line in inbox(mine))


@pytest.mark.requirement("Q107")
def test_a_pending_person_cannot_open_anything_of_the_unit(world: World, client_as: ClientAs) -> None:
    place, mine = world.kitchen.establishment, client_as(newcomer())
    asked = apply(mine, place.id).get_json()

    for path in ("", "/people", "/responsibilities", "/staff", "/invitations"):
        assert mine.get(f"/api/establishments/{place.id}{path}").status_code in (403, 404), path
    for path in ("/api/establishments", "/api/cameras", "/api/cases", f"/api/cameras/{world.kitchen.camera.id}"):
        answer = mine.get(path)
        assert answer.status_code in (403, 404) or answer.get_json()["items"] == [], path
    assert [row["id"] for row in mine.get("/api/applications").get_json()["items"]] == [asked["id"]]
    assert approve(mine, asked).status_code == 403

    refused = refuse(client_as(world.kitchen.people[Role.SAFETY_OFFICER]), asked, "不是本单位人员")
    assert refused.get_json()["reason"] == "不是本单位人员"
    assert any("不是本单位人员" in line for line in inbox(mine))
    assert mine.get(f"/api/establishments/{place.id}").status_code in (403, 404)


@pytest.mark.requirement("Q185")
def test_the_units_own_people_are_told_and_let_the_person_in(world: World, client_as: ClientAs) -> None:
    place, mine = world.kitchen.establishment, client_as(newcomer())
    chef, worker = (client_as(world.kitchen.people[role]) for role in (Role.CANTEEN_HEAD, Role.WORKER))
    asked = apply(mine, place.id, message="新来的厨师").get_json()

    assert any("等待您审核" in line for line in inbox(chef))
    assert inbox(worker) == []
    (row,) = chef.get("/api/applications?queue=true&state=pending").get_json()["items"]
    assert (row["id"], row["message"], row["can_decide"]) == (asked["id"], "新来的厨师", True)
    assert "****" in row["user"]["phone"]
    assert worker.get(f"/api/applications/{asked['id']}").status_code == 404
    assert mine.get(f"/api/establishments/{place.id}").status_code in (403, 404)
    assert approve(chef, asked).status_code == 200
    assert mine.get(f"/api/establishments/{place.id}").get_json()["name"] == place.name


def test_only_who_leads_lets_in_somebody_who_will_lead(world: World, client_as: ClientAs) -> None:
    asked = apply(client_as(newcomer()), world.kitchen.establishment.id, "safety_director").get_json()
    chef = client_as(world.kitchen.people[Role.CANTEEN_HEAD])
    assert code_of(approve(chef, asked)) == "needs_leader"
    assert chef.get(f"/api/applications/{asked['id']}").get_json()["can_decide"] is False
    assert approve(client_as(world.kitchen.people[Role.PRINCIPAL]), asked).status_code == 200


def test_nobody_lets_themselves_in(world: World, client_as: ClientAs) -> None:
    other = client_as(world.other.people[Role.PRINCIPAL])
    asked = apply(other, world.kitchen.establishment.id, "cook").get_json()
    assert approve(other, asked).status_code == 403
    assert approve(client_as(world.foreign_officer), asked).status_code == 404


@pytest.mark.requirement("Q183", "Q184")
def test_a_new_school_is_reviewed_by_its_office_and_opens(world: World, client_as: ClientAs) -> None:
    mine, officer, elsewhere = client_as(newcomer("林校长")), client_as(world.officer), client_as(world.foreign_officer)
    asked = found(mine, world.office.id)
    assert asked.status_code == 201
    row = asked.get_json()

    assert any("新单位入驻申请" in line for line in inbox(officer))
    assert elsewhere.get(f"/api/applications/{row['id']}").status_code == 404
    assert elsewhere.get(f"/api/applications/{row['id']}/photo").status_code == 404
    seen = officer.get("/api/applications?queue=true&state=pending").get_json()["items"]
    assert [one["id"] for one in seen] == [row["id"]]
    photo = officer.get(f"/api/applications/{row['id']}/photo")
    assert photo.data.startswith(b"\xff\xd8")
    assert mine.get("/api/session").get_json()["memberships"] == []

    assert approve(officer, row, "资料齐全").status_code == 200
    place = mine.get("/api/establishments").get_json()["items"][0]
    assert place["name"] == "示例实验小学食堂"
    assert mine.get("/api/session").get_json()["memberships"][0]["role"] == "principal"
    assert any("资料齐全" in line for line in inbox(mine))
    licence = db.session.scalars(select(Licence).where(Licence.establishment_id == place["id"])).one()
    assert (licence.number, str(licence.expires_on)) == ("JY35001070000017", "2030-09-25")

    # The first person of the school lets in the next.
    cook = apply(client_as(newcomer()), place["id"]).get_json()
    assert approve(mine, cook).status_code == 200


def test_a_refused_school_never_opens_and_may_apply_again(world: World, client_as: ClientAs) -> None:
    mine, officer = client_as(newcomer()), client_as(world.officer)
    row = found(mine, world.office.id).get_json()
    assert refuse(officer, row, "照").status_code == 422
    assert refuse(officer, row, "许可证照片不清晰").status_code == 200
    assert any("许可证照片不清晰" in line for line in inbox(mine))
    assert mine.get("/api/establishments").status_code in (403, 200)
    assert db.session.get_one(Establishment, row["establishment"]["id"]).state.value == "refused"
    assert found(mine, world.office.id).status_code == 201


def test_what_a_new_school_says_is_checked(world: World, client_as: ClientAs, clock: FrozenClock) -> None:
    mine, office = client_as(newcomer()), world.office.id
    wrong = credit_code()[:-1] + ("0" if credit_code()[-1] != "0" else "1")
    assert found(mine, office, credit_code=wrong).status_code == 422
    assert code_of(found(mine, office, licence_number="JY45001070000017")) == "licence_number_invalid"
    assert code_of(found(mine, office, licence_expires_on="2026-03-01")) == "licence_expired"
    assert code_of(found(mine, office, licence_issued_on="2026-03-09")) == "licence_not_yet"
    assert code_of(found(mine, office, licence_expires_on="2031-09-26")) == "licence_days"
    assert code_of(found(mine, office, post="cook")) == "founding_post"
    assert found(mine, 987654).status_code == 422
    assert found(mine, office, photo=(__import__("io").BytesIO(b"<svg/>"), "x.jpg")).status_code == 422
    assert db.session.scalar(select(Establishment.id).where(Establishment.name == "示例实验小学食堂")) is None
    assert found(mine, office).status_code == 201
    again = found(client_as(newcomer()), office, credit_code=credit_code(2))
    assert code_of(again) == "establishment_known"
    taken = found(client_as(newcomer()), office, licence_number="JY35001070000018")
    assert taken.status_code == 422


def test_who_withdraws_is_out_of_the_queue_and_may_ask_again(world: World, client_as: ClientAs) -> None:
    mine, place = client_as(newcomer()), world.kitchen.establishment
    row = apply(mine, place.id).get_json()
    assert code_of(apply(mine, place.id)) == "application_pending"
    assert mine.post(f"/api/applications/{row['id']}/withdrawal").get_json()["state"] == "withdrawn"
    head = client_as(world.kitchen.people[Role.PRINCIPAL])
    assert code_of(approve(head, row)) == "application_decided"
    again = apply(mine, place.id)
    assert again.status_code == 201
    assert approve(head, again.get_json()).status_code == 200
    assert code_of(apply(mine, place.id)) == "already_member"
    assert client_as(newcomer()).post(f"/api/applications/{row['id']}/withdrawal").status_code == 404


def test_of_two_decisions_at_once_one_wins(app: Flask, world: World, client_as: ClientAs) -> None:
    row = apply(client_as(newcomer()), world.kitchen.establishment.id).get_json()
    roles = (Role.PRINCIPAL, Role.SAFETY_HEAD, Role.SAFETY_OFFICER, Role.CANTEEN_HEAD)
    clients = [client_as(world.kitchen.people[role]) for role in roles]
    statuses: list[int] = []
    barrier = threading.Barrier(len(clients))

    def decide(number: int) -> None:
        barrier.wait()
        act = approve if number % 2 else refuse
        statuses.append(act(clients[number], row).status_code)

    threads = [threading.Thread(target=decide, args=(number,)) for number in range(len(clients))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [200, 409, 409, 409]


def test_without_anybody_in_charge_the_office_lets_people_in(world: World, client_as: ClientAs) -> None:
    """A kitchen from an imported register has no people yet."""
    kitchen = make_kitchen("新导入食堂", world.office, world.device)
    for member in db.session.scalars(select(Membership).where(Membership.establishment_id == kitchen.establishment.id)):
        db.session.delete(member)
    db.session.commit()
    mine, officer = client_as(newcomer()), client_as(world.officer)
    row = apply(mine, kitchen.establishment.id, "safety_officer").get_json()
    assert any("等待您审核" in line for line in inbox(officer))
    assert approve(client_as(world.foreign_officer), row).status_code == 404
    assert approve(officer, row).status_code == 200
    # From now on the unit decides for itself.
    second = apply(client_as(newcomer()), kitchen.establishment.id).get_json()
    assert approve(officer, second).status_code == 404
    assert approve(mine, second).status_code == 200


@pytest.mark.requirement("Q072")
def test_five_hundred_people_join_one_unit(world: World, client_as: ClientAs) -> None:
    place, head = world.kitchen.establishment, client_as(world.kitchen.people[Role.PRINCIPAL])
    posts = [post.value for post in Post if POSTS[post].role in (Role.WORKER, Role.KEEPER)]
    for number in range(500):
        row = apply(client_as(newcomer(f"员工{number}")), place.id, posts[number % len(posts)])
        assert row.status_code == 201
        assert approve(head, row.get_json()).status_code == 200
    employed = select(Employment).where(Employment.establishment_id == place.id, Employment.ended_at.is_(None))
    assert len(db.session.scalars(employed).all()) == 500


def test_the_search_tells_little_and_not_without_end(world: World, client_as: ClientAs) -> None:
    world.kitchen.establishment.credit_code = credit_code(7)
    db.session.commit()
    mine = client_as(newcomer())

    def names(q: str) -> list[str]:
        return [row["name"] for row in mine.get("/api/joining/establishments", query_string={"q": q}).get_json()]

    assert names("第一中学") == ["第一中学食堂"]
    assert names(credit_code(7).lower()) == ["第一中学食堂"]
    assert names("学") == names("") == names("%%") == names("JY12345678901234") == []
    (row,) = mine.get("/api/joining/establishments", query_string={"q": "第一中学"}).get_json()
    assert set(row) == {"id", "name", "address", "kind"}
    statuses = [mine.get("/api/joining/establishments?q=x").status_code for _ in range(70)]
    assert statuses[-1] == 429


def test_a_school_under_review_cannot_be_found_or_joined(world: World, client_as: ClientAs) -> None:
    row = found(client_as(newcomer()), world.office.id).get_json()
    other = client_as(newcomer())
    found_names = other.get("/api/joining/establishments", query_string={"q": "示例实验小学"}).get_json()
    assert found_names == []
    assert apply(other, row["establishment"]["id"]).status_code == 404
    assert apply(other, 987654).status_code == 404


def test_the_office_is_chosen_down_the_tree(world: World, client_as: ClientAs) -> None:
    mine = client_as(newcomer())

    def below(parent: int | None) -> list[str]:
        query = {"parent_id": parent} if parent else {}
        return [row["name"] for row in mine.get("/api/joining/jurisdictions", query_string=query).get_json()["items"]]

    assert below(None) == ["示例市"]
    assert below(world.city.id) == ["示例区"]
    assert below(world.county.id) == ["城东所", "城西所"]
