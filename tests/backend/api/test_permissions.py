"""The permission matrix: every route, every role, what is theirs and what is not. Declared in tools/permissions.

Each cell is one request. Nothing of it is kept: the transaction of a cell is rolled back, so that no cell changes the
next one, and a whole role is asked in seconds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask

from backend.accounts.models import Membership, User
from backend.app import create_app
from backend.cameras.service.device import blurred_still_key, still_key
from backend.catalog.agencies import AgencyKind
from backend.catalog.establishments import CompetentBody
from backend.catalog.roles import Role, ScopeKind
from backend.core import clock, storage
from backend.core.api import document
from backend.extensions import db
from backend.jurisdictions.models import Agency
from backend.settings import Settings
from tests.backend.api.test_foreign_ids import MISSING, same
from tests.backend.api.test_foreign_ids import Operation as Request
from tests.factories.belongings import make_belongings
from tests.factories.cases import Story
from tests.factories.world import (
    Kitchen,
    World,
    make_jurisdiction,
    make_kitchen,
    make_member,
    make_officer,
    make_platform_member,
    make_world,
)
from tests.fakes import secrets
from tests.fakes.client import SignedInClient
from tests.fakes.clock import FrozenClock
from tests.fakes.pictures import jpeg
from tools.permissions.declared import IDS, ROLE_SCOPES, Outcome
from tools.permissions.matrix import Operation, expected, operations, undeclared


@dataclass
class Ground:
    """`own`, `far` and `other_line`: ids of all things of a kitchen of ours, of another city's, of another line's."""

    app: Flask
    world: World
    own: dict[str, int]
    far: dict[str, int]
    other_line: dict[str, int]
    people: dict[Role, User]
    operations: list[Operation]


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    folder = tmp_path_factory.mktemp("matrix")
    settings = Settings(
        data_dir=folder,
        database_url=f"sqlite:///{folder / 'mingchu.db'}",
        secrets=secrets.test_secrets(),
        storage_url=f"file://{folder / 'files'}",
        push_allow_private=True,
        allow_loopback_cameras=True,
    )
    app = create_app(settings, clock=FrozenClock())
    with app.app_context():
        db.create_all()
        world = make_world()
        far = make_kitchen(
            "外地食堂", make_jurisdiction("外地所", "office", make_jurisdiction("外市", "city")), world.device
        )
        restaurant = make_kitchen("街边饭店", world.office, world.device)
        restaurant.establishment.competent_body = CompetentBody.NONE
        story = Story(world)
        own, away, other_line = (make_belongings(story, kitchen) for kitchen in (world.kitchen, far, restaurant))
        for kitchen in (world.kitchen, far, restaurant):
            _shown(kitchen)
        people: dict[Role, User] = {role: _person(role, world) for role in Role if role is not Role.PUBLIC}
        db.session.commit()
        yield Ground(app, world, own, away, other_line, people, list(_askable(own)))
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()


def _shown(kitchen: Kitchen) -> None:
    """Pictures are there, and the kitchen is a branch, so that "none yet" is not taken for "not yours"."""
    camera = kitchen.camera
    storage.put(still_key(camera.id), jpeg())
    storage.put(blurred_still_key(camera.id), jpeg())
    camera.still_at = camera.blurred_still_at = clock.now()
    kitchen.establishment.headquarters_id = kitchen.establishment.id


def _askable(made: dict[str, int]) -> Iterator[Operation]:
    """What is missing here is named by one test alone, so that it does not drown the others."""
    for operation in operations(document()):
        if operation.permissions is not None and {*operation.names} <= IDS.keys() & made.keys():
            yield operation


def _person(role: Role, world: World) -> User:
    if ROLE_SCOPES[role] is ScopeKind.ESTABLISHMENT:
        return make_member(role, world.kitchen.establishment)
    if ROLE_SCOPES[role] is ScopeKind.PLATFORM:
        return make_platform_member(role)
    return make_officer(
        role, {Role.COUNTY_OFFICER: world.county, Role.CITY_OFFICER: world.city}.get(role, world.office)
    )


class Asker:
    """One person asks; each answer is put into the words of the table."""

    def __init__(self, ground: Ground, user: User, monkeypatch: pytest.MonkeyPatch) -> None:
        self._client = SignedInClient.of(ground.app, user)
        monkeypatch.setattr(db.session, "commit", db.session.rollback)

    def outcome(self, operation: Operation, ids: dict[str, int]) -> tuple[Outcome | str, Any]:
        answer = self._ask(operation, ids)
        if answer.status_code == 403:
            return Outcome.REFUSED, answer
        if answer.status_code != 404:
            return (Outcome.ALLOWED if answer.status_code < 500 and answer.status_code != 401 else "broken"), answer
        missing = self._ask(operation, dict.fromkeys(ids, MISSING))
        return (Outcome.HIDDEN if same(answer, missing) else "told apart from missing"), answer

    def _ask(self, operation: Operation, ids: dict[str, int]) -> Any:
        return Request(operation.method, operation.path).ask(self._client, ids)


ENDS_THE_SESSION = {("delete", "/api/session")}


def _differences(ground: Ground, asker: Asker, role: Role) -> Iterator[str]:
    for operation in ground.operations:
        if (operation.method, operation.path) in ENDS_THE_SESSION:
            continue
        for place, ids in (("own", ground.own), ("far", ground.far), ("other line", ground.other_line)):
            wanted = _wanted(operation, role, place)
            found, answer = asker.outcome(operation, ids)
            if found != (Outcome.HIDDEN if wanted is Outcome.SOME else wanted):
                said = f"{answer.status_code} {answer.get_data(as_text=True)[:160]}"
                yield f"{operation} as {role}, {place}: {found} instead of {wanted} ({said})"
            if not operation.names:
                break  # it names nothing, so there is nothing elsewhere


def _wanted(operation: Operation, role: Role, place: str) -> Outcome:
    scope = ROLE_SCOPES[role]
    is_theirs = place == "own" or scope is ScopeKind.PLATFORM
    if place == "other line" and scope is ScopeKind.JURISDICTION:
        is_theirs = role is not Role.EDUCATION_OFFICER
    return expected(operation, role, is_theirs=is_theirs)


def test_every_route_and_every_id_is_declared(ground: Ground) -> None:
    assert undeclared(document()) == []
    unmade = {name for one in operations(document()) if one.permissions is not None for name in one.names}
    assert unmade - ground.own.keys() == set(), "make one of each in tests/factories/belongings.py"


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.PUBLIC])
def test_each_cell_answers_as_declared(ground: Ground, role: Role, monkeypatch: pytest.MonkeyPatch) -> None:
    asker = Asker(ground, ground.people[role], monkeypatch)
    differences = list(_differences(ground, asker, role))
    assert not differences, "\n".join(differences)


def test_an_officer_of_the_labour_line_sees_no_school(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    """Seed 001 art. 12: each department sees the establishments of its own line."""
    world = ground.world
    agency = Agency(jurisdiction_id=world.office.id, kind=AgencyKind.HUMAN_RESOURCES, name="人社局")
    db.session.add(agency)
    db.session.flush()
    officer = make_officer(Role.EDUCATION_OFFICER, world.office)
    db.session.query(Membership).filter_by(user_id=officer.id).update({"agency_id": agency.id})
    technical = make_kitchen("技工学校食堂", world.office, world.device)
    technical.establishment.competent_body = CompetentBody.HUMAN_RESOURCES
    db.session.commit()
    asker = Asker(ground, officer, monkeypatch)
    one = Operation("get", "/api/establishments/{establishment_id}", ())

    assert asker.outcome(one, {"establishment_id": technical.establishment.id})[0] is Outcome.ALLOWED
    for ids in (ground.own, ground.far, ground.other_line):
        assert asker.outcome(one, ids)[0] is Outcome.HIDDEN


def test_without_a_session_every_other_route_answers_401(ground: Ground) -> None:
    client = ground.app.test_client()
    answers = {
        operation: Request(operation.method, operation.path).ask(client, ground.own).status_code
        for operation in ground.operations
    }
    assert {operation: status for operation, status in answers.items() if status != 401} == {}
    assert len(answers) > 60
