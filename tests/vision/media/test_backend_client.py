"""Talking to the backend: signed requests, and which failures are worth a second try."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.fakes.backend import FakeBackend, new_key
from tests.vision.media.running import free_port
from vision.backend_client import BackendClient, BackendRefused, BackendUnreachable
from vision.settings import DeviceCredential


@pytest.fixture
def backend() -> Iterator[FakeBackend]:
    with FakeBackend() as running:
        yield running


@pytest.fixture
def client(backend: FakeBackend) -> Iterator[BackendClient]:
    made = BackendClient(backend.device, "media")
    yield made
    made.close()


def test_the_configuration_comes_once_until_it_changes(backend: FakeBackend, client: BackendClient) -> None:
    first = client.get_config()
    assert first is not None
    assert first["cameras"] == []
    assert client.get_config() is None
    backend.config = {**backend.config, "cameras": [{"id": 1}]}
    changed = client.get_config()
    assert changed is not None
    assert changed["cameras"] == [{"id": 1}]
    client.forget_config()
    assert client.get_config() == changed


def test_every_request_is_signed_for_itself_and_names_the_process(backend: FakeBackend, client: BackendClient) -> None:
    client.post_states([{"camera_id": 7, "state": "online"}])
    client.post_states([{"camera_id": 7, "state": "online"}])
    client.end_observation("a/b?c", 0.0)
    assert backend.rejected == []
    assert [request.path for request in backend.received][2] == "/api/observations/a%2Fb%3Fc/end"
    assert {request.headers["X-Process"] for request in backend.received} == {"media"}
    assert backend.received[2].json == {"ended_at": "1970-01-01T00:00:00.000Z"}


def test_with_a_key_the_backend_does_not_know_reports_wait_instead_of_being_set_aside(backend: FakeBackend) -> None:
    stranger = BackendClient(replace(backend.device, private_key=new_key()[0]), "media")
    with pytest.raises(BackendUnreachable, match="clock and credential"):
        stranger.get_config()
    stranger.close()


def test_an_observation_carries_its_pictures_and_its_key(backend: FakeBackend, client: BackendClient) -> None:
    answer = client.post_observation({"key": "k1", "type": "CLOTHES", "text": "灶台"}, b"clean\r\n", b"--boxed")
    assert answer == {"id": 1, "case_id": 1}
    (request,) = backend.received
    assert request.headers["Idempotency-Key"] == "k1"
    assert json.loads(request.parts["meta"])["text"] == "灶台"
    assert (request.parts["snapshot"], request.parts["boxed"]) == (b"clean\r\n", b"--boxed")


def test_a_clip_says_when_it_begins(backend: FakeBackend, client: BackendClient) -> None:
    client.put_clip("k1", 1_800_000_000.25, 10.5, b"mp4")
    (request,) = backend.received
    assert request.headers["X-Start-At"] == "2027-01-15T08:00:00.250Z"
    assert request.headers["X-Duration"] == "10.500"
    assert request.headers["Content-Type"] == "video/mp4"


def test_a_missing_still_is_none(backend: FakeBackend, client: BackendClient) -> None:
    backend.references[7] = b"jpeg"
    assert client.get_still(7, None) == b"jpeg"
    assert client.get_still(8, None) is None
    backend.covered[7, 3] = b"lid"
    assert [client.get_still(7, each) for each in (3, 4)] == [b"lid", None]


@pytest.mark.parametrize("status", [500, 502, 503, 429, 302])
def test_what_may_pass_is_unreachable(backend: FakeBackend, client: BackendClient, status: int) -> None:
    backend.status = status
    with pytest.raises(BackendUnreachable):
        client.post_states([])


@pytest.mark.parametrize("status", [400, 404, 409, 413, 422])
def test_what_will_never_pass_is_refused_with_its_code(
    backend: FakeBackend, client: BackendClient, status: int
) -> None:
    backend.status = status
    with pytest.raises(BackendRefused) as refusal:
        client.post_states([])
    assert (refusal.value.status, refusal.value.code) == (status, "made_to_fail")


def test_no_backend_is_unreachable() -> None:
    client = BackendClient(DeviceCredential("1", new_key()[0], f"http://127.0.0.1:{free_port()}"), "media")
    with pytest.raises(BackendUnreachable):
        client.get_config()
