"""Requests to addresses that users handed in: the address is resolved once, judged, and then connected to as judged.

A name that answers differently the second time (DNS rebinding) therefore gains nothing. Redirects are not followed.
"""

from __future__ import annotations

import socket
from collections import OrderedDict
from collections.abc import Mapping
from ipaddress import ip_address
from threading import Lock
from urllib.parse import SplitResult, urlsplit

import urllib3

from backend.core import addresses
from backend.core.errors import InvalidError
from backend.push.policy import check_endpoint

MAX_ANSWER = 1024
_POOLS = 64


class AddressRefused(Exception):  # noqa: N818 - reads as what happened
    """The URL is not one that we send to; the message says why."""


class Answer:
    def __init__(self, status: int, headers: Mapping[str, str], text: str) -> None:
        self.status, self.headers, self.text = status, headers, text


class PinnedHttp:
    """POSTs to public https addresses only (with `allow_private`, for tests and closed networks, to any)."""

    def __init__(self, *, allow_private: bool, connect_s: float = 5.0, read_s: float = 10.0) -> None:
        self._allow_private = allow_private
        self._timeout = urllib3.Timeout(connect=connect_s, read=read_s, total=connect_s + read_s)
        self._pools: OrderedDict[tuple[str, str, int, str], urllib3.HTTPConnectionPool] = OrderedDict()
        self._lock = Lock()

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Raises AddressRefused, socket.gaierror, or urllib3's HTTPError."""
        parts, port = self._split(url)
        address = self._resolve(str(parts.hostname), port)
        pool = self._pool(parts.scheme, str(parts.hostname), port, address)
        target = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
        response = pool.urlopen(
            "POST",
            target,
            body,
            {**headers, "Host": parts.netloc},
            retries=False,
            redirect=False,
            preload_content=False,
        )
        try:
            text = response.read(MAX_ANSWER, decode_content=False).decode("utf-8", "replace")
            return Answer(response.status, response.headers, text)
        finally:
            response.drain_conn() if int(
                response.headers.get("Content-Length") or 0
            ) <= MAX_ANSWER else response.close()
            response.release_conn()

    def _split(self, url: str) -> tuple[SplitResult, int]:
        try:
            check_endpoint(url, allow_private=self._allow_private)
        except InvalidError as error:
            raise AddressRefused("not a push service") from error
        parts = urlsplit(url)
        return parts, parts.port or (443 if parts.scheme == "https" else 80)

    def _resolve(self, host: str, port: int) -> str:
        found = [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
        for address in found:
            if not self._allow_private and not is_public(address):
                raise AddressRefused("private address")
        return found[0]

    def _pool(self, scheme: str, host: str, port: int, address: str) -> urllib3.HTTPConnectionPool:
        key = (scheme, host, port, address)
        with self._lock:
            pool = self._pools.pop(key, None) or self._open(*key)
            self._pools[key] = pool
            while len(self._pools) > _POOLS:
                self._pools.popitem(last=False)[1].close()
            return pool

    def _open(self, scheme: str, host: str, port: int, address: str) -> urllib3.HTTPConnectionPool:
        if scheme == "https":
            # The certificate is the name's, although we connect to the judged address.
            return urllib3.HTTPSConnectionPool(
                address, port, timeout=self._timeout, maxsize=10, server_hostname=host, assert_hostname=host
            )
        return urllib3.HTTPConnectionPool(address, port, timeout=self._timeout, maxsize=10)


def is_public(text: str) -> bool:
    """Whether an address is on the open internet, also where an IPv4 address hides inside an IPv6 one."""
    address = addresses.unwrapped(ip_address(text.split("%")[0]))
    return address.is_global and not addresses.is_special(address)
