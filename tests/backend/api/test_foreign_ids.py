"""Every route that names a thing: what belongs to others answers byte for byte like what does not exist."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from backend.accounts.models import User
from backend.catalog.roles import Role
from backend.core.api import PUBLIC, document
from tests.factories.belongings import make_belongings
from tests.factories.cases import ClientAs, Story
from tests.factories.world import World, make_jurisdiction, make_kitchen, make_officer
from tests.fakes.pictures import jpeg

MISSING = 987_654
DESCRIPTION = ("get", "/api/openapi.json")  # says nothing about anybody
SIGNED_BY_DEVICES = ("/api/device/", "/api/observations")

_SAID = {"text": "x"}
_MINUTES = {"t1_minutes": 5, "t2_minutes": 10, "close_minutes": 20, "clock": "always"}
_STEPS = [{"level": 1, "roles": ["holder"], "after": "t0"}]
# A body, or for GET a query, that passes the schema, so that the answer speaks of the thing and not of the form.
BODIES: dict[tuple[str, str], Any] = {
    ("post", "/api/applications/{application_id}/approval"): {},
    ("post", "/api/applications/{application_id}/refusal"): {"reason": "xx"},
    ("patch", "/api/areas/{area_id}"): {"name": "x"},
    ("patch", "/api/cameras/{camera_id}"): {"name": "x"},
    ("post", "/api/cameras/{camera_id}/acceptance"): {"installed_by": "x", "checked": []},
    ("put", "/api/cameras/{camera_id}/zones"): [],
    ("put", "/api/cameras/{camera_id}/bins"): [],
    ("patch", "/api/cameras/{camera_id}/installation"): {"mount_cm": 250},
    ("post", "/api/reference-stills/{reference_id}/decision"): {"is_accepted": True},
    ("post", "/api/cases/{case_id}/acknowledgement"): {},
    ("post", "/api/cases/{case_id}/assignment"): {"user_id": 1, **_SAID},
    ("post", "/api/cases/{case_id}/attribution"): {"user_id": 1, **_SAID},
    ("post", "/api/cases/{case_id}/dismissal"): {"reason": "glare", **_SAID},
    ("post", "/api/cases/{case_id}/opinions"): {"demands": ["x"], "deadline_on": "2026-03-09"},
    ("post", "/api/cases/{case_id}/penalty"): {"reference": "x", **_SAID},
    ("post", "/api/cases/{case_id}/urges"): _SAID,
    ("post", "/api/cases/{case_id}/verification"): {"is_accepted": True, **_SAID},
    ("put", "/api/chains/{chain_id}"): {"name_zh": "x", "name_en": "x", "steps": _STEPS},
    ("post", "/api/chains/{chain_id}/preview"): {
        "establishment_id": 1, "type": "CLOTHES", "opened_at": "2026-03-02T04:00:00Z",
    },
    ("put", "/api/connect-duties/{duty_id}/extra-checks"): {"per_year": 2, "reason": "late"},
    ("post", "/api/connect-notices/{notice_id}/receipt"): {},
    ("post", "/api/duties/{duty_id}/cancellation"): {"reason": "closed"},
    ("get", "/api/establishments/{establishment_id}/opening"): {"from": "2026-03-02", "to": "2026-03-03"},
    ("patch", "/api/establishments/{establishment_id}"): {"uniform_colours": ["#ffffff"]},
    ("post", "/api/establishments/{establishment_id}/suppliers"): {"supplier_id": 1, "starts_on": "2026-03-02"},
    ("post", "/api/establishments/{establishment_id}/terms"): {
        "name": "x", "starts_on": "2026-03-02", "ends_on": "2026-03-03",
    },
    ("put", "/api/establishments/{establishment_id}/headquarters"): {"headquarters_id": None},
    ("patch", "/api/terms/{term_id}"): {"name": "x"},
    ("post", "/api/supply-links/{link_id}/end"): {"ends_on": "2026-03-02"},
    ("post", "/api/establishments/{establishment_id}/areas"): {"kind": "COOK", "name": "x"},
    ("post", "/api/establishments/{establishment_id}/invitations"): {"kind": "staff", "post": "cook"},
    ("post", "/api/establishments/{establishment_id}/responsibilities"): {"user_id": 1},
    ("post", "/api/conduct/{conduct_id}/contest"): {"text": "xx"},
    ("post", "/api/conduct/{conduct_id}/decision"): {"is_upheld": True, "answer": "xx"},
    ("post", "/api/employments/{employment_id}/conduct"): {"kind": "praise", "text": "xx"},
    ("post", "/api/employments/{employment_id}/leaving"): {"reason": "resigned"},
    ("post", "/api/employments/{employment_id}/posts"): {"post": "storekeeper"},
    ("post", "/api/establishments/{establishment_id}/morning-checks"): {"fit_user_ids": [1]},
    ("patch", "/api/agencies/{agency_id}"): {"name": "x"},
    ("patch", "/api/jurisdictions/{jurisdiction_id}"): {"name": "x"},
    ("post", "/api/jurisdictions/{jurisdiction_id}/agencies"): {"kind": "section", "name": "x"},
    ("post", "/api/jurisdictions/{jurisdiction_id}/officers"): {
        "phone": "13912345678", "name": "x", "role": "office_officer",
    },
    ("put", "/api/jurisdictions/{jurisdiction_id}/parent"): {"parent_id": 1},
    ("patch", "/api/passkeys/{passkey_id}"): {"name": "x"},
    ("patch", "/api/rules/{rule_id}"): {"is_enabled": False},
    ("put", "/api/timers/{timer_id}"): _MINUTES,
    ("patch", "/api/viewing-groups/{group_id}"): {"name": "x"},
    ("post", "/api/viewing-groups/{group_id}/members"): {"phone": "13900000001", "name": "x"},
    ("patch", "/api/group-members/{member_id}"): {"is_suspended": True},
    ("put", "/api/group-opinions/{group_opinion_id}/answer"): _SAID,
    ("post", "/api/disclosure-entries/{entry_id}/correction"): {"happened_on": "2026-03-02", "data": {}},
    ("post", "/api/establishments/{establishment_id}/disclosure-entries"): {
        "item": "additives", "happened_on": "2026-03-02", "data": {"is_none": True},
    },
    ("patch", "/api/establishments/{establishment_id}/public-settings"): {"masks_names": True},
    ("post", "/api/establishments/{establishment_id}/recognition/changes"): {
        "camera_id": 1, "type": "CAP", "kind": "min_height", "value": 50,
    },
    ("post", "/api/tunings/{tuning_id}/end"): {},
    ("post", "/api/ratings/{rating_id}/hiding"): {"reason": "xx"},
    ("post", "/api/ratings/{rating_id}/reply"): {"text": "xx"},
    ("post", "/api/reports/{report_id}/answer"): {"text": "xx"},
    ("put", "/api/reports/{report_id}/publication"): {"is_published": True},
}  # fmt: skip

# What is sensitive is read with a reason.
QUERIES: dict[str, str] = {
    "/api/establishments/{establishment_id}/recognition/labelled-set": "reason=because",
    "/api/establishments/{establishment_id}/staff/export": "reason=because",
    "/api/health-certificates/{health_certificate_id}/photo": "reason=because",
    "/api/morning-checks/{check_id}": "reason=because",
}


# Of the platform: nobody who stands in a place or an office holds the permission.
PLATFORM_ONLY = ("/api/models/",)

_PLACES = "/api/establishments/{establishment_id}"
FORMS: dict[tuple[str, str], dict[str, Any]] = {
    ("post", f"{_PLACES}/licences"): {
        "number": "JY34407030000017", "form": "catering", "items": "pastry", "issued_on": "2025-01-01",
    },
    ("post", f"{_PLACES}/reports"): {"topic": "food", "text": "xxxx"},
    ("post", "/api/viewing-groups/{group_id}/opinions"): _SAID,
    ("post", f"{_PLACES}/pledges"): {"text": "x" * 20, "signer_name": "x"},
    ("post", f"{_PLACES}/quality-certificates"): {
        "scheme": "haccp", "number": "1", "body": "x", "issued_on": "2025-01-01", "expires_on": "2027-01-01",
    },
}  # fmt: skip


@dataclass(frozen=True)
class Operation:
    method: str
    path: str

    @property
    def names(self) -> list[str]:
        return re.findall(r"{(\w+)}", self.path)

    def ask(self, client: Any, ids: dict[str, int]) -> TestResponse:
        options: dict[str, Any] = {}
        if self.path.endswith("/rectification"):
            options = {"data": {"text": "x", "photo": (io.BytesIO(jpeg()), "p.jpg")}}
        elif self.path.endswith("/certificates"):
            form = {"number": "x", "examined_on": "2026-02-01", "photo": (io.BytesIO(jpeg()), "p.jpg")}
            options = {"data": form}
        elif (self.method, self.path) in FORMS:
            options = {"data": FORMS[self.method, self.path]}
        elif self.path.endswith("/member-lists"):
            options = {"data": {"text": "13900000001 x"}}
        elif (self.method, self.path) in BODIES:
            options = {"query_string" if self.method == "get" else "json": BODIES[self.method, self.path]}
        if self.method == "get" and self.path in QUERIES:
            options["query_string"] = QUERIES[self.path]
        answer: TestResponse = client.open(self.path.format(**ids), method=self.method.upper(), **options)
        return answer


def operations() -> Iterator[Operation]:
    """Of people: what boxes may call is signed for each request and asked elsewhere."""
    for path, item in document()["paths"].items():
        for method in item.keys() & {"get", "post", "put", "patch", "delete"}:
            if not path.startswith(SIGNED_BY_DEVICES):
                yield Operation(method, path)


@pytest.fixture
def foreign(world: World) -> dict[str, int]:
    """Ids of the other kitchen; nobody of ours may learn that they exist."""
    return make_belongings(Story(world), world.other)


def outsiders(world: World) -> list[User]:
    elsewhere = make_officer(Role.COUNTY_OFFICER, make_jurisdiction("另一区", "county", world.city))
    return [*world.kitchen.people.values(), world.officer, elsewhere]


def same(one: TestResponse, other: TestResponse) -> bool:
    return (one.status_code, one.content_type, one.data) == (other.status_code, other.content_type, other.data)


def test_a_foreign_id_answers_like_a_missing_one(world: World, foreign: dict[str, int], client_as: ClientAs) -> None:
    clients = [client_as(user) for user in outsiders(world)]
    checked, told_apart, never_404 = 0, [], []
    for operation in operations():
        if not operation.names or (operation.method, operation.path) in PUBLIC:
            continue
        statuses = set()
        for client in clients:
            answer = operation.ask(client, foreign)
            missing = operation.ask(client, dict.fromkeys(operation.names, MISSING))
            statuses.add(answer.status_code)
            if not same(answer, missing) or answer.status_code not in (403, 404):
                told_apart.append((operation, answer.status_code, answer.data[:200], missing.data[:200]))
            checked += 1
        if 404 not in statuses and not operation.path.startswith(PLATFORM_ONLY):
            never_404.append((operation, statuses))
    assert told_apart == []
    # Somebody among the outsiders holds the permission, and even then the thing is not there.
    assert never_404 == []
    assert checked > 200


WANTED = 10_000


@pytest.mark.timeout(300)
def test_of_ten_thousand_foreign_ids_none_answers_with_data(world: World, client_as: ClientAs) -> None:
    """Things of many other kitchens, asked by everybody of ours through every route that names a thing."""
    asked = [operation for operation in operations() if operation.names]
    clients = [client_as(user) for user in outsiders(world)]
    story, answered, count = Story(world), [], 0
    elsewhere = make_jurisdiction("城北所", "office", world.county)
    while count < WANTED:
        kitchen = make_kitchen(f"他人食堂{count}", elsewhere, world.device)
        ids = make_belongings(story, kitchen)
        for operation in asked:
            if not {*operation.names} <= ids.keys():
                continue  # the first test of this file names what is missing
            for client in clients:
                answer = operation.ask(client, ids)
                count += 1
                if answer.status_code not in (403, 404) or kitchen.establishment.name in answer.get_data(as_text=True):
                    answered.append((operation, ids, answer.status_code, answer.data[:200]))
    assert answered == []


def test_foreign_evidence_stays_hidden_behind_an_own_case(
    world: World, foreign: dict[str, int], client_as: ClientAs
) -> None:
    story = Story(world)
    own = story.open()
    client = client_as(world.officer)
    path = f"/api/cases/{own.id}/evidence"

    assert same(client.get(f"{path}/{foreign['evidence_id']}"), client.get(f"{path}/{MISSING}"))
    assert client.get(f"{path}/{MISSING}").status_code == 404


def test_who_is_not_signed_in_gets_401_everywhere(app: Flask, foreign: dict[str, int]) -> None:
    answers = {op: op.ask(app.test_client(), foreign) for op in operations() if (op.method, op.path) not in PUBLIC}

    assert {op: a.status_code for op, a in answers.items() if a.status_code != 401} == {}
    assert len(answers) > 60


def test_a_box_that_signs_nothing_gets_401_everywhere(app: Flask, foreign: dict[str, int]) -> None:
    client, ids = app.test_client(), {**foreign, "key": "k", "type": "MASK", "version": "v"}
    for path, item in document()["paths"].items():
        if path.startswith(SIGNED_BY_DEVICES):
            for method in item.keys() & {"get", "post", "put"}:
                headers = {"X-Start-At": "2026-03-02T04:00:00Z"}
                answer = client.open(path.format(**ids), method=method.upper(), headers=headers)
                assert answer.status_code == 401, (method, path, answer.data)


def test_every_route_declares_its_guard(app: Flask) -> None:
    guards: dict[tuple[str, str], bool] = {}
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/api/") and not rule.rule.startswith(SIGNED_BY_DEVICES):
            for method in (rule.methods or set()) - {"OPTIONS", "HEAD"}:
                view = app.view_functions[rule.endpoint]
                guards[method.lower(), re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)] = hasattr(
                    view, "required_permissions"
                )

    assert {route for route, is_guarded in guards.items() if not is_guarded} == PUBLIC | {DESCRIPTION}
    assert len(guards) > 60
