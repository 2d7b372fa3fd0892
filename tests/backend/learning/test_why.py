"""A case says what was seen and why, and only those who may see the case see its crops."""

from __future__ import annotations

from tests.factories.cases import ClientAs, Story, observation
from tests.factories.learning import alarm
from tests.fakes.pictures import jpeg

_WHY = {"votes": {"yes": 5, "no": 1, "unknown": 2}, "person_px": 180, "part_px": 42, "scores": [[-1.5, "yes", 0.9]]}


def test_the_case_shows_measurements_crops_rule_and_model(story: Story, client_as: ClientAs) -> None:
    rule = {"id": None, "hold_s": 5, "min_height": 80, "min_score": 0.5, "standing": "certain"}
    case = alarm(story, crops=2, why=_WHY, rule=rule)

    why = client_as(story.holder).get(f"/api/cases/{case.id}").get_json()["why"]

    assert why["measured"] == _WHY
    assert [(crop["kind"], crop["answer"], crop["score"]) for crop in why["crops"]] == [("head", "yes", 0.9)] * 2
    assert why["model"] == "nanodet@0123abcd"
    assert why["norm_zh"]
    assert (why["rule"]["min_height"], why["rule"]["standing"]) == (80, "certain")
    for crop in why["crops"]:
        assert client_as(story.holder).get(crop["url"]).mimetype == "image/jpeg"
        assert client_as(story.world.foreign_officer).get(crop["url"]).status_code == 404


def test_crops_without_an_answer_each_are_refused(story: Story) -> None:
    meta = observation(story.kitchen.camera, crops=[{"kind": "head", "answer": "yes", "score": 0.9}])
    files = {name: (f"{name}.jpg", jpeg(), "image/jpeg") for name in ("snapshot", "boxed")}

    refused = story.device().send_form("/api/observations", meta, files)

    assert (refused.status_code, refused.get_json()["code"]) == (422, "crops_differ")


def test_what_was_measured_is_bounded(story: Story) -> None:
    assert story.report(why={"scores": ["x" * 100] * 100}).status_code == 422
    assert story.report(why={"score": float("nan")}).status_code == 422
    assert story.report(crops=[{"kind": "head", "answer": "yes", "score": 0.9}] * 7).status_code == 422
