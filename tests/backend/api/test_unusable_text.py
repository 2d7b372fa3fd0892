"""Text that some database cannot keep is refused at the door, wherever it stands in a request."""

from __future__ import annotations

import pytest
from urllib3.filepost import encode_multipart_formdata

from tests.factories.cases import ClientAs, Story
from tests.factories.world import World
from tests.fakes.pictures import jpeg


@pytest.mark.parametrize("body", [b'{"text": "a\\u0000"}', b'{"text": "\\ud800"}', b'{"\\udfff": 1}'])
def test_in_a_json_body(world: World, client_as: ClientAs, body: bytes) -> None:
    story = Story(world)
    path = f"/api/cases/{story.open().id}/acknowledgement"
    answer = client_as(story.holder).post(path, data=body, content_type="application/json")
    assert (answer.status_code, answer.get_json()["code"]) == (422, "unusable_text")


def test_a_whole_pair_of_escapes_is_ordinary_text(world: World, client_as: ClientAs) -> None:
    story = Story(world)
    path = f"/api/cases/{story.open().id}/acknowledgement"
    body = b'{"text": "\\ud83d\\ude00 \\u597d"}'
    answer = client_as(story.holder).post(path, data=body, content_type="application/json")
    assert answer.status_code == 200
    assert answer.get_json()["timeline"][-1]["text"] == "😀 好"


def test_in_a_form(world: World, client_as: ClientAs) -> None:
    story = Story(world)
    path = f"/api/cases/{story.open().id}/rectification"
    body, kind = encode_multipart_formdata({"text": b"a\0b", "photo": ("p.jpg", jpeg(), "image/jpeg")})
    answer = client_as(story.holder).post(path, data=body, content_type=kind)
    assert answer.status_code == 422


def test_in_the_query(world: World, client_as: ClientAs) -> None:
    answer = client_as(world.officer).get("/api/cases?q=a%00b")
    assert (answer.status_code, answer.get_json()["code"]) == (422, "unusable_text")


def test_nesting_without_end(world: World, client_as: ClientAs) -> None:
    body = b'{"a":' * 100_000
    answer = client_as(world.officer).post("/api/push-subscriptions", data=body, content_type="application/json")
    assert answer.status_code in (400, 422)
