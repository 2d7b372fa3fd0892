"""Where the notifier connects to, and where it never does."""

from __future__ import annotations

import socket
from typing import Any

import pytest

from notifications.channels.egress import AddressRefused, PinnedHttp, is_public

PRIVATE = [
    "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "100.100.100.200", "192.0.0.192", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::1", "::", "fe80::1",
    "fc00::1", "fd00:ec2::254", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::",
    "2001:0:4136:e378:8000:63bf:80ff:fffe", "ff02::1", "2001:db8::1",
]  # fmt: skip


@pytest.fixture
def connections(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    made: list[Any] = []

    def connect(self: socket.socket, address: Any) -> None:
        made.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket.socket, "connect", connect)
    return made


@pytest.mark.parametrize("address", PRIVATE)
def test_a_name_that_leads_inside_is_never_connected_to(
    address: str, connections: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    answer = [(family, socket.SOCK_STREAM, 6, "", (address, 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answer)

    with pytest.raises(AddressRefused):
        PinnedHttp(allow_private=False).post("https://push.example.com/x", b"", {})

    assert connections == []
    assert not is_public(address)


def test_one_inner_address_among_several_is_enough_to_refuse(
    connections: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 443)) for ip in ("93.184.216.34", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answer)

    with pytest.raises(AddressRefused):
        PinnedHttp(allow_private=False).post("https://push.example.com/x", b"", {})

    assert connections == []


def test_the_connection_goes_to_the_address_that_was_judged(
    connections: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second answer of a rebinding name would lead inside; it is not asked for."""
    answers = iter(["93.184.216.34", "127.0.0.1"])

    def resolve(host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        ip = host if host[0].isdigit() else next(answers)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)

    with pytest.raises(Exception, match="refused|establish"):
        PinnedHttp(allow_private=False).post("https://push.example.com/x", b"", {})

    assert {address[0] for address in connections} == {"93.184.216.34"}


@pytest.mark.parametrize(
    "url",
    [
        "http://push.example.com/x",
        "https://user:pw@push.example.com/",
        "ftp://push.example.com/",
        "file:///etc/passwd",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://2130706433/",
        "https://0x7f.1/",
        "https://localhost/",
        "https://metadata.google.internal/",
        "https://push.example.com:0/",
        "https://push.example.com\\@10.0.0.1/",
        "https:///x",
        "nonsense",
    ],
)
def test_an_endpoint_that_is_no_public_https_address_is_refused(url: str, connections: list[Any]) -> None:
    with pytest.raises(AddressRefused):
        PinnedHttp(allow_private=False).post(url, b"", {})

    assert connections == []
