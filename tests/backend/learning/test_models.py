"""A proposed model judges nothing until a person switches it on; one step leads back."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from backend.core.errors import InvalidError
from backend.learning.policy.versions import check_onnx
from tests.factories.cases import ClientAs, Story
from tests.factories.learning import onnx, proposal


def propose(story: Story, client_as: ClientAs, seed: int) -> dict[str, Any]:
    answer = client_as(story.world.admin).post(
        "/api/models", data=proposal(data=onnx(seed)), content_type="multipart/form-data"
    )
    assert answer.status_code == 201, answer.json
    made: dict[str, Any] = answer.get_json()
    return made


def config(story: Story) -> dict[str, Any]:
    told: dict[str, Any] = story.device().send("GET", "/api/device/config").get_json()
    return told


def test_switching_on_tells_the_boxes_and_rolling_back_returns(story: Story, client_as: ClientAs) -> None:
    admin = client_as(story.world.admin)
    first, second = propose(story, client_as, 1), propose(story, client_as, 2)
    assert (first["state"], config(story)["model_files"]) == ("proposed", {})

    for version in (first, second):
        assert admin.post(f"/api/models/{version['id']}/activation").status_code == 200
    told = config(story)

    assert told["model_files"] == {"MASK": {"version": second["version"], "sha256": second["sha256"]}}
    assert told["cameras"][0]["models"] == {"MASK": second["version"]}
    file = story.device().send("GET", f"/api/device/models/MASK/{second['version']}")
    assert hashlib.sha256(file.data).hexdigest() == second["sha256"]
    assert admin.post(f"/api/models/{second['id']}/rollback").status_code == 200
    assert config(story)["model_files"]["MASK"]["version"] == first["version"]
    assert admin.post(f"/api/models/{first['id']}/rollback").status_code == 200
    assert config(story)["model_files"] == {}
    assert (admin.post(f"/api/models/{first['id']}/rollback").json or {})["code"] == "not_active"
    states = {each["version"]: each["state"] for each in admin.get("/api/models").get_json()["items"]}
    assert states == {first["version"]: "retired", second["version"]: "retired"}


def test_a_box_that_cannot_load_a_version_says_so_and_it_is_not_switched_on_again(
    story: Story, client_as: ClientAs
) -> None:
    admin, version = client_as(story.world.admin), propose(story, client_as, 1)
    admin.post(f"/api/models/{version['id']}/activation")
    fault = {"type": "MASK", "version": version["version"], "error": "no such operator"}

    assert story.device().send_json("POST", "/api/device/model-faults", fault).status_code == 204

    (shown,) = admin.get("/api/models").get_json()["items"]
    assert shown["fault"] == "no such operator"
    admin.post(f"/api/models/{version['id']}/rollback")
    refused = admin.post(f"/api/models/{version['id']}/activation")
    assert (refused.json or {})["code"] == "model_faulty"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"MZ not a model", "model_unreadable"),
        (b"", "model_unreadable"),
        (onnx()[:-1], "model_unreadable"),
        (b"\x08\x08\x42\x02\x10\x15", "model_unreadable"),
    ],
)
def test_what_is_no_model_is_refused(story: Story, client_as: ClientAs, data: bytes, code: str) -> None:
    answer = client_as(story.world.admin).post(
        "/api/models", data=proposal(data=data), content_type="multipart/form-data"
    )

    assert (answer.status_code, (answer.json or {})["code"]) == (422, code)


def test_a_model_larger_than_ours_are_is_refused() -> None:
    producer = b"\x12\x80\x89\x7a" + bytes(2_000_000)

    with pytest.raises(InvalidError) as refusal:
        check_onnx(onnx() + producer)

    assert refusal.value.code == "model_too_large"


def test_only_the_platform_sees_and_switches_models(story: Story, client_as: ClientAs) -> None:
    version = propose(story, client_as, 1)
    for user in (story.holder, story.world.officer):
        assert client_as(user).get("/api/models").status_code == 403
        assert client_as(user).post(f"/api/models/{version['id']}/activation").status_code == 403
    again = client_as(story.world.admin).post(
        "/api/models", data=proposal(data=onnx(1)), content_type="multipart/form-data"
    )
    assert (again.json or {})["code"] == "model_known"
