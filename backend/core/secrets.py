"""Makes the secrets of an installation, once, at set-up."""

from __future__ import annotations

import base64
import secrets

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from backend.settings import Secrets


def ed25519_pair() -> tuple[str, str]:
    """A private and a public key, each as PEM text."""
    key = Ed25519PrivateKey.generate()
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    return private, public


def _vapid_pair() -> tuple[str, str]:
    """The P-256 key of RFC 8292: private as PEM, public as the base64url point that browsers ask for."""
    key = ec.generate_private_key(ec.SECP256R1())
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    point = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return private, base64.urlsafe_b64encode(point).rstrip(b"=").decode()


def make_secrets(vapid_subject: str) -> Secrets:
    """`vapid_subject`: "mailto:" or "https:" contact that push services may use, RFC 8292 section 2.1."""
    vapid_private, vapid_public = _vapid_pair()
    live_private, live_public = ed25519_pair()
    anchor_private, anchor_public = ed25519_pair()
    return Secrets(
        secret_key=secrets.token_urlsafe(48),
        field_key=Fernet.generate_key().decode(),
        vapid_private=vapid_private,
        vapid_public=vapid_public,
        vapid_subject=vapid_subject,
        live_private=live_private,
        live_public=live_public,
        anchor_private=anchor_private,
        anchor_public=anchor_public,
    )
