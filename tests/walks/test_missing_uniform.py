"""The main job: a camera sees it, the right phone rings, and someone proves it fixed."""

from __future__ import annotations

import hashlib
import io
from datetime import UTC, datetime, timedelta
from typing import Any

import av
import pytest
from PIL import Image

from tests.harness.phone import Phone
from tests.harness.product import Product, wait_for_case
from tests.harness.push_peer import PushPeer
from tests.harness.waiting import until
from tests.walks.photo import photo

pytestmark = pytest.mark.processes


def _told(case: dict[str, Any]) -> set[tuple[str, str]]:
    return {(d["user"]["name"], d["channel"]) for d in case["deliveries"]}


def _evidence(phone: Phone, case: dict[str, Any], kind: str) -> bytes:
    entry = next(e for e in case["evidence"] if e["kind"] == kind)
    data = phone.bytes(entry["url"])
    assert hashlib.sha256(data).hexdigest() == entry["sha256"]
    return data


@pytest.mark.requirement("Q005", "Q137", "Q144", "Q145")
def test_a_missing_uniform_is_seen_told_corrected_and_closed(product: Product, peer: PushPeer) -> None:
    officer, head, worker = product.phone("safety_officer"), product.phone("safety_head"), product.phone("worker")
    key = officer.get("/api/config")["vapid_public_key"]
    own, foreign = peer.subscribe(key), peer.subscribe(key)
    officer.subscribe(own)
    worker.subscribe(foreign)

    case = wait_for_case(officer, "CLOTHES")
    pushed = until(lambda: peer.messages(own), 10, "a push to the person responsible")
    assert "未穿工作服" in pushed[0]["title"]
    assert case["area"]["name"] in pushed[0]["title"]
    assert pushed[0]["url"] == f"/cases/{case['id']}"
    assert peer.messages(foreign) == []

    seen = Image.open(io.BytesIO(_evidence(officer, case, "snapshot")))
    boxed = Image.open(io.BytesIO(_evidence(officer, case, "boxed")))
    assert seen.size == boxed.size
    assert case["why"]["held_s"] >= case["why"]["rule"]["hold_s"]
    assert case["why"]["norm_zh"]
    assert case["camera"]

    full = until(lambda: _with_clip(officer, case["id"]), 30, "the clip of five seconds before and after")
    with av.open(io.BytesIO(_evidence(officer, full, "clip")), "r") as clip:
        frames = len(list(clip.decode(video=0)))
    assert frames >= 200  # ten seconds at 25 frames a second, from the keyframe before

    officer.post(f"/api/cases/{case['id']}/acknowledgement", {})
    path = f"/api/cases/{case['id']}/rectification"
    assert officer.send("POST", path, data={"text": "已换工作服"}).status_code == 422
    officer.post(path, data={"text": "已换工作服"}, files={"photo": ("p.jpg", photo(), "image/jpeg")})
    head.post(f"/api/cases/{case['id']}/verification", {"is_accepted": True, "text": "已核实"})

    closed = officer.get(f"/api/cases/{case['id']}")
    assert closed["state"] == "closed"
    kinds = [entry["kind"] for entry in closed["timeline"]]
    for expected in ("opened", "step", "acknowledged", "rectified", "verified"):
        assert expected in kinds
    assert (officer.me["name"], "web_push") in _told(closed)
    assert (head.me["name"], "web_push") not in _told(closed)
    assert all(d["state"] in ("sent", "skipped") for d in closed["deliveries"])


def _with_clip(phone: Phone, case_id: int) -> dict[str, Any] | None:
    case: dict[str, Any] = phone.get(f"/api/cases/{case_id}")
    return case if any(e["kind"] == "clip" for e in case["evidence"]) else None


