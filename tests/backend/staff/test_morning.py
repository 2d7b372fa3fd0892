"""The morning check: one tap for the healthy, exceptions by name, and nobody else learns what they had."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from backend.audit.models import AuditEntry
from backend.catalog.posts import Post
from backend.catalog.roles import Role
from backend.extensions import db
from backend.staff.models import MorningCheck
from tests.backend.staff.helpers import ClientAs, add_certificate, hire
from tests.factories.world import World
from tests.fakes.clock import FrozenClock


def _path(world: World) -> str:
    return f"/api/establishments/{world.kitchen.establishment.id}"


def _sick(user_id: int, **values: Any) -> dict[str, Any]:
    return {"user_id": user_id, "finding": "fever", "temperature": 38.2, "action": "回家休息，就医"} | values


def test_all_healthy_is_one_answer_and_a_correction_a_new_version(
    world: World, client_as: ClientAs, clock: FrozenClock
) -> None:
    checker = hire(world.kitchen, Post.MORNING_CHECKER, name="晨检员")
    cook, server = hire(world.kitchen, Post.COOK, name="甲"), hire(world.kitchen, Post.SERVER, name="乙")
    client, path = client_as(checker.user), _path(world)
    roster = client.get(f"{path}/morning-roster").json or {}
    assert {each["name"]: each["is_barred"] for each in roster["people"]} == {"晨检员": False, "甲": True, "乙": True}
    assert roster["check"] is None
    everybody = [each["user_id"] for each in roster["people"]]
    made = {"day": roster["day"], "fit_user_ids": everybody, "made_at": "2026-03-02T03:00:00Z"}
    first = client.post(f"{path}/morning-checks", json=made)
    assert first.status_code == 201, first.json
    assert {k: (first.json or {})[k] for k in ("version", "fit", "absent", "unfit")} == {
        "version": 1, "fit": 3, "absent": 0, "unfit": 0,
    }  # fmt: skip
    assert ((first.json or {})["made_at"], (first.json or {})["submitted_at"]) == (
        "2026-03-02T03:00:00Z",
        "2026-03-02T04:00:00Z",
    )
    changed = {"fit_user_ids": [checker.user_id], "absent_user_ids": [server.user_id]}
    second = client.post(f"{path}/morning-checks", json=changed | {"exceptions": [_sick(cook.user_id)]})
    assert (second.json or {})["version"] == 2
    history = (client.get(f"{path}/morning-checks").json or {})["items"]
    assert [(each["version"], each["fit"], each["absent"], each["unfit"]) for each in history] == [(2, 1, 1, 1)]
    assert len(db.session.scalars(select(MorningCheck)).unique().all()) == 2


def test_a_finding_bars_from_ready_to_eat_food_for_that_day(
    world: World, client_as: ClientAs, clock: FrozenClock
) -> None:
    keeper, row = client_as(world.kitchen.people[Role.SAFETY_OFFICER]), hire(world.kitchen, Post.STOREKEEPER)
    add_certificate(keeper, row)
    keeper.post(f"{_path(world)}/morning-checks", json={"exceptions": [_sick(row.user_id, finding="skin")]})
    file = keeper.get(f"/api/employments/{row.id}").json or {}
    assert (file["is_barred"], file["is_unfit_today"]) == (True, True)
    mine = (client_as(row.user).get("/api/my-file").json or {})["files"][0]
    assert (mine["is_barred"], mine["is_unfit_today"]) == (True, True)
    refused = keeper.post(f"/api/employments/{row.id}/posts", json={"post": "cook"})
    assert (refused.status_code, (refused.json or {})["code"]) == (409, "unfit_today")
    seen = client_as(world.officer).get(f"/api/employments/{row.id}").json or {}
    assert (seen["is_barred"], seen["is_unfit_today"]) == (False, False)
    clock.advance(days=1)
    assert keeper.post(f"/api/employments/{row.id}/posts", json={"post": "cook"}).status_code == 201


def test_findings_are_read_with_a_reason_by_those_who_may(world: World, client_as: ClientAs) -> None:
    checker, other = (hire(world.kitchen, Post.MORNING_CHECKER) for _ in range(2))
    client = client_as(checker.user)
    sent = {"fit_user_ids": [checker.user_id], "exceptions": [_sick(other.user_id)]}
    check = client.post(f"{_path(world)}/morning-checks", json=sent).json or {}
    path = f"/api/morning-checks/{check['id']}"
    assert client.get(path).status_code == 422
    found = client.get(f"{path}?reason=更正晨检").json or {}
    assert [(each["finding"], each["temperature"]) for each in found["exceptions"]] == [("fever", 38.2)]
    assert client_as(world.kitchen.people[Role.PRINCIPAL]).get(f"{path}?reason=例行复核").status_code == 200
    assert client_as(other.user).get(f"{path}?reason=只是好奇").status_code == 404
    assert client_as(world.other.people[Role.PRINCIPAL]).get(f"{path}?reason=只是好奇").status_code == 404
    assert client_as(world.officer).get(f"{path}?reason=日常检查").status_code == 403
    reads = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "morning_check.read")).all()
    assert [each.changes["reason"] for each in reads] == ["更正晨检", "例行复核"]
    everything = " ".join(str(each.changes) for each in db.session.scalars(select(AuditEntry)))
    assert "fever" not in everything
    assert "38.2" not in everything


def test_a_check_names_each_person_once_people_from_here_and_a_recent_day(world: World, client_as: ClientAs) -> None:
    row, stranger = hire(world.kitchen, Post.COOK), hire(world.other, Post.COOK)
    client, path = client_as(world.kitchen.people[Role.SAFETY_OFFICER]), f"{_path(world)}/morning-checks"
    for sent, code in (
        ({}, "nobody_checked"),
        ({"fit_user_ids": [row.user_id], "absent_user_ids": [row.user_id]}, "named_twice"),
        ({"fit_user_ids": [row.user_id, stranger.user_id]}, "not_a_member"),
        ({"fit_user_ids": [row.user_id], "day": "2026-03-03"}, "check_day"),
        ({"fit_user_ids": [row.user_id], "day": "2026-02-20"}, "check_day"),
    ):
        answer = client.post(path, json=sent)
        assert (answer.status_code, (answer.json or {})["code"]) == (422, code)


def test_the_same_check_sent_twice_is_one(world: World, client_as: ClientAs) -> None:
    row, client = hire(world.kitchen, Post.COOK), client_as(world.kitchen.people[Role.SAFETY_OFFICER])
    for _ in range(2):
        answer = client.post(
            f"{_path(world)}/morning-checks",
            json={"fit_user_ids": [row.user_id]},
            headers={"Idempotency-Key": "morning-1"},
        )
        assert (answer.json or {})["version"] == 1
