from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.factories.cases import Story
from tests.factories.world import Kitchen, World


@dataclass
class Browser:
    """Somebody without an account, who opens a form before sending it."""

    client: FlaskClient
    path: str

    def get(self, part: str = "", **query: str) -> TestResponse:
        return self.client.get(f"{self.path}{part}", query_string=query)

    def text(self, part: str = "", **query: str) -> str:
        answer = self.get(part, **query)
        assert answer.status_code == 200, answer.text
        return answer.text

    def token(self, form: str) -> str:
        found = re.search(r'name="token" value="([^"]+)"', self.text(f"/{form}"))
        assert found is not None
        return found[1]

    def send(self, form: str, token: str | None = None, **values: Any) -> TestResponse:
        data = {"token": self.token(form) if token is None else token, "website": "", **values}
        return self.client.post(f"{self.path}/{form}", data=data, content_type="multipart/form-data")

    def report(self, text: str = "地面有积水，很久没人清理。", **values: Any) -> str:
        """The follow-up code of a report."""
        answer = self.send("report", topic="hygiene", text=text, **values)
        assert answer.status_code == 200, answer.text
        found = re.search(r'id="code">([A-Z2-7-]{19})<', answer.text)
        assert found is not None, answer.text
        return found[1]


@pytest.fixture
def story(world: World) -> Story:
    return Story(world)


@pytest.fixture
def kitchen(story: Story) -> Kitchen:
    return story.kitchen


NewBrowser = Callable[[], Browser]


@pytest.fixture
def new_browser(app: Flask, kitchen: Kitchen) -> NewBrowser:
    return lambda: Browser(app.test_client(), f"/p/{kitchen.establishment.public_code}")


@pytest.fixture
def browser(new_browser: NewBrowser) -> Browser:
    return new_browser()
