"""The blueprints of this feature."""

from __future__ import annotations

from flask_smorest import Blueprint

from backend.hotline.routes import guidance, ratings, reports

blueprints: tuple[Blueprint, ...] = (reports.blp, ratings.blp, guidance.blp)
