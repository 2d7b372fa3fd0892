"""Secrets of the tests: real keys, made once a run, worth nothing."""

from functools import lru_cache

from backend.core.secrets import make_secrets
from backend.settings import Secrets


@lru_cache(maxsize=1)
def test_secrets() -> Secrets:
    return make_secrets("mailto:ops@example.com")
