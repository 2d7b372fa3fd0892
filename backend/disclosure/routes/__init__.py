"""The blueprints of this feature: the API, and the pages that need no app."""

from __future__ import annotations

from flask_smorest import Blueprint

from backend.disclosure.routes import establishment, public
from backend.disclosure.routes.pages import pages

blueprints: tuple[Blueprint, ...] = (establishment.blp, public.blp)

__all__ = ["blueprints", "pages"]
