"""What a device reports: taken once, from its own cameras, in any order the line allows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from backend.cases.models import Case
from backend.catalog.roles import Role
from backend.catalog.violations import ViolationType
from backend.extensions import db
from backend.observations.models import Observation
from tests.factories.cases import ClientAs, Story, observation, photo_form
from tests.factories.world import make_camera, make_device
from tests.fakes.clock import FrozenClock
from tests.fakes.device import DeviceClient
from tests.fakes.pictures import jpeg, mp4


def count(model: type[Case] | type[Observation]) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_an_observation_opens_a_case_with_its_pictures_and_its_reason(story: Story, client_as: ClientAs) -> None:
    case = story.open()

    shown = client_as(story.holder).get(f"/api/cases/{case.id}").get_json()

    assert shown["why"]["score"] == 0.91
    assert shown["why"]["held_s"] == 6.0
    assert shown["why"]["rule"]["hits"] == 4
    assert shown["why"]["model"] == "nanodet@0123abcd"
    assert shown["why"]["norm_zh"].startswith("餐饮服务食品安全操作规范")
    assert shown["source"] == "ai"
    for each in shown["evidence"]:
        assert client_as(story.holder).get(each["url"]).mimetype == "image/jpeg"


def test_the_same_key_is_taken_once(story: Story) -> None:
    first = story.report(key="k-1")
    again = story.report(key="k-1")

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.get_json() == again.get_json()
    assert (count(Case), count(Observation)) == (1, 1)
    assert db.session.scalars(select(Case.occurrences)).one() == 1


def test_repeats_join_within_the_window_and_open_anew_after_it(story: Story, clock: FrozenClock) -> None:
    first = story.open()
    clock.advance(minutes=9)
    assert story.open().id == first.id
    clock.advance(minutes=9)
    assert story.open().id == first.id
    clock.advance(minutes=11)
    assert story.open().id != first.id


def test_a_corrected_case_takes_no_repeats(story: Story, clock: FrozenClock, client_as: ClientAs) -> None:
    first = story.open()
    client_as(story.holder).post(
        f"/api/cases/{first.id}/rectification", data=photo_form(), content_type="multipart/form-data"
    )
    clock.advance(minutes=1)

    assert story.open().id != first.id


def test_two_cameras_with_the_same_fault_are_two_cases(story: Story) -> None:
    second = make_camera(story.kitchen.camera.area, story.world.device, "烹饪区2")

    assert story.open(ViolationType.CAM_BLOCK).id != story.open(ViolationType.CAM_BLOCK, camera=second).id


def test_a_camera_of_another_device_is_like_a_missing_one(story: Story) -> None:
    device, _ = make_device()
    foreign = make_camera(story.kitchen.camera.area, device, "别处")
    db.session.commit()

    answers = [story.report(camera=foreign), story.report(camera_id=99999)]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].json == answers[1].json


def test_a_key_of_another_device_is_not_touched(story: Story) -> None:
    story.report(key="k-1")
    device, key = make_device()
    camera = make_camera(story.kitchen.camera.area, device, "别处")
    db.session.commit()
    other = DeviceClient(story.device()._app, device.id, key)

    assert other.send_json("POST", "/api/observations/k-1/end", {"ended_at": "2026-03-02T04:00:00Z"}).status_code == 404
    files = {name: (f"{name}.jpg", jpeg(), "image/jpeg") for name in ("snapshot", "boxed")}
    taken = other.send_form("/api/observations", observation(camera, key="k-1"), files)
    assert taken.get_json()["code"] == "key_taken"


@pytest.mark.requirement("Q133")
def test_with_ai_switched_off_a_camera_opens_no_case_but_still_tells_its_faults(
    story: Story, client_as: ClientAs
) -> None:
    head, url = client_as(story.person(Role.SAFETY_HEAD)), f"/api/cameras/{story.kitchen.camera.id}"
    switched = head.patch(url, json={"is_ai_enabled": False})
    assert switched.status_code == 200, switched.json
    assert head.get(url).get_json()["is_ai_enabled"] is False

    refused = story.report(ViolationType.CLOTHES)

    assert (refused.status_code, refused.get_json()["code"]) == (409, "ai_off")
    assert head.get("/api/cases").get_json()["total"] == 0
    assert story.report(ViolationType.CAM_BLOCK).status_code == 201
    assert head.patch(url, json={"is_ai_enabled": True}).status_code == 200
    assert story.report(ViolationType.CLOTHES).status_code == 201


def test_a_report_kept_while_the_line_was_down_is_taken_hours_later(story: Story, clock: FrozenClock) -> None:
    seen = clock.now()
    clock.advance(hours=5)

    case = story.open(first_seen_at=seen.isoformat(), last_seen_at=(seen + timedelta(seconds=9)).isoformat())

    assert case.first_seen_at == seen
    assert case.opened_at == clock.now()


@pytest.mark.parametrize(
    "lie",
    [
        {"last_seen_at": "2026-03-02T04:06:00Z"},
        {"first_seen_at": "2026-03-02T04:01:00Z", "last_seen_at": "2026-03-02T04:00:00Z"},
        {"score": 1.5},
        {"score": "NaN"},
        {"type": "UNICORN"},
        {"boxes": [[1, 2, 3]]},
        {"key": "../../etc/passwd"},
        {"first_seen_at": "yesterday"},
        {"camera_id": "7"},
    ],
)
def test_a_report_that_makes_no_sense_is_refused(story: Story, lie: dict[str, object]) -> None:
    assert story.report(**lie).status_code == 422  # type: ignore[arg-type]  # wrong on purpose
    assert count(Case) == 0


@pytest.mark.parametrize("picture", [b"", b"<svg/>", b"GIF89a", jpeg()[:200]])
def test_without_a_whole_picture_nothing_is_taken(story: Story, picture: bytes) -> None:
    files = {
        "snapshot": ("snapshot.jpg", jpeg(), "image/jpeg"),
        "boxed": ("boxed.jpg", picture, "image/jpeg"),
    }

    answer = story.device().send_form("/api/observations", observation(story.kitchen.camera), files)

    assert answer.status_code == 422
    assert (count(Case), count(Observation)) == (0, 0)


def test_a_camera_that_never_sent_a_picture_is_reported_without_one(story: Story) -> None:
    meta = observation(story.kitchen.camera, ViolationType.CAM_OFFLINE, cause="unreachable")
    files = {name: (f"{name}.jpg", b"", "image/jpeg") for name in ("snapshot", "boxed")}

    answer = story.device().send_form("/api/observations", meta, files)

    assert answer.status_code == 201
    case = db.session.get_one(Case, answer.get_json()["case_id"])
    assert case.why["cause"] == "unreachable"


def test_the_clip_becomes_evidence_once_and_can_be_read_in_parts(story: Story, client_as: ClientAs) -> None:
    case = story.open(key="k-1")
    film = mp4(b"\7" * 5000)
    headers = {"Content-Type": "video/mp4", "X-Start-At": "2026-03-02T03:59:55Z", "X-Duration": "10.000"}
    for _ in range(2):
        assert story.device().send("PUT", "/api/observations/k-1/clip", film, headers).status_code == 204

    client = client_as(story.holder)
    clips = [e for e in client.get(f"/api/cases/{case.id}").get_json()["evidence"] if e["kind"] == "clip"]

    assert len(clips) == 1
    part = client.get(clips[0]["url"], headers={"Range": "bytes=100-199"})
    assert (part.status_code, part.data) == (206, film[100:200])


def test_what_is_no_film_is_refused(story: Story) -> None:
    story.open(key="k-1")
    headers = {"Content-Type": "video/mp4", "X-Start-At": "2026-03-02T03:59:55Z"}

    assert story.device().send("PUT", "/api/observations/k-1/clip", b"MZ", headers).status_code == 422
    assert story.device().send("PUT", "/api/observations/other/clip", mp4(), headers).status_code == 404


def test_a_camera_fault_that_ends_closes_its_case_with_cause_and_recovery_time(
    story: Story, clock: FrozenClock, client_as: ClientAs
) -> None:
    case = story.open(ViolationType.CAM_OFFLINE, key="k-1", cause="unreachable")
    clock.advance(minutes=7)
    body = {"ended_at": clock.now().isoformat()}
    for _ in range(2):
        assert story.device().send_json("POST", "/api/observations/k-1/end", body).status_code == 204

    shown = client_as(story.holder).get(f"/api/cases/{case.id}").get_json()

    assert shown["state"] == "closed"
    assert shown["recovered_at"] == "2026-03-02T04:07:00Z"
    assert [e["kind"] for e in shown["timeline"]] == ["opened", "recovered"]
    assert shown["timeline"][-1]["data"] == {
        "cause": "unreachable",
        "recovered_at": "2026-03-02T04:07:00+00:00",
        "lasted_s": 426,
    }


def test_a_violation_that_ends_stays_open_until_somebody_answers(story: Story, clock: FrozenClock) -> None:
    case = story.open(key="k-1")
    clock.advance(minutes=1)
    story.device().send_json("POST", "/api/observations/k-1/end", {"ended_at": clock.now().isoformat()})

    assert db.session.get_one(Case, case.id, populate_existing=True).state == "open"


def test_nobody_reports_without_a_devices_signature(story: Story, client_as: ClientAs) -> None:
    client = client_as(story.holder)
    form = {"meta": "{}"}

    assert client.post("/api/observations", data=form, content_type="multipart/form-data").status_code == 401
    assert client.post("/api/observations/k-1/end", json={"ended_at": "2026-03-02T04:00:00Z"}).status_code == 401
