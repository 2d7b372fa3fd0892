"""A cook leaves while their phone is open: it shows and hears nothing of the kitchen any more, and the file stays."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import socketio

from tests.harness.phone import Phone
from tests.harness.product import Product
from tests.harness.waiting import until
from tests.harness.web import web_process

pytestmark = pytest.mark.processes

AT_ONCE_S = 5  # what the requirement allows


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    with web_process(tmp_path_factory.mktemp("web")) as product:
        yield product


class Ear:
    """The socket of an open phone."""

    def __init__(self, phone: Phone) -> None:
        self.heard: list[dict[str, Any]] = []
        self.socket = socketio.Client()
        self.socket.on("changed", self.heard.append)
        self.socket.connect(
            phone.url, headers={"Cookie": f"session={phone.cookie('session')}"}, transports=["websocket"]
        )

    def kinds(self) -> list[str]:
        return [each["kind"] for each in self.heard]


def _check(keeper: Phone, path: str) -> None:
    """Something of the kitchen changes."""
    people = [each["user_id"] for each in keeper.get(f"{path}/morning-roster")["people"]]
    keeper.post(f"{path}/morning-checks", {"fit_user_ids": people})


@pytest.mark.requirement("Q108")
def test_a_cook_leaves_and_loses_access_while_a_phone_is_open(product: Product) -> None:
    cook, keeper = product.phone("worker"), product.phone("safety_officer")
    (membership,) = cook.me["memberships"]
    path = f"/api/establishments/{membership['scope_id']}"
    (row,) = keeper.get(f"{path}/staff", q=cook.me["name"])["items"]
    ear, ear_of_keeper = Ear(cook), Ear(keeper)
    _check(keeper, path)
    until(lambda: "morning_check" in ear.kinds(), 10, "the open phone hears of its kitchen")
    assert cook.send("GET", path).status_code == 200

    keeper.post(f"/api/employments/{row['id']}/leaving", {"reason": "resigned", "text": "回老家"})

    assert cook.send("GET", path).status_code == 403
    assert cook.get("/api/session")["memberships"] == []
    # So the server says once the socket has left the kitchen's rooms; from then on the others alone hear of it.
    until(lambda: {"kind": "access", "id": 0} in ear.heard, AT_ONCE_S, "the open phone is told to look again")
    before = ear.kinds().count("morning_check")
    heard = ear_of_keeper.kinds().count("morning_check")
    _check(keeper, path)
    until(lambda: ear_of_keeper.kinds().count("morning_check") > heard, 10, "those still there hear it")
    assert ear.kinds().count("morning_check") == before
    kept = keeper.get(f"/api/employments/{row['id']}")
    assert (kept["leaving_reason"], kept["posts"]) == ("resigned", [])
    assert all(holding["ended_at"] for holding in kept["holdings"])
    assert [each["is_mine"] for each in cook.get("/api/my-file")["files"]] == [True]
    for each in (ear, ear_of_keeper):
        each.socket.disconnect()
