"""What the roles of the seed see, and which level of the chain of AI alerts reaches them."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from backend.accounts.models import User
from backend.cases.models import Case, ChainStep, Delivery, EscalationChain
from backend.catalog.cases import ChainCode
from backend.catalog.roles import Role
from backend.extensions import db
from notifications.steps import run_due_steps
from tests.factories.cases import ClientAs, Story, make_duty
from tests.factories.world import World, make_member, make_officer
from tests.fakes.clock import FrozenClock


@pytest.fixture
def vice(world: World) -> User:
    user = make_member(Role.VICE_PRINCIPAL, world.kitchen.establishment)
    db.session.commit()
    return user


def _climb(story: Story, clock: FrozenClock) -> Case:
    """A case that nobody answers, past its last deadline."""
    case = story.open()
    for _ in range(30):
        run_due_steps()
        clock.advance(hours=1)
    return case


def _levels(case: Case, user: User) -> set[int | None]:
    return set(
        db.session.scalars(select(Delivery.level).where(Delivery.case_id == case.id, Delivery.user_id == user.id))
    )


def _cases(client: Any) -> list[int]:
    return [one["id"] for one in (client.get("/api/cases").json or {})["items"]]


@pytest.mark.requirement("Q067")
@pytest.mark.requirement("Q068")
def test_each_level_reaches_the_role_that_answers_for_it(world: World, clock: FrozenClock) -> None:
    story = Story(world)
    case = _climb(story, clock)
    first = {
        role: min((n for n in _levels(case, story.person(role)) if n), default=None) for role in world.kitchen.people
    }
    assert first[Role.SAFETY_OFFICER] == 1
    assert first[Role.SAFETY_HEAD] == 2
    assert first[Role.PRINCIPAL] == 3
    assert min(n for n in _levels(case, world.officer) if n) == 3
    assert first[Role.WORKER] is first[Role.PARENT] is None


@pytest.mark.requirement("Q069")
def test_a_canteen_head_can_be_named_as_the_first_level(world: World, clock: FrozenClock) -> None:
    story = Story(world)
    chef = story.person(Role.CANTEEN_HEAD)
    make_duty(world.kitchen, chef, next(iter(world.kitchen.areas.values())))
    case = _climb(story, clock)
    assert case.holder_id == chef.id
    assert 1 in _levels(case, chef)
    assert 1 not in _levels(case, story.holder)


@pytest.mark.requirement("Q066")
def test_a_vice_principal_sees_the_school_but_is_no_level_unless_set(
    world: World, vice: User, client_as: ClientAs, clock: FrozenClock
) -> None:
    story = Story(world)
    case = _climb(story, clock)
    assert _levels(case, vice) == set()
    client = client_as(vice)
    assert _cases(client) == [case.id]
    assert client.get("/api/cameras").status_code == 200
    assert client.post(f"/api/cases/{case.id}/acknowledgement", json={}).status_code == 403

    chain = db.session.scalars(select(EscalationChain).where(EscalationChain.code == ChainCode.AI)).one()
    step = db.session.scalars(select(ChainStep).where(ChainStep.chain_id == chain.id, ChainStep.level == 3)).one()
    step.roles = [*step.roles, Role.VICE_PRINCIPAL.value]
    db.session.commit()
    clock.advance(days=3)
    later = _climb(story, clock)
    assert later.id != case.id
    assert 3 in _levels(later, vice)


@pytest.mark.requirement("Q070")
def test_a_worker_sees_only_what_is_theirs_to_do(world: World, client_as: ClientAs) -> None:
    story = Story(world)
    worker = story.person(Role.WORKER)
    others = story.open()
    others.holder_id = story.holder.id
    db.session.commit()
    client = client_as(worker)
    assert _cases(client) == []
    assert client.get(f"/api/cases/{others.id}").status_code == 404
    others.holder_id = worker.id
    db.session.commit()
    assert _cases(client) == [others.id]
    for path in ("/api/cameras", "/api/chains", "/api/audit", "/api/staff"):
        assert client.get(path).status_code in (403, 404), path


@pytest.mark.requirement("Q009")
def test_unit_authority_and_public_each_see_their_own_part(world: World, client_as: ClientAs) -> None:
    """Self-discipline, supervision, participation: three people, three views of one case."""
    story = Story(world)
    here, there = story.open(), story.open(camera=world.other.camera)
    unit, parent = story.person(Role.SAFETY_HEAD), story.person(Role.PARENT)
    authority = make_officer(Role.COUNTY_OFFICER, world.county)
    db.session.commit()
    assert _cases(client_as(unit)) == [here.id]
    assert sorted(_cases(client_as(authority))) == [here.id, there.id]
    assert client_as(parent).get("/api/cases").status_code == 403
    may = {
        user.id: set((client_as(user).get("/api/session").json or {})["permissions"])
        for user in (unit, authority, parent)
    }
    assert "case.handle" in may[unit.id]
    assert "case.handle" not in may[authority.id] | may[parent.id]
    assert "case.sanction" in may[authority.id]
    assert "case.sanction" not in may[unit.id] | may[parent.id]
    assert "report.submit" in may[parent.id]


def test_the_platform_admin_sees_no_video_and_no_case(world: World, client_as: ClientAs) -> None:
    case, camera = Story(world).open(), world.kitchen.camera
    client = client_as(world.admin)
    assert client.get("/api/establishments").status_code == 200
    for path in ("/api/cameras", f"/api/cameras/{camera.id}", f"/api/cameras/{camera.id}/still", "/api/cases"):
        assert client.get(path).status_code == 403, path
    assert client.post(f"/api/cameras/{camera.id}/live-sessions").status_code in (403, 404)
    evidence = case.evidence[0].id
    assert client.get(f"/api/cases/{case.id}/evidence/{evidence}").status_code == 403


def test_an_auditor_sees_the_log_of_views_but_no_view(world: World, client_as: ClientAs) -> None:
    camera = world.kitchen.camera
    viewer = client_as(world.kitchen.people[Role.PRINCIPAL])
    assert viewer.post(f"/api/cameras/{camera.id}/live-sessions").status_code in (200, 201)
    client = client_as(world.auditor)
    logged = (client.get("/api/audit", query_string={"subject": f"camera:{camera.id}"}).json or {})["items"]
    assert [entry["action"] for entry in logged] == ["camera.viewed"]
    for path in ("/api/cameras", f"/api/cameras/{camera.id}/still"):
        assert client.get(path).status_code == 403, path
    assert client.post(f"/api/cameras/{camera.id}/live-sessions").status_code in (403, 404)
