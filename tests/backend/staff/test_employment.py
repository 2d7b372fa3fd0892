"""Posts bring roles along, leaving takes them away, history stays."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select

from backend.accounts import access
from backend.accounts.models import Membership, User
from backend.audit.models import AuditEntry
from backend.cases.models import Case, Delivery
from backend.catalog.posts import Post
from backend.catalog.roles import Role
from backend.catalog.staff import LeavingReason
from backend.core.models import Announcement
from backend.establishments.models import Responsibility
from backend.extensions import db
from backend.staff.models import Employment
from backend.staff.service import add_post, employ, end_employment, end_post, holders_of
from tests.factories.cases import Story, make_duty
from tests.factories.world import World, make_user
from tests.fakes.client import SignedInClient
from tests.fakes.clock import FrozenClock

ClientAs = Callable[[User], SignedInClient]


def _roles(user: User) -> set[Role]:
    return set(access.load(user).roles)


def test_posts_bring_their_roles_and_one_role_goes_with_its_last_post(world: World, clock: FrozenClock) -> None:
    person = make_user("张师傅")
    row = employ(person, world.kitchen.establishment.id, [Post.COOK, Post.PASTRY_COOK, Post.STOREKEEPER])
    clock.advance(seconds=5)
    assert _roles(person) == {Role.WORKER, Role.KEEPER}
    assert len(db.session.scalars(select(Membership).where(Membership.user_id == person.id)).all()) == 2
    cook, pastry, store = row.holdings
    end_post(cook)
    assert Role.WORKER in _roles(person)
    end_post(pastry)
    assert _roles(person) == {Role.KEEPER}
    assert holders_of(world.kitchen.establishment.id, Post.STOREKEEPER) == [person]
    assert holders_of(world.kitchen.establishment.id, Post.COOK) == []
    assert holders_of(world.other.establishment.id, Post.STOREKEEPER) == []
    assert store.ended_at is None
    assert cook.ended_at is not None


def test_employing_somebody_twice_adds_only_what_is_new(world: World) -> None:
    person = make_user()
    first = employ(person, world.kitchen.establishment.id, [Post.COOK])
    second = employ(person, world.kitchen.establishment.id, [Post.COOK, Post.SERVER])
    assert first.id == second.id
    assert [holding.post for holding in second.holdings] == [Post.COOK, Post.SERVER]


def test_a_post_in_two_kitchens_ends_in_one_alone(world: World, clock: FrozenClock) -> None:
    person = make_user()
    here = employ(person, world.kitchen.establishment.id, [Post.COOK])
    employ(person, world.other.establishment.id, [Post.COOK])
    clock.advance(seconds=5)
    end_employment(here, LeavingReason.TRANSFERRED)
    assert {g.establishment_id for g in access.load(person).grants} == {world.other.establishment.id}


def test_a_leaver_sees_nothing_from_the_next_request_on(world: World, client_as: ClientAs, clock: FrozenClock) -> None:
    person = make_user()
    row = employ(person, world.kitchen.establishment.id, [Post.SAFETY_OFFICER])
    add_post(row, Post.VIDEO_KEEPER)
    db.session.commit()
    clock.advance(seconds=5)
    client, path = client_as(person), f"/api/establishments/{world.kitchen.establishment.id}"
    assert client.get(path).status_code == 200
    end_employment(row, LeavingReason.RESIGNED, "回老家")
    db.session.commit()
    clock.advance(seconds=1)
    assert client.get(path).status_code == 403
    me = client.get("/api/session")  # the session itself stays: the person may work elsewhere tomorrow
    assert me.status_code == 200
    assert (me.json or {})["memberships"] == []
    kept = db.session.get_one(Employment, row.id)
    assert kept.leaving_reason is LeavingReason.RESIGNED
    assert all(holding.ended_at is not None for holding in kept.holdings)
    told = db.session.scalars(select(Announcement).where(Announcement.kind == "access")).all()
    assert [f"user:{person.id}"] in [each.rooms for each in told]
    actions = set(db.session.scalars(select(AuditEntry.action)))
    assert {"employment.started", "post.started", "membership.ended", "post.ended", "employment.ended"} <= actions


def test_a_leaver_who_is_a_parent_there_stays_a_parent(world: World, clock: FrozenClock) -> None:
    parent = world.kitchen.people[Role.PARENT]
    row = employ(parent, world.kitchen.establishment.id, [Post.SERVER])
    clock.advance(seconds=5)
    end_employment(row, LeavingReason.OTHER)
    assert _roles(parent) == {Role.PARENT}


def test_what_a_leaver_held_goes_to_the_deputy(story: Story, clock: FrozenClock) -> None:
    deputy = story.person(Role.CANTEEN_HEAD)
    make_duty(story.kitchen, deputy, is_deputy=True)
    row = employ(story.holder, story.kitchen.establishment.id, [Post.SAFETY_OFFICER])
    case = story.open()
    assert case.holder_id == story.holder.id
    clock.advance(seconds=5)
    end_employment(row, LeavingReason.RESIGNED)
    db.session.commit()
    case = db.session.get_one(Case, case.id, populate_existing=True)
    assert case.holder_id == deputy.id
    told = db.session.scalars(select(Delivery.user_id).where(Delivery.case_id == case.id)).all()
    assert deputy.id in told
    assert db.session.scalars(select(Responsibility.user_id)).all() == [deputy.id]


def test_without_a_deputy_the_next_level_need_not_wait(story: Story, clock: FrozenClock) -> None:
    from notifications.steps import run_due_steps

    row = employ(story.holder, story.kitchen.establishment.id, [Post.SAFETY_OFFICER])
    case = story.open()
    run_due_steps()
    clock.advance(seconds=5)
    end_employment(row, LeavingReason.RESIGNED)
    db.session.commit()
    case = db.session.get_one(Case, case.id, populate_existing=True)
    assert case.holder_id is None
    assert case.next_step_at == clock.now()
    run_due_steps()
    case = db.session.get_one(Case, case.id, populate_existing=True)
    assert case.level == 2
