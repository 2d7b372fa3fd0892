"""Which of the eight required areas have cameras, and which have eyes (seed 000 3(3)2 and 3(3)4)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from backend.catalog.areas import AREA_NAMES, REQUIRED_AREAS, AreaKind
from tests.backend.cameras.conftest import GOOD
from tests.factories.world import World

POINTS = ["view", "clear", "light", "height", "parameters", "time"]
EVERY_AREA = [pytest.param(kind, id=kind.value) for kind in REQUIRED_AREAS]


class School:
    """The kitchen as its manager sets it up over HTTP."""

    def __init__(self, client: FlaskClient, world: World) -> None:
        self._client, self._id = client, world.kitchen.establishment.id

    def coverage(self) -> dict[str, Any]:
        answer = self._client.get(f"/api/establishments/{self._id}/coverage")
        assert answer.status_code == 200
        return answer.json or {}

    def gap(self, kind: AreaKind) -> str:
        return str(next(line["gap"] for line in self.coverage()["areas"] if line["kind"] == kind))

    def area(self, kind: AreaKind) -> int:
        for line in self.coverage()["areas"]:
            if line["kind"] == kind and line["area_ids"]:
                return int(line["area_ids"][0])
        body = {"kind": kind, "name": AREA_NAMES[kind][0]}
        answer = self._client.post(f"/api/establishments/{self._id}/areas", json=body)
        assert answer.status_code == 201
        return int((answer.json or {})["id"])

    def add_camera(self, kind: AreaKind, **changes: Any) -> int:
        body = {
            "establishment_id": self._id,
            "area_id": self.area(kind),
            "name": f"{kind}-1",
            "main_url": "rtsp://u:p@10.0.0.7/1",
        }
        answer = self._client.post("/api/cameras", json=body | changes)
        assert answer.status_code == 201
        return int((answer.json or {})["id"])


@pytest.fixture
def school(manager: FlaskClient, world: World) -> School:
    return School(manager, world)


@pytest.mark.requirement("Q121")
def test_seven_of_eight_areas_give_incomplete_and_name_the_eighth(school: School) -> None:
    for kind in REQUIRED_AREAS:
        if kind is not AreaKind.SAMPLE:
            school.add_camera(kind)
    found = school.coverage()
    assert not found["is_complete"]
    assert found["missing"] == ["SAMPLE"]
    assert found["summary_zh"] == "不完整：留样柜"
    school.add_camera(AreaKind.SAMPLE)
    assert (school.coverage()["is_complete"], school.coverage()["missing"]) == (True, [])


@pytest.mark.requirement("Q120")
def test_an_area_without_a_camera_is_in_the_gap_list(school: School) -> None:
    assert school.gap(AreaKind.STORE) == "no_camera"
    assert school.gap(AreaKind.SPECIAL) == "no_area"
    assert {"STORE", "SPECIAL"} <= set(school.coverage()["missing"])


_ROWS = dict(zip(REQUIRED_AREAS, range(38, 46), strict=True))  # Q038 to Q045, in the seed's order


@pytest.mark.parametrize(
    "kind",
    [pytest.param(kind, id=kind.value, marks=pytest.mark.requirement(f"Q0{row}")) for kind, row in _ROWS.items()],
)
def test_a_required_area_is_shipped_holds_cameras_and_is_missing_until_it_has_one(
    school: School, manager: FlaskClient, world: World, kind: AreaKind
) -> None:
    manager.delete(f"/api/cameras/{world.kitchen.camera.id}")
    assert kind in [line["kind"] for line in school.coverage()["areas"]]
    assert kind in school.coverage()["missing"]
    camera_id = school.add_camera(kind)
    assert kind not in school.coverage()["missing"]
    assert (manager.get(f"/api/cameras/{camera_id}").json or {})["area"]["kind"] == kind


def test_an_optional_area_is_never_missing(school: School) -> None:
    school.area(AreaKind.QTEST)
    assert school.gap(AreaKind.QTEST) == "none"
    assert "QTEST" not in school.coverage()["missing"]


@pytest.mark.requirement("Q134")
def test_an_area_with_only_cameras_without_ai_is_an_ai_gap(
    school: School, manager: FlaskClient, report: Callable[..., None]
) -> None:
    camera_id = school.add_camera(AreaKind.CUT, is_ai_enabled=False)
    report(camera_id, **GOOD)
    form = {"installed_by": "张工", "checked": POINTS}
    assert manager.post(f"/api/cameras/{camera_id}/acceptance", json=form).status_code == 200
    assert school.gap(AreaKind.CUT) == "ai_gap"
    assert manager.patch(f"/api/cameras/{camera_id}", json={"is_ai_enabled": True}).status_code == 200
    assert school.gap(AreaKind.CUT) == "none"


def test_a_camera_that_must_be_replaced_does_not_cover_its_area(
    school: School, manager: FlaskClient, report: Callable[..., None]
) -> None:
    camera_id = school.add_camera(AreaKind.CUT)
    report(camera_id, **GOOD | {"fps": 3.0})
    manager.post(f"/api/cameras/{camera_id}/acceptance", json={"installed_by": "张工", "checked": POINTS})
    assert school.gap(AreaKind.CUT) == "not_accepted"
    assert "CUT" in school.coverage()["missing"]
