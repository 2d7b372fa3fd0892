"""Which hosts in an address from outside may be called at all (server-side request forgery).

A host is taken only as a plain name or in the one canonical form of its address. Every other spelling that some
resolver understands (2130706433, 0x7f.1, 0177.0.0.1, 127.1, %31...) is refused as such instead of being interpreted.
"""

from __future__ import annotations

import re
import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

Address = IPv4Address | IPv6Address

_NAME = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)(\.(?!-)[a-z0-9_-]{1,63}(?<!-))*\.?", re.IGNORECASE)
_METADATA = frozenset(
    ip_address(text) for text in ("169.254.169.254", "100.100.100.200", "192.0.0.192", "fd00:ec2::254")
)
# Ranges that carry an IPv4 address inside: NAT64, 6to4, Teredo, IPv4-compatible.
_TRANSLATED = tuple(ip_network(text) for text in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96"))
_LOCAL_NAMES = ("localhost", "localdomain", "internal", "local")


class AddressError(ValueError):
    """The address may not be called; the text says why."""


def split(url: str, schemes: tuple[str, ...]) -> SplitResult:
    """The parts of the address, or AddressError where parsers could disagree about them."""
    # urlsplit drops tabs and newlines, and a backslash reads as a slash elsewhere.
    if not url.isascii() or any(c <= " " or c in '\\\x7f"<>^`{|}' for c in url) or len(url) > 1000:
        raise AddressError("The address holds characters that no address has.")
    try:
        parts = urlsplit(url)
        is_usable = parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_usable = False
    if not is_usable:
        raise AddressError(f"The address must begin with {' or '.join(s + '://' for s in schemes)} and name a host.")
    if "@" in (parts.username or "") + (parts.password or ""):
        raise AddressError("An @ in the user name or password must be written as %40.")
    return parts


def literal(host: str) -> Address | None:
    """The address that a host spells, None for a name. Raises AddressError for any spelling but the canonical one."""
    try:
        address = ip_address(host)
    except ValueError:
        address = None
    if address is not None:
        if isinstance(address, IPv6Address) and address.scope_id:
            raise AddressError("An address with a zone is not called.")
        return address
    if not _NAME.fullmatch(host) or _looks_numeric(host):
        raise AddressError("The host must be a name, or an address in its usual form.")
    return None


def _looks_numeric(host: str) -> bool:
    """Whether some resolver would read the host as a number: RFC 3986 and the C library's inet_aton differ."""
    try:
        socket.inet_aton(host.rstrip("."))
    except OSError:
        last = host.rstrip(".").rpartition(".")[2]
        return last.isdigit() or last.lower().startswith("0x")
    return True


def is_local_name(host: str) -> bool:
    """Names that mean this machine, or one of its cloud's services, whatever they resolve to."""
    return host.lower().rstrip(".").rpartition(".")[2] in _LOCAL_NAMES


def unwrapped(address: Address) -> Address:
    """The IPv4 address inside ::ffff:a.b.c.d, else the address itself."""
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def is_special(address: Address) -> bool:
    """Never a camera and never a push service: link-local, multicast, metadata, reserved, tunnels."""
    return (
        address.is_link_local
        or address.is_multicast
        or address.is_unspecified
        or (address.is_reserved and not address.is_loopback)
        or address in _METADATA
        or any(address in network for network in _TRANSLATED if not address.is_loopback)
    )
