"""The officer's written rectification opinion and the penalty's reference."""

from __future__ import annotations

import hashlib
import io
from typing import Any

import pypdf
import pytest

from backend.catalog.roles import Role
from backend.core import typesetting
from notifications.notifier import run_once
from notifications.sender import Sender
from tests.factories.cases import ClientAs, Story
from tests.fakes.client import SignedInClient
from tests.fakes.clock import FrozenClock

OPINION: dict[str, Any] = {
    "demands": ["立即为全部后厨人员配发并穿戴工作服。", "加强岗前检查。"],
    "deadline_on": "2026-03-06",
}


@pytest.fixture
def overdue(story: Story, sender: Sender, clock: FrozenClock) -> str:
    """The URL of a case that nobody touched for more than a day."""
    case = story.open()
    clock.advance(minutes=7)
    story.open()
    clock.advance(hours=25)
    run_once(sender)
    return f"/api/cases/{case.id}"


def text_of(pdf: bytes) -> str:
    """All words of the document, without spaces and line ends."""
    return "".join("".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def issue(client: SignedInClient, url: str, **changes: Any) -> Any:
    return client.post(f"{url}/opinions", json=OPINION | changes)


@pytest.mark.requirement("Q150")
def test_the_opinion_lists_facts_evidence_hashes_and_deadline_and_is_received(
    story: Story, overdue: str, client_as: ClientAs
) -> None:
    officer, head = client_as(story.world.officer), client_as(story.person(Role.PRINCIPAL))

    made = issue(officer, overdue)

    assert made.status_code == 201, made.json
    opinion = made.get_json()
    assert opinion["number"] == "食安整改〔2026〕第1号"
    assert "未穿工作服" in opinion["facts"]
    assert "其间共出现 2 次" in opinion["facts"]
    assert opinion["deadline_on"] == "2026-03-06"
    pdf = head.get(opinion["pdf_url"])
    assert pdf.mimetype == "application/pdf"
    assert pdf.data.startswith(b"%PDF-")
    assert hashlib.sha256(pdf.data).hexdigest() == opinion["sha256"]
    text = text_of(pdf.data)
    shown = officer.get(overdue).get_json()
    assert [e["kind"] for e in shown["evidence"]] == ["snapshot", "boxed", "snapshot", "boxed", "opinion"]
    for part in (
        opinion["number"],
        opinion["facts"].replace("\n", ""),
        *OPINION["demands"],
        "2026年3月6日",
        "第一中学食堂",
        shown["number"],
        *(each["sha256"] for each in shown["evidence"][:-1]),
    ):
        assert part.replace(" ", "") in text

    received = head.post(f"/api/opinions/{opinion['id']}/receipt", json={}).get_json()
    assert received["received_by"]["id"] == story.person(Role.PRINCIPAL).id
    assert received["received_at"] is not None
    assert head.post(f"/api/opinions/{opinion['id']}/receipt", json={}).get_json()["code"] == "already_received"
    kinds = [entry["kind"] for entry in officer.get(overdue).get_json()["timeline"]]
    assert kinds[-2:] == ["opinion_issued", "opinion_received"]


def test_the_principal_and_the_head_are_told_of_the_opinion(story: Story, overdue: str, client_as: ClientAs) -> None:
    number = issue(client_as(story.world.officer), overdue).get_json()["number"]

    for role in (Role.PRINCIPAL, Role.SAFETY_HEAD):
        newest = client_as(story.person(role)).get("/api/inbox").get_json()["items"][0]
        assert number in newest["body"]


def test_numbers_count_on_and_a_refused_opinion_uses_none(story: Story, overdue: str, client_as: ClientAs) -> None:
    officer = client_as(story.world.officer)
    assert issue(officer, overdue, deadline_on="2026-03-01").get_json()["code"] == "invalid_deadline"

    numbers = [issue(officer, overdue).get_json()["number"] for _ in range(2)]

    assert numbers == ["食安整改〔2026〕第1号", "食安整改〔2026〕第2号"]


def test_before_an_officer_was_told_it_is_too_early(
    story: Story, sender: Sender, clock: FrozenClock, client_as: ClientAs
) -> None:
    case, officer = story.open(), client_as(story.world.officer)
    url = f"/api/cases/{case.id}"
    clock.advance(minutes=119)
    run_once(sender)
    assert issue(officer, url).get_json()["code"] == "too_early"
    assert "issue_opinion" not in officer.get(url).get_json()["allowed"]

    clock.advance(minutes=1)
    run_once(sender)

    assert "issue_opinion" in officer.get(url).get_json()["allowed"]
    assert issue(officer, url).status_code == 201
    entry = officer.get(url).get_json()["timeline"][-1]
    assert entry["data"]["basis"] == "officer_decision"


def test_only_an_officer_of_this_place_issues_an_opinion(story: Story, overdue: str, client_as: ClientAs) -> None:
    assert issue(client_as(story.person(Role.PRINCIPAL)), overdue).status_code == 403
    assert issue(client_as(story.world.foreign_officer), overdue).status_code == 404
    assert issue(client_as(story.world.officer), "/api/cases/99999").status_code == 404


def test_the_opinion_is_hidden_from_those_who_do_not_see_the_case(
    story: Story, overdue: str, client_as: ClientAs
) -> None:
    opinion = issue(client_as(story.world.officer), overdue).get_json()

    assert client_as(story.world.foreign_officer).get(opinion["pdf_url"]).status_code == 404
    outsider = client_as(story.world.other.people[Role.PRINCIPAL])
    assert outsider.post(f"/api/opinions/{opinion['id']}/receipt", json={}).status_code == 404


@pytest.mark.requirement("Q151")
def test_the_case_shows_the_penalty_of_the_authoritys_own_system(
    story: Story, overdue: str, client_as: ClientAs
) -> None:
    officer = client_as(story.world.officer)

    answered = officer.post(f"{overdue}/penalty", json={"reference": "示市监罚〔2026〕8号", "text": "警告"})

    assert answered.status_code == 200
    penalty = client_as(story.person(Role.PRINCIPAL)).get(overdue).get_json()["penalty"]
    assert penalty["reference"] == "示市监罚〔2026〕8号"
    assert penalty["by"]["id"] == story.world.officer.id


def test_without_a_chinese_font_the_answer_says_so(
    story: Story, overdue: str, client_as: ClientAs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(typesetting, "_FAMILIES", ())
    typesetting._fonts.cache_clear()

    refused = issue(client_as(story.world.officer), overdue)

    assert (refused.status_code, refused.get_json()["code"]) == (503, "document_font_missing")
