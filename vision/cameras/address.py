"""Which addresses may be called as a camera, so that a camera form is no door into the network (SSRF).

Only rtsp and rtsps; every address a name resolves to must lie in an allowed network; the connection goes to the
checked address itself, so a name that resolves differently a moment later changes nothing.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, unquote, urlsplit

from backend.catalog.cameras import CameraState
from vision.cameras.failure import CameraFailure
from vision.settings import Network

Address = IPv4Address | IPv6Address
Resolve = Callable[[str, int], Sequence[str]]

_PORTS = {"rtsp": 554, "rtsps": 322}
# Metadata services of clouds that are not on a link-local address (Alibaba, AWS over IPv6, Oracle).
_METADATA = frozenset(ip_address(text) for text in ("100.100.100.200", "fd00:ec2::254", "192.0.0.192"))
# Ranges that carry an IPv4 address inside: NAT64, 6to4, Teredo.
_TRANSLATED = tuple(ip_network(text) for text in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32"))


@dataclass(frozen=True)
class AddressPolicy:
    networks: tuple[Network, ...]
    is_loopback_allowed: bool = False

    def allows(self, address: Address) -> bool:
        if isinstance(address, IPv6Address) and address.ipv4_mapped:
            return self.allows(address.ipv4_mapped)
        if address.is_loopback:
            return self.is_loopback_allowed
        return not _is_special(address) and any(address in network for network in self.networks)


@dataclass(frozen=True)
class CameraTarget:
    """Where to connect and what to say there. `address` is a checked literal; `url` has no credentials."""

    address: str
    port: int
    is_tls: bool
    host: str
    url: str
    user: str
    password: str


def check_url(url: str, policy: AddressPolicy, resolve: Resolve | None = None) -> CameraTarget:
    """Raise CameraFailure(REFUSED_ADDRESS) unless the address may be called, (UNREACHABLE) if the name is unknown."""
    parts = _split(url)
    host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
    addresses = [_address(text) for text in _resolved(host, port, resolve or _resolve)]
    if not all(policy.allows(address) for address in addresses):
        raise CameraFailure(CameraState.REFUSED_ADDRESS, "this address is not in an allowed camera network")
    named = f"[{host}]" if ":" in host else host
    clean = f"{parts.scheme}://{named}:{port}{parts.path or '/'}" + (f"?{parts.query}" if parts.query else "")
    return CameraTarget(
        address=str(addresses[0]),
        port=port,
        is_tls=parts.scheme == "rtsps",
        host=host,
        url=clean,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


def mask_url(url: str) -> str:
    """The address as it may stand in a log: without user and password."""
    scheme, separator, rest = url.partition("://")
    authority, slash, path = rest.partition("/")
    return f"{scheme}{separator}{authority.rpartition('@')[2]}{slash}{path.partition('?')[0]}"


def _is_special(address: Address) -> bool:
    return (
        address.is_link_local
        or address.is_multicast
        or address.is_unspecified
        or address.is_reserved
        or address in _METADATA
        or any(address in network for network in _TRANSLATED)
    )


def _split(url: str) -> SplitResult:
    # urlsplit drops tabs and newlines, and a backslash reads as a slash elsewhere: no camera needs them.
    if any(character <= " " or character in "\\\x7f" for character in url) or not url.isascii():
        raise CameraFailure(CameraState.REFUSED_ADDRESS, "the address holds characters that no address has")
    try:
        parts = urlsplit(url)
        is_usable = parts.scheme in _PORTS and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_usable = False
    if not is_usable:
        raise CameraFailure(CameraState.REFUSED_ADDRESS, "only rtsp:// and rtsps:// addresses with a host are called")
    if "%" in (parts.hostname or ""):
        raise CameraFailure(CameraState.REFUSED_ADDRESS, "the host is written in an encoded form")
    return parts


def _resolve(host: str, port: int) -> Sequence[str]:
    return [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def _resolved(host: str, port: int, resolve: Resolve) -> Sequence[str]:
    try:
        found = resolve(host, port)
    except (OSError, UnicodeError) as error:
        raise CameraFailure(CameraState.UNREACHABLE, "the name of the host is unknown") from error
    if not found:
        raise CameraFailure(CameraState.UNREACHABLE, "the name of the host is unknown")
    return found


def _address(text: str) -> Address:
    return ip_address(text.partition("%")[0])
