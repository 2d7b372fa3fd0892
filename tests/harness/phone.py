"""A person's phone as far as HTTP goes: signs in once, keeps the cookie, sends the CSRF token with each write."""

from __future__ import annotations

from typing import Any

import requests


class Phone:
    def __init__(self, url: str, number: str, password: str) -> None:
        self.url = url
        self._http = requests.Session()
        answer = self._http.post(f"{url}/api/session", json={"phone": number, "password": password}, timeout=30)
        answer.raise_for_status()
        self.me: dict[str, Any] = answer.json()
        self._http.headers["X-CSRF-Token"] = self.me["csrf_token"]

    def cookie(self, name: str) -> str:
        return str(self._http.cookies[name])

    def get(self, path: str, **params: Any) -> Any:
        answer = self._http.get(self.url + path, params=params, timeout=30)
        answer.raise_for_status()
        return answer.json()

    def bytes(self, path: str) -> bytes:
        answer = self._http.get(self.url + path, timeout=30)
        answer.raise_for_status()
        return answer.content

    def send(self, method: str, path: str, **kwargs: Any) -> requests.Response:
        """Any request, whatever its status."""
        return self._http.request(method, self.url + path, timeout=30, **kwargs)

    def post(self, path: str, json: Any = None, **kwargs: Any) -> Any:
        answer = self.send("POST", path, **({"json": json} if json is not None else {}), **kwargs)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def put(self, path: str, json: Any) -> Any:
        answer = self.send("PUT", path, json=json)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def patch(self, path: str, json: Any) -> Any:
        answer = self.send("PATCH", path, json=json)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def subscribe(self, subscription: dict[str, Any]) -> int:
        """Register a push subscription; returns its id."""
        keys = {name: subscription["keys"][name] for name in ("p256dh", "auth")}
        body = {"endpoint": subscription["endpoint"], "keys": keys}
        return int(self.post("/api/push-subscriptions", body)["id"])
