"""npm web-push-testing: somebody else's push service, which decrypts what it is sent."""

from __future__ import annotations

import contextlib
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import requests

from tests.harness.product import free_port
from tests.harness.waiting import until

_SERVER = Path(__file__).resolve().parents[1] / "peers/node_modules/web-push-testing/src/bin/server.js"


class PushPeer:
    def __init__(self, port: int) -> None:
        self.url = f"http://localhost:{port}"

    def subscribe(self, vapid_public_key: str) -> dict[str, Any]:
        """A subscription as a browser would give it, with the peer's own "clientHash" beside."""
        body = {"userVisibleOnly": "true", "applicationServerKey": vapid_public_key}
        answer = requests.post(f"{self.url}/subscribe", json=body, timeout=10)
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()["data"]
        return found

    def messages(self, subscription: dict[str, Any]) -> list[dict[str, Any]]:
        """What was sent to the subscription, decrypted, oldest first."""
        body = {"clientHash": subscription["clientHash"]}
        answer = requests.post(f"{self.url}/get-notifications", json=body, timeout=10)
        answer.raise_for_status()
        return [json.loads(message) for message in answer.json()["data"]["messages"]]

    def expire(self, subscription: dict[str, Any]) -> None:
        """From now on the service answers 410 for it."""
        requests.post(f"{self.url}/expire-subscription/{subscription['clientHash']}", timeout=10).raise_for_status()

    def is_up(self) -> bool:
        try:
            return requests.post(f"{self.url}/status", timeout=1).ok
        except requests.ConnectionError:
            return False


@contextlib.contextmanager
def push_peer() -> Iterator[PushPeer]:
    port = free_port()
    process = subprocess.Popen(["node", str(_SERVER), str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        peer = PushPeer(port)
        until(peer.is_up, 15, "web-push-testing answers")
        yield peer
    finally:
        process.kill()
        process.wait()
