"""Which addresses may be entered for a camera, and how one is shown without its password."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import ip_network
from urllib.parse import urlsplit

from backend.core import addresses
from backend.core.addresses import AddressError
from backend.core.errors import InvalidError

SCHEMES = ("rtsp", "rtsps")
MASK = "******"


def check_url(url: str, networks: Iterable[str], *, allow_loopback: bool, field: str = "main_url") -> None:
    """Raises InvalidError("refused_address").

    Only what is written is judged. A name is resolved where the connection is made, at the box beside the camera,
    which checks every address it finds against the same networks; this process never connects to a camera.
    """
    try:
        host = addresses.split(url, SCHEMES).hostname or ""
        address = addresses.literal(host)
        if address is None:
            is_allowed = allow_loopback if host.rstrip(".") == "localhost" else not addresses.is_local_name(host)
        else:
            is_allowed = _is_allowed(addresses.unwrapped(address), networks, allow_loopback)
    except AddressError as error:
        raise InvalidError("refused_address", **{field: [str(error)]}) from error
    if not is_allowed:
        raise InvalidError("refused_address", **{field: ["This address is not in an allowed camera network."]})


def _is_allowed(address: addresses.Address, networks: Iterable[str], allow_loopback: bool) -> bool:
    if address.is_loopback:
        return allow_loopback
    return not addresses.is_special(address) and any(address in ip_network(network) for network in networks)


def is_masked(url: str) -> bool:
    return MASK in url


def mask(url: str) -> str:
    """rtsp://admin:secret@10.0.0.8:554/a?pw=b -> rtsp://admin:******@10.0.0.8:554/a?******"""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    login = f"{parts.username or ''}:{MASK}@" if "@" in parts.netloc else ""
    return f"{parts.scheme}://{login}{host}{parts.path}" + (f"?{MASK}" if parts.query else "")
