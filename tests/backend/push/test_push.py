"""Browsers that may be woken: whose they are, and which endpoints are taken."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from flask import Flask
from flask.testing import FlaskClient

from backend.accounts.models import User
from backend.catalog.roles import Role
from backend.core.errors import InvalidError
from backend.push.policy import check_endpoint
from backend.settings import Settings
from tests.backend.cameras.test_addresses import REFUSED as REFUSED_FOR_CAMERAS
from tests.factories.world import World

ClientAs = Callable[[User], FlaskClient]
PATH = "/api/push-subscriptions"
PUSH_SERVICES = [
    "https://fcm.googleapis.com/fcm/send/abc:def",
    "https://updates.push.services.mozilla.com/wpush/v2/gAAAA",
    "https://web.push.apple.com/QGuQyavXutnMf",
    "https://wns2-par02p.notify.windows.com/w/?token=BQYAAA%3d",
    "https://push.example.com:8443/p/1",
]


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _keys() -> dict[str, str]:
    point = ec.generate_private_key(ec.SECP256R1()).public_key()
    return {
        "p256dh": _text(point.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)),
        "auth": _text(b"a" * 16),
    }


def _body(endpoint: str = PUSH_SERVICES[0], **keys: Any) -> dict[str, Any]:
    return {"endpoint": endpoint, "keys": _keys() | keys, "user_agent": "Phone"}


@pytest.fixture
def client(world: World, client_as: ClientAs) -> FlaskClient:
    return client_as(world.kitchen.people[Role.CANTEEN_HEAD])


def _listed(client: FlaskClient) -> list[dict[str, Any]]:
    return list((client.get(PATH).json or {})["items"])


def test_a_browser_subscribes_once_and_leaves(client: FlaskClient) -> None:
    first = client.post(PATH, json=_body())
    assert first.status_code == 201
    again = client.post(PATH, json=_body())
    assert (first.json or {})["id"] == (again.json or {})["id"]
    row = _listed(client)[0]
    assert (row["host"], row["is_current"]) == ("fcm.googleapis.com", True)
    assert "abc:def" not in client.get(PATH).text
    assert client.delete(f"{PATH}/{row['id']}").status_code == 204
    assert _listed(client) == []


def test_a_shared_phone_belongs_to_who_uses_it_now(world: World, client: FlaskClient, client_as: ClientAs) -> None:
    next_one = client_as(world.kitchen.people[Role.WORKER])
    client.post(PATH, json=_body())
    next_one.post(PATH, json=_body())
    assert _listed(client) == []
    assert len(_listed(next_one)) == 1


def test_subscriptions_of_others_answer_like_missing_ones(
    world: World, client: FlaskClient, client_as: ClientAs
) -> None:
    row = client.post(PATH, json=_body()).json or {}
    stranger = client_as(world.other.people[Role.CANTEEN_HEAD])
    answers = [stranger.delete(f"{PATH}/{number}") for number in (row["id"], 99999)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].data == answers[1].data
    assert len(_listed(client)) == 1


def test_the_oldest_browser_gives_way(client: FlaskClient) -> None:
    for number in range(21):
        assert client.post(PATH, json=_body(f"https://push.example.com/{number}")).status_code == 201
    assert len(_listed(client)) == 20


@pytest.mark.parametrize(
    "keys",
    [
        {"p256dh": "x"},
        {"p256dh": _text(b"\4" + b"\1" * 64)},
        {"p256dh": "!!"},
        {"auth": _text(b"a" * 15)},
        {"auth": "!"},
    ],
    ids=str,
)
def test_keys_that_cannot_encrypt_are_refused(client: FlaskClient, keys: dict[str, str]) -> None:
    assert client.post(PATH, json=_body(**keys)).status_code == 422


REFUSED = [url.replace("rtsp://", "https://", 1) for url in REFUSED_FOR_CAMERAS if url.startswith("rtsp://")]
REFUSED = [url for url in REFUSED if "8.8.8.8" not in url and "2606" not in url]
REFUSED += [
    "http://push.example.com/1",
    "https://user:pw@push.example.com/1",
    "https://10.0.0.1/",
    "https://192.168.1.1/",
    "https://172.16.0.1/",
    "https://[fc00::1]/",
    "https://100.64.0.1/",
    "ftp://push.example.com/",
    "javascript:alert(1)",
]


@pytest.mark.parametrize("url", REFUSED)
def test_an_endpoint_that_is_no_push_service_is_refused(url: str) -> None:
    with pytest.raises(InvalidError):
        check_endpoint(url, allow_private=False)


@pytest.mark.parametrize("url", PUSH_SERVICES)
def test_an_endpoint_of_a_push_service_is_taken(url: str) -> None:
    check_endpoint(url, allow_private=False)


def test_the_route_asks_the_setting(app: Flask, settings: Settings, client: FlaskClient) -> None:
    assert client.post(PATH, json=_body("http://127.0.0.1:9000/p")).status_code == 201
    app.extensions["settings"] = replace(settings, push_allow_private=False)
    answer = client.post(PATH, json=_body("https://127.0.0.1:9000/p"))
    assert (answer.status_code, (answer.json or {})["code"]) == (422, "refused_endpoint")
