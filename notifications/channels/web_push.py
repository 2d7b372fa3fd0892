"""Web push: RFC 8030 (the protocol), 8291 (encryption, by the webpush package), 8292 (VAPID)."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

import jwt
import urllib3
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key
from webpush import WebPush as Encryption
from webpush import WebPushSubscription

from backend.settings import Secrets
from notifications.channels.base import Browser, Gone, Later, Letter, Outcome, Refused, Sent
from notifications.channels.egress import AddressRefused, Answer, PinnedHttp

MAX_PLAINTEXT = 3993  # 4096 less the header of 86, the tag of 16 and the delimiter, RFC 8291 section 4
TOKEN_LIVES = timedelta(hours=12)  # RFC 8292 allows 24
_RENEW_BEFORE = timedelta(hours=1)
_MAX_TTL = 4 * 7 * 24 * 3600
_TOPIC = re.compile(r"[A-Za-z0-9_-]{1,32}")


class WebPush:
    def __init__(self, secrets: Secrets, http: PinnedHttp) -> None:
        private: Any = load_pem_private_key(secrets.vapid_private.encode(), None)
        public = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        self._encryption = Encryption(secrets.vapid_private.encode(), public)
        self._private, self._public, self._subject = private, secrets.vapid_public, secrets.vapid_subject
        self._http = http
        self._tokens: dict[str, tuple[str, datetime]] = {}
        self._lock = Lock()

    def send(self, letter: Letter, now: datetime) -> Outcome:
        if letter.browser is None:
            return Gone("subscription removed")
        plaintext = json.dumps(dict(letter.payload), ensure_ascii=False, separators=(",", ":")).encode()
        if len(plaintext) > MAX_PLAINTEXT:
            return Refused("payload too large")
        try:
            body = self._encrypt(plaintext, letter.browser)
        except ValueError:
            return Refused("unusable keys")
        try:
            answer = self._http.post(letter.browser.endpoint, body, self._headers(letter, now))
        except AddressRefused as error:
            return Refused(f"address refused: {error}")
        except (socket.gaierror, UnicodeError):
            return Later("name not found")
        except (urllib3.exceptions.HTTPError, OSError) as error:
            return Later(type(error).__name__)
        return judge(answer, now)

    def _encrypt(self, plaintext: bytes, browser: Browser) -> bytes:
        keys = {"p256dh": browser.p256dh, "auth": browser.auth}
        subscription = WebPushSubscription.model_validate({"endpoint": browser.endpoint, "keys": keys})
        # Only the encryption is used: the package's own `get` leaves out the port, Urgency, Topic and the size limit.
        return bytes(self._encryption._encrypt(plaintext, subscription))

    def _headers(self, letter: Letter, now: datetime) -> dict[str, str]:
        assert letter.browser is not None
        ttl = min(max(int((letter.expires_at - now).total_seconds()), 0), _MAX_TTL)
        headers = {
            "Authorization": self._authorization(letter.browser.endpoint, now),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(ttl),
            "Urgency": "high" if letter.is_urgent else "normal",
        }
        topic = str(letter.payload.get("tag", ""))
        return headers | ({"Topic": topic} if _TOPIC.fullmatch(topic) else {})

    def _authorization(self, endpoint: str, now: datetime) -> str:
        """One signature serves an origin for hours; `aud` is the origin with its port."""
        parts = urlsplit(endpoint)
        audience = f"{parts.scheme}://{parts.netloc}"
        with self._lock:
            token, expires = self._tokens.get(audience, ("", now))
            if not now <= expires - _RENEW_BEFORE <= now + TOKEN_LIVES:
                expires = now + TOKEN_LIVES
                claims = {"aud": audience, "exp": int(expires.timestamp()), "sub": self._subject}
                token = jwt.encode(claims, self._private, algorithm="ES256")
                self._tokens[audience] = (token, expires)
        return f"vapid t={token}, k={self._public}"


def judge(answer: Answer, now: datetime) -> Outcome:
    """What a push service's answer means for the message, RFC 8030 sections 5 and 7.3."""
    status = answer.status
    if status in (200, 201, 202, 204):
        return Sent()
    if status in (404, 410):
        return Gone(f"HTTP {status}")
    if status in (408, 425, 429) or status >= 500:
        return Later(f"HTTP {status}", _retry_after(answer.headers, now))
    return Refused(f"HTTP {status} {answer.text[:120]}".strip())


def _retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds, or a date, RFC 9110 section 10.2.3."""
    text = (headers.get("Retry-After") or "").strip()
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0.0, ((at if at.tzinfo else at.replace(tzinfo=UTC)) - now).total_seconds())
