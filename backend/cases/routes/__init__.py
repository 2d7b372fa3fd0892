"""The blueprints of this feature."""

from __future__ import annotations

from flask_smorest import Blueprint

from backend.cases.routes import acts, cases, chains, inbox, on_duty, opinions

blueprints: tuple[Blueprint, ...] = (cases.blp, acts.blp, opinions.blp, chains.blp, inbox.blp, on_duty.blp)
