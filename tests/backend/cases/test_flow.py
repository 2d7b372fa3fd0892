"""From what a camera saw to a closed case, over HTTP."""

from __future__ import annotations

import pytest

from backend.catalog.roles import Role
from tests.factories.cases import ClientAs, Story, photo_form


@pytest.mark.requirement("Q145")
def test_a_case_closes_only_with_a_photo_and_somebody_who_looked_at_it(story: Story, client_as: ClientAs) -> None:
    case = story.open()
    holder, head = client_as(story.holder), client_as(story.person(Role.SAFETY_HEAD))
    url = f"/api/cases/{case.id}"
    assert holder.get(url).get_json()["allowed"] == ["acknowledge", "rectify", "dismiss", "attribute"]

    assert head.post(f"{url}/verification", json={"is_accepted": True}).get_json()["code"] == "not_rectified"
    assert holder.post(f"{url}/acknowledgement", json={}).get_json()["state"] == "acknowledged"
    without = holder.post(f"{url}/rectification", data={"text": "已换"}, content_type="multipart/form-data")
    assert without.status_code == 422
    answered = holder.post(f"{url}/rectification", data=photo_form(), content_type="multipart/form-data").get_json()
    assert answered["state"] == "rectified"
    assert answered["rectification"]["by"]["id"] == story.holder.id

    closed = head.post(f"{url}/verification", json={"is_accepted": True, "text": "合格"}).get_json()
    assert closed["state"] == "closed"
    assert [e["kind"] for e in closed["timeline"]] == ["opened", "acknowledged", "rectified", "verified"]
    assert [e["kind"] for e in closed["evidence"]] == ["snapshot", "boxed", "photo"]
    photo = holder.get(closed["rectification"]["photo_url"])
    assert photo.mimetype == "image/jpeg"
