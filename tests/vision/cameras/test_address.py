"""A camera form is no door into the network: which addresses are called, and that no others ever are."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from ipaddress import ip_network

import pytest

from backend.catalog.cameras import CameraState
from vision.cameras.address import AddressPolicy, check_url, mask_url
from vision.cameras.failure import CameraFailure
from vision.cameras.probe import probe
from vision.cameras.source import StreamAddress

PRIVATE = AddressPolicy(tuple(ip_network(text) for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")))
EVERYTHING = AddressPolicy((ip_network("0.0.0.0/0"), ip_network("::/0")))

# {port} is where a listener waits that must never hear anything.
FORBIDDEN = [
    "rtsp://127.0.0.1:{port}/",
    "rtsp://127.1:{port}/",
    "rtsp://127.0.1:{port}/",
    "rtsp://127.255.255.254:{port}/",
    "rtsp://2130706433:{port}/",
    "rtsp://0x7f000001:{port}/",
    "rtsp://0x7f.0.0.1:{port}/",
    "rtsp://0x7f.1:{port}/",
    "rtsp://017700000001:{port}/",
    "rtsp://0177.0.0.1:{port}/",
    "rtsp://00000177.0.0.1:{port}/",
    "rtsp://localhost:{port}/",
    "rtsp://LOCALHOST:{port}/",
    "rtsp://localhost.:{port}/",
    "rtsp://[::1]:{port}/",
    "rtsp://[0:0:0:0:0:0:0:1]:{port}/",
    "rtsp://[::ffff:127.0.0.1]:{port}/",
    "rtsp://[::ffff:7f00:1]:{port}/",
    "rtsp://[0:0:0:0:0:ffff:127.0.0.1]:{port}/",
    "rtsp://[::127.0.0.1]:{port}/",
    "rtsp://[64:ff9b::7f00:1]:{port}/",
    "rtsp://[2002:7f00:1::]:{port}/",
    "rtsp://0.0.0.0:{port}/",
    "rtsp://0:{port}/",
    "rtsp://0x0:{port}/",
    "rtsp://[::]:{port}/",
    "rtsp://[::ffff:0.0.0.0]:{port}/",
    "rtsp://169.254.169.254/latest/meta-data/",
    "rtsp://2852039166/",
    "rtsp://0xa9fea9fe/",
    "rtsp://0251.0376.0251.0376/",
    "rtsp://[::ffff:169.254.169.254]/",
    "rtsp://[fe80::1]:{port}/",
    "rtsp://[fe80::1%25lo]:{port}/",
    "rtsp://[fd00:ec2::254]/",
    "rtsp://100.100.100.200/",
    "rtsp://192.0.0.192/",
    "rtsp://224.0.0.1/",
    "rtsp://[ff02::1]/",
    "rtsp://255.255.255.255/",
    "rtsp://240.0.0.1/",
    "rtsp://192.168.1.1@127.0.0.1:{port}/",
    "rtsp://192.168.1.1:554@127.0.0.1:{port}/",
    "rtsp://192.168.1.1%40127.0.0.1@127.0.0.1:{port}/",
    "rtsp://%31%32%37.0.0.1:{port}/",
    "rtsp://①②⑦.0.0.1:{port}/",
    "rtsp://127。0。0。1:{port}/",
    "rtsp://192.168.1.1\\@127.0.0.1:{port}/",
    "rtsp://127.0.0.1:{port}\t/",
    "rtsp://192.168.1.1\r\nHost: 127.0.0.1:{port}/",
    "rtsps://127.0.0.1:{port}/",
    "RTSP://127.0.0.1:{port}/",
    "http://127.0.0.1:{port}/",
    "rtspu://127.0.0.1:{port}/",
    "rtmp://127.0.0.1:{port}/",
    "file:///etc/passwd",
    "gopher://127.0.0.1:{port}/_x",
    "tcp://127.0.0.1:{port}",
    "rtsp:///etc/passwd",
    "rtsp:127.0.0.1:{port}",
    "//127.0.0.1:{port}/",
    "concat:rtsp://127.0.0.1:{port}/",
    "rtsp://127.0.0.1:99999/",
    "rtsp://127.0.0.1:0/",
    "",
]


@pytest.fixture(scope="module")
def trap() -> Iterator[tuple[int, list[str]]]:
    """A port of this machine, on IPv4 and IPv6, and everyone who ever connected to it."""
    victims: list[str] = []
    with socket.create_server(("::", 0), family=socket.AF_INET6, dualstack_ipv6=True) as server:
        server.settimeout(0.1)
        is_over = threading.Event()

        def listen() -> None:
            while not is_over.is_set():
                try:
                    connection, peer = server.accept()
                except TimeoutError:
                    continue
                victims.append(str(peer))
                connection.close()

        thread = threading.Thread(target=listen)
        thread.start()
        yield server.getsockname()[1], victims
        is_over.set()
        thread.join()


@pytest.mark.parametrize("form", FORBIDDEN)
@pytest.mark.parametrize("policy", [PRIVATE, EVERYTHING], ids=["private", "everything"])
def test_a_forbidden_address_is_refused_without_a_connection(
    form: str, policy: AddressPolicy, trap: tuple[int, list[str]]
) -> None:
    port, victims = trap
    result = probe(StreamAddress(form.replace("{port}", str(port))), policy)
    assert result.meta["outcome"] in (CameraState.REFUSED_ADDRESS, CameraState.UNREACHABLE)
    assert victims == []


@pytest.mark.parametrize("address", ["8.8.8.8", "172.15.0.1", "172.32.0.1", "192.169.0.1", "11.0.0.1", "[2001:db8::1]"])
def test_an_address_outside_the_allowed_networks_is_refused(address: str) -> None:
    with pytest.raises(CameraFailure) as failure:
        check_url(f"rtsp://{address}/cam", PRIVATE)
    assert failure.value.state is CameraState.REFUSED_ADDRESS


@pytest.mark.parametrize("address", ["10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.64"])
def test_an_address_of_the_kitchens_network_is_called(address: str) -> None:
    target = check_url(f"rtsp://u%40x:p%3Aw@{address}:8554/Streaming/101?a=b", PRIVATE)
    assert (target.address, target.port, target.user, target.password) == (address, 8554, "u@x", "p:w")
    assert target.url == f"rtsp://{address}:8554/Streaming/101?a=b"


def test_an_allowed_ipv4_address_may_be_written_as_ipv6() -> None:
    assert check_url("rtsp://[::ffff:10.0.0.1]/", PRIVATE).port == 554


def test_one_forbidden_address_behind_a_name_refuses_the_name() -> None:
    with pytest.raises(CameraFailure) as failure:
        check_url("rtsp://camera.example/", PRIVATE, lambda host, port: ["10.0.0.1", "127.0.0.1"])
    assert failure.value.state is CameraState.REFUSED_ADDRESS


def test_a_name_is_resolved_once_and_the_checked_address_is_called() -> None:
    answers = iter([["10.0.0.1"], ["127.0.0.1"]])
    target = check_url("rtsp://rebinding.example/cam", PRIVATE, lambda host, port: next(answers))
    assert (target.address, target.url) == ("10.0.0.1", "rtsp://rebinding.example:554/cam")


def test_loopback_is_called_only_when_a_setting_says_so() -> None:
    allowed = AddressPolicy((), is_loopback_allowed=True)
    assert check_url("rtsp://127.0.0.1:8554/", allowed).address == "127.0.0.1"
    with pytest.raises(CameraFailure):
        check_url("rtsp://10.0.0.1/", allowed)


def test_a_redirect_is_not_followed(trap: tuple[int, list[str]]) -> None:
    port, victims = trap
    with socket.create_server(("127.0.0.1", 0)) as server:

        def redirect() -> None:
            connection, _ = server.accept()
            connection.recv(4096)
            connection.sendall(f"RTSP/1.0 302 Found\r\nCSeq: 1\r\nLocation: rtsp://127.0.0.1:{port}/\r\n\r\n".encode())
            connection.close()

        thread = threading.Thread(target=redirect)
        thread.start()
        allowed = AddressPolicy((), is_loopback_allowed=True)
        result = probe(StreamAddress(f"rtsp://127.0.0.1:{server.getsockname()[1]}/cam"), allowed)
        thread.join()
    assert result.meta["outcome"] == CameraState.REFUSED_ADDRESS
    assert victims == []


def test_a_logged_address_has_no_password() -> None:
    assert mask_url("rtsp://admin:s3cret@10.0.0.1/cam?key=k") == "rtsp://10.0.0.1/cam"
    assert mask_url("rtsp://10.0.0.1/cam") == "rtsp://10.0.0.1/cam"
    assert "s3cret" not in mask_url("rtsp://admin:s3@s3cret@10.0.0.1/cam")
