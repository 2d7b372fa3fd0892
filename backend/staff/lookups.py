"""What people's files need of higher tiers; handed in where the features are listed."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from flask import Flask, current_app

from backend.accounts.models import User
from backend.catalog.posts import Post

# Ask another kitchen to take the person in, on a post, part-time or not. Raises NotFoundError or DomainError.
Apply = Callable[[User, int, Post, bool], None]


def install(app: Flask, apply: Apply) -> None:
    app.extensions["staff_apply"] = apply


def apply_elsewhere() -> Apply:
    return cast(Apply, current_app.extensions["staff_apply"])
