"""Answering a camera's challenge: Basic (RFC 7617) and Digest with MD5 or SHA-256 (RFC 7616)."""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from collections.abc import Callable, Sequence

Hash = Callable[[str], str]


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


_ALGORITHMS: dict[str, Hash] = {"MD5": _md5, "SHA-256": _sha256}


def _parameters(challenge: str) -> dict[str, str]:
    found = re.findall(r'(\w+)=(?:"([^"]*)"|([^\s,]+))', challenge)
    return {name.lower(): quoted or bare for name, quoted, bare in found}


class Authenticator:
    """Picks the strongest challenge of a 401 and signs the requests that follow."""

    def __init__(self, user: str, password: str) -> None:
        self._user = user
        self._password = password
        self._digest: dict[str, str] | None = None
        self._is_basic = False
        self._count = 0

    @property
    def is_ready(self) -> bool:
        return self._is_basic or self._digest is not None

    def learn(self, challenges: Sequence[str]) -> bool:
        """Whether there is a challenge that can be answered."""
        offers = [_parameters(text) for text in challenges if text.lower().startswith("digest")]
        known = [offer for offer in offers if offer.get("algorithm", "MD5").upper() in _ALGORITHMS]
        known.sort(key=lambda offer: offer.get("algorithm", "MD5").upper() == "SHA-256")
        self._digest = known[-1] if known else None
        self._is_basic = any(text.lower().startswith("basic") for text in challenges)
        return self.is_ready

    def header(self, method: str, url: str) -> str | None:
        if self._digest is not None:
            return self._digest_header(self._digest, method, url)
        if self._is_basic:
            return "Basic " + base64.b64encode(f"{self._user}:{self._password}".encode()).decode()
        return None

    def _digest_header(self, offer: dict[str, str], method: str, url: str) -> str:
        algorithm = offer.get("algorithm", "MD5").upper()
        digest = _ALGORITHMS[algorithm]
        realm, nonce = offer.get("realm", ""), offer.get("nonce", "")
        secret, request = digest(f"{self._user}:{realm}:{self._password}"), digest(f"{method}:{url}")
        fields = {"username": self._user, "realm": realm, "nonce": nonce, "uri": url}
        tail = f", algorithm={algorithm}" if "algorithm" in offer else ""
        if "auth" in offer.get("qop", "").split(","):
            self._count += 1
            count, client = f"{self._count:08x}", secrets.token_hex(8)
            fields |= {"cnonce": client, "response": digest(f"{secret}:{nonce}:{count}:{client}:auth:{request}")}
            tail += f", qop=auth, nc={count}"
        else:
            fields["response"] = digest(f"{secret}:{nonce}:{request}")
        if "opaque" in offer:
            fields["opaque"] = offer["opaque"]
        return "Digest " + ", ".join(f'{name}="{value}"' for name, value in fields.items()) + tail
