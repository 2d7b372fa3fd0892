"""Flask's test client as a browser that has signed in."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from backend.accounts import auth
from backend.accounts.models import User
from backend.extensions import db


class SignedInClient(FlaskClient):
    csrf_token = ""

    @classmethod
    def of(cls, app: Flask, user: User) -> SignedInClient:
        session, token = auth.open_session(user, "test")
        db.session.commit()
        client = cls(app, app.response_class, use_cookies=True)
        client.set_cookie(auth.COOKIE, token)
        client.csrf_token = session.csrf_token
        return client

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        headers = dict(kwargs.pop("headers", None) or {})
        if self.csrf_token and kwargs.get("method", "GET") not in ("GET", "HEAD", "OPTIONS"):
            headers.setdefault(auth.CSRF_HEADER, self.csrf_token)
        return super().open(*args, headers=headers, **kwargs)
