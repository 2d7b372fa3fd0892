"""For a minute nothing passes between the cameras' box and the backend, while somebody without a uniform walks in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import text

from tests.harness.line import Line, line_to
from tests.harness.phone import Phone
from tests.harness.product import SET_UP, Product, free_port, running
from tests.harness.waiting import until
from tests.walks.footage import start_afresh

pytestmark = [pytest.mark.processes, pytest.mark.timeout(420)]

CUT_S = 60  # as long as the demo footage, so the visitor without a uniform comes once


@pytest.fixture
def line() -> Iterator[Line]:
    with line_to(free_port()) as line:
        yield line


@pytest.fixture
def product(line: Line, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    data = tmp_path_factory.mktemp("cut")
    with running(data, SET_UP / "demo.mp4", port=line.port, MINGCHU_BACKEND_URL=line.url) as product:
        yield product


def _cases(phone: Phone) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = phone.get("/api/cases", type="CLOTHES", page_size=100)["items"]
    return items


def _observations(product: Product) -> list[Any]:
    engine = product.database()
    with engine.connect() as connection:
        rows = connection.execute(
            text("SELECT key, case_id, first_seen_at, received_at, clip_file_id FROM observation ORDER BY id")
        )
        return list(rows)


def test_what_was_seen_while_the_line_was_cut_arrives_once_and_in_order(product: Product, line: Line) -> None:
    officer = product.phone("safety_officer")
    before = start_afresh(officer)
    known = len(_observations(product))

    cut_at = datetime.now(UTC)
    line.cut()
    spool = product.data / "spool" / "detect"
    until(lambda: len(list(spool.glob("*.report"))) >= 2, CUT_S, "observation and clip on disk")
    until(lambda: datetime.now(UTC).timestamp() - cut_at.timestamp() >= CUT_S, CUT_S + 5, "a minute without a line")
    assert {case["id"] for case in _cases(officer)} == before
    mended_at = datetime.now(UTC)
    line.mend()

    case_id = until(lambda: next(iter({c["id"] for c in _cases(officer)} - before), None), 40, "the case")
    until(lambda: not list(spool.glob("*.report")), 60, "the spool is empty")
    until(product.is_ready, 30, "every process is heard again")
    case = officer.get(f"/api/cases/{case_id}")
    kinds = [entry["kind"] for entry in case["evidence"]]
    assert [kind for kind in kinds if kind != "crop"][:3] == ["snapshot", "boxed", "clip"]
    assert cut_at < datetime.fromisoformat(case["first_seen_at"]) < mended_at
    assert cut_at < datetime.fromisoformat(case["evidence"][0]["taken_at"]) < mended_at
    assert datetime.fromisoformat(case["opened_at"]) >= mended_at

    arrived = _observations(product)[known:]
    assert [row.first_seen_at for row in arrived] == sorted(row.first_seen_at for row in arrived)
    seen_then = [row for row in arrived if _instant(row.first_seen_at) < mended_at]
    assert [row.case_id for row in seen_then] == [case_id]
    assert seen_then[0].clip_file_id is not None
    assert len({case["id"] for case in _cases(officer)} - before) == 1
    assert not list(spool.glob("refused/*"))


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
