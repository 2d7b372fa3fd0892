"""Digest and Basic credentials as cameras ask for them (RFC 7616 with MD5, RFC 7617)."""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from dataclasses import dataclass, field
from enum import StrEnum

REALM = "camera"


class Scheme(StrEnum):
    DIGEST = "digest"
    BASIC = "basic"


@dataclass(frozen=True)
class Credentials:
    user: str
    password: str
    scheme: Scheme = Scheme.DIGEST
    nonce: str = field(default_factory=lambda: secrets.token_hex(16))

    @property
    def challenge(self) -> str:
        if self.scheme is Scheme.BASIC:
            return f'Basic realm="{REALM}"'
        return f'Digest realm="{REALM}", nonce="{self.nonce}", algorithm=MD5'

    def accepts(self, method: str, header: str) -> bool:
        """Whether an Authorization header answers the challenge."""
        if self.scheme is Scheme.BASIC:
            wanted = base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
            return header == f"Basic {wanted}"
        given = dict(re.findall(r'(\w+)="([^"]*)"', header))
        secret = _md5(f"{self.user}:{REALM}:{self.password}")
        request = _md5(f"{method}:{given.get('uri', '')}")
        wanted = _md5(f"{secret}:{self.nonce}:{request}")
        return given.get("nonce") == self.nonce and given.get("response") == wanted


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