def test_a_false_alarm_is_dismissed_with_its_reason_and_climbs_no_further(product: Product) -> None:
    officer = product.phone("safety_officer")
    case = wait_for_case(officer, "CLOTHES")
    path = f"/api/cases/{case['id']}/dismissal"
    assert officer.send("POST", path, json={"reason": "nonsense", "text": ""}).status_code == 422
    officer.post(path, {"reason": "uniform", "text": "新工服颜色"})

    dismissed = officer.get(f"/api/cases/{case['id']}")
    assert dismissed["state"] == "dismissed"
    assert dismissed["dismissal"]["reason"] == "uniform"
    assert {step["level"] for step in dismissed["chain"] if step["told_at"]} == {1}
    assert officer.send("POST", path, json={"reason": "glare", "text": ""}).status_code == 409


@pytest.mark.requirement("Q146", "Q147", "Q148", "Q149", "Q150", "Q151")
def test_nobody_acts_so_it_climbs_to_the_officers_written_opinion(product: Product, peer: PushPeer) -> None:
    roles = ("safety_head", "principal", "office_officer")
    people = {role: product.phone(role) for role in roles}
    key = people["principal"].get("/api/config")["vapid_public_key"]
    inbox = {role: peer.subscribe(key) for role in roles}
    for role in roles:
        people[role].subscribe(inbox[role])
    manager, officer = product.phone("safety_officer"), people["office_officer"]

    case = wait_for_case(manager, "CLOTHES")
    assert [len(peer.messages(inbox[role])) for role in roles] == [0, 0, 0]

    product.let_time_pass(case["id"], minutes=31)
    until(lambda: peer.messages(inbox["safety_head"]), 10, "level 2 told")
    assert [len(peer.messages(inbox[role])) for role in roles] == [1, 0, 0]
    people["safety_head"].post(f"/api/cases/{case['id']}/urges", {"text": "请立即到场"})

    product.let_time_pass(case["id"], minutes=90)
    until(lambda: peer.messages(inbox["principal"]) and peer.messages(inbox["office_officer"]), 10, "level 3 told")
    assert len(peer.messages(inbox["safety_head"])) == 1
    officer.post(f"/api/cases/{case['id']}/urges", {"text": "请说明情况"})
    assert officer.get(f"/api/cases/{case['id']}")["state"] == "open"  # it stays with the named person

    product.let_time_pass(case["id"], minutes=24 * 60)
    overdue = until(lambda: _overdue(officer, case["id"]), 10, "the case is overdue")
    assert "issue_opinion" in overdue["allowed"]
    deadline = (datetime.now(UTC) + timedelta(days=7)).date().isoformat()
    body = {"demands": ["立即要求从业人员着清洁工作服上岗"], "deadline_on": deadline}
    assert manager.send("POST", f"/api/cases/{case['id']}/opinions", json=body).status_code == 403
    opinion = officer.post(f"/api/cases/{case['id']}/opinions", body)
    pdf = officer.bytes(opinion["pdf_url"])
    assert pdf.startswith(b"%PDF")
    manager.post(f"/api/opinions/{opinion['id']}/receipt", {})
    officer.post(f"/api/cases/{case['id']}/penalty", {"reference": "示市监罚〔2026〕1号", "text": "警告"})

    final = manager.get(f"/api/cases/{case['id']}")
    assert final["penalty"]["reference"] == "示市监罚〔2026〕1号"
    kinds = [entry["kind"] for entry in final["timeline"]]
    assert kinds.count("urged") == 2
    for expected in ("overdue", "opinion_issued", "opinion_received", "penalty_recorded"):
        assert expected in kinds
    stored = next(e for e in final["evidence"] if e["kind"] == "opinion")
    assert hashlib.sha256(pdf).hexdigest() == stored["sha256"]
    assert datetime.fromisoformat(final["opened_at"])


def _overdue(phone: Phone, case_id: int) -> dict[str, Any] | None:
    case: dict[str, Any] = phone.get(f"/api/cases/{case_id}")
    return case if case["is_overdue"] else None
