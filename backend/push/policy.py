"""Which push subscriptions are taken. The notifier checks the endpoint's resolved address again before each sending."""

from __future__ import annotations

import base64
import binascii

from cryptography.hazmat.primitives.asymmetric import ec

from backend.core import addresses
from backend.core.addresses import AddressError
from backend.core.errors import InvalidError

PER_PERSON = 20  # browsers; the oldest gives way


def check_endpoint(url: str, *, allow_private: bool) -> None:
    """Only https to a host that is not of this network, as far as it can be read. Raises InvalidError."""
    try:
        parts = addresses.split(url, ("https", "http") if allow_private else ("https",))
        host = parts.hostname or ""
        address = addresses.literal(host)
        is_private = addresses.is_local_name(host) if address is None else not _is_public(addresses.unwrapped(address))
        if parts.username is not None or parts.password is not None:
            raise AddressError("A push endpoint has no user name.")
        if is_private and not allow_private:
            raise AddressError("This address is not one of a push service.")
    except AddressError as error:
        raise InvalidError("refused_endpoint", endpoint=[str(error)]) from error


def _is_public(address: addresses.Address) -> bool:
    return address.is_global and not address.is_multicast and not addresses.is_special(address)


def check_keys(p256dh: str, auth: str) -> None:
    """RFC 8291: an uncompressed P-256 point and 16 secret bytes, base64url. Raises InvalidError."""
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _decoded(p256dh))
    except (ValueError, binascii.Error) as error:
        raise InvalidError("invalid_keys", p256dh=["This is no P-256 point."]) from error
    try:
        is_secret = len(_decoded(auth)) == 16
    except (ValueError, binascii.Error):
        is_secret = False
    if not is_secret:
        raise InvalidError("invalid_keys", auth=["This is not 16 bytes."])


def _decoded(text: str) -> bytes:
    return base64.b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4), altchars=b"-_", validate=True)
