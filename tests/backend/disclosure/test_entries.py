"""Entering what is disclosed, correcting it, and what the establishment decides about its page."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select

from backend.audit.models import AuditEntry
from backend.catalog.areas import AreaKind
from backend.catalog.disclosure import DisclosureItem
from backend.catalog.roles import Role
from backend.disclosure.models import DisclosureEntry
from backend.disclosure.policy import grade_of
from backend.extensions import db
from tests.backend.disclosure.conftest import Browser
from tests.factories.cases import ClientAs, Story
from tests.factories.disclosure import disclose
from tests.factories.world import Kitchen
from tests.fakes.client import SignedInClient

ADDITIVE = {"name": "碳酸氢钠", "purpose": "膨松剂", "used_in": "馒头"}
INSPECTION = {"conclusion": "to_correct", "problems": "冷藏柜温度偏高", "correction": "已调至 4 度"}


def path(kitchen: Kitchen, part: str) -> str:
    return f"/api/establishments/{kitchen.establishment.id}/{part}"


def enter(client: SignedInClient, kitchen: Kitchen, item: str, data: dict[str, Any], day: str = "2026-03-02") -> Any:
    body = {"item": item, "happened_on": day, "data": data}
    return client.post(path(kitchen, "disclosure-entries"), json=body)


@pytest.mark.requirement("Q001", "J053")
def test_what_is_entered_is_on_the_page_and_in_the_officers_view_at_once(
    story: Story, kitchen: Kitchen, browser: Browser, client_as: ClientAs
) -> None:
    officer, owner = client_as(story.world.officer), client_as(story.person(Role.SAFETY_OFFICER))
    assert enter(officer, kitchen, "inspections", INSPECTION).status_code == 201
    assert enter(owner, kitchen, "additives", ADDITIVE).status_code == 201
    page = browser.text()

    assert "冷藏柜温度偏高" in page
    assert "已调至 4 度" in page
    assert "碳酸氢钠" in page
    seen = officer.get(path(kitchen, "disclosure-entries")).get_json()["items"]
    assert [row["item"] for row in seen] == ["additives", "inspections"]
    # The office signs, never the officer.
    assert "城东所" in page
    assert story.world.officer.name not in page


def test_each_item_is_entered_by_those_who_answer_for_it(story: Story, kitchen: Kitchen, client_as: ClientAs) -> None:
    officer, owner = client_as(story.world.officer), client_as(story.person(Role.SAFETY_OFFICER))

    assert enter(owner, kitchen, "inspections", INSPECTION).status_code == 403
    assert enter(owner, kitchen, "grade", {"dynamic": "excellent"}).status_code == 403
    assert enter(officer, kitchen, "additives", ADDITIVE).status_code == 403
    assert enter(client_as(story.person(Role.WORKER)), kitchen, "additives", ADDITIVE).status_code == 403
    assert enter(owner, kitchen, "licence", {}).status_code == 422


@pytest.mark.parametrize(
    ("item", "data"),
    [
        ("additives", {"name": ""}),
        ("additives", {**ADDITIVE, "price": 3}),
        ("ingredients", {"name": "大米"}),
        ("self_checks", {"planned": 5, "done": 6}),
        ("self_checks", {"planned": 5, "done": 5, "problems": 1, "corrected": 2}),
        ("safety_officers", {"name": "x"}),
    ],
)
def test_data_that_does_not_fit_its_item_is_refused(
    story: Story, kitchen: Kitchen, client_as: ClientAs, item: str, data: dict[str, Any]
) -> None:
    answer = enter(client_as(story.person(Role.SAFETY_OFFICER)), kitchen, item, data)

    assert answer.status_code == 422
    assert "data" in answer.get_json()["fields"]


def test_a_day_that_has_not_come_is_refused(story: Story, kitchen: Kitchen, client_as: ClientAs) -> None:
    owner = client_as(story.person(Role.SAFETY_OFFICER))

    assert enter(owner, kitchen, "additives", ADDITIVE, "2026-03-03").status_code == 422
    assert enter(owner, kitchen, "additives", ADDITIVE, "2019-03-03").status_code == 422


def test_a_correction_is_a_new_row_and_the_old_one_stays(
    story: Story, kitchen: Kitchen, browser: Browser, client_as: ClientAs
) -> None:
    owner = client_as(story.person(Role.SAFETY_OFFICER))
    first = enter(owner, kitchen, "additives", ADDITIVE).get_json()
    body = {"happened_on": "2026-03-01", "data": {**ADDITIVE, "used_in": "油条"}}
    second = owner.post(f"/api/disclosure-entries/{first['id']}/correction", json=body).get_json()

    assert second["previous_id"] == first["id"]
    assert "油条" in browser.text()
    assert "馒头" not in browser.text()
    assert owner.post(f"/api/disclosure-entries/{first['id']}/correction", json=body).status_code == 409
    history = owner.get(path(kitchen, "disclosure-entries"), query_string={"history": "1"}).get_json()["items"]
    assert {row["id"] for row in history} == {first["id"], second["id"]}

    assert owner.post(f"/api/disclosure-entries/{second['id']}/withdrawal").status_code == 204
    assert "油条" not in browser.text()
    assert len(db.session.scalars(select(DisclosureEntry)).all()) == 2


@pytest.mark.requirement("J055")
def test_the_establishment_sees_which_items_are_missing(story: Story, kitchen: Kitchen, client_as: ClientAs) -> None:
    disclose(kitchen, DisclosureItem.PLEDGE)
    owner, officer = client_as(story.person(Role.SAFETY_OFFICER)), client_as(story.world.officer)
    for client in (owner, officer):
        found = client.get(path(kitchen, "disclosure")).get_json()
        assert (found["shown"], found["of"], found["missing"]) == (8, 9, ["pledge"])
    assert found["public_url"].endswith(f"/p/{kitchen.establishment.public_code}")
    assert (found["may_manage"], found["may_inspect"]) == (False, True)


def test_what_is_open_to_everybody_is_set_with_care(story: Story, kitchen: Kitchen, client_as: ClientAs) -> None:
    owner = client_as(story.person(Role.SAFETY_OFFICER))
    hours = [{"weekday": 0, "from": "11:00", "to": "13:00"}]

    def change(**values: Any) -> Any:
        return owner.patch(path(kitchen, "public-settings"), json=values)

    assert change(camera_ids=[kitchen.camera.id], hours=hours, masks_names=False).status_code == 200
    found = owner.get(path(kitchen, "public-settings")).get_json()
    assert (found["camera_ids"], found["hours"], found["masks_names"]) == ([kitchen.camera.id], hours, False)
    assert change(camera_ids=[story.world.other.camera.id]).status_code == 422
    assert change(hours=[*hours, {"weekday": 0, "from": "12:00", "to": "14:00"}]).status_code == 422
    kitchen.camera.area.kind = AreaKind.DINING
    db.session.commit()
    assert change(camera_ids=[kitchen.camera.id]).get_json()["code"] == "dining_room_not_public"


def test_the_establishment_has_its_word_beside_criticism(
    story: Story, kitchen: Kitchen, browser: Browser, client_as: ClientAs
) -> None:
    owner = client_as(story.person(Role.SAFETY_OFFICER))
    owner.patch(path(kitchen, "public-settings"), json={"statement": "积水系管道维修，已完成。"})
    assert "积水系管道维修" in browser.text()
    owner.patch(path(kitchen, "public-settings"), json={"statement": ""})
    assert "单位说明" not in browser.text()


@pytest.mark.requirement("Q187")
def test_the_poster_carries_the_code_of_the_page(story: Story, kitchen: Kitchen, client_as: ClientAs) -> None:
    import cv2
    import numpy as np

    owner = client_as(story.person(Role.SAFETY_OFFICER))
    pdf = owner.get(path(kitchen, "public-poster"))
    if pdf.status_code == 503:
        pytest.skip("no Chinese font on this machine: run `make setup`")
    png = owner.get(path(kitchen, "public-poster"), query_string={"format": "png"})

    assert pdf.data.startswith(b"%PDF-")
    assert b"/MediaBox" in pdf.data
    image = Image.open(io.BytesIO(png.data))
    assert round(image.height / image.width, 2) == 1.41  # A4
    text, *_ = cv2.QRCodeDetector().detectAndDecode(np.asarray(image.convert("RGB")))
    assert text == f"http://localhost/p/{kitchen.establishment.public_code}"
    assert client_as(story.person(Role.WORKER)).get(path(kitchen, "public-poster")).status_code == 403


@pytest.mark.requirement("Q186")
def test_a_new_code_kills_the_old_one(story: Story, kitchen: Kitchen, browser: Browser, client_as: ClientAs) -> None:
    owner, old = client_as(story.person(Role.SAFETY_OFFICER)), kitchen.establishment.public_code
    answer = owner.post(path(kitchen, "public-code")).get_json()
    new = answer["public_url"].rsplit("/", 1)[1]

    assert len(new) >= 22  # 128 bits
    assert new != old
    assert browser.get().status_code == 404
    assert owner.get(f"/p/{new}").status_code == 200
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "establishment.code_renewed")).one()
    assert new not in str(entry.changes)


def test_the_bands_of_the_grade_are_those_of_the_sheet() -> None:
    assert [grade_of(points, 10, 0).value for points in (90, 89, 75, 74, 60, 59)] == [
        "excellent", "good", "good", "fair", "fair", "none",
    ]  # fmt: skip
    assert grade_of(100, 10, 2).value == "none"
