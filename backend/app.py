"""The factory wires and decides nothing."""

from __future__ import annotations

from flask import Flask

from backend.core import database, errors, frontend, health, http, realtime, sms
from backend.core.clock import Clock, SystemClock
from backend.core.storage import open_store
from backend.extensions import api, db, migrate, socketio
from backend.features import register_features
from backend.settings import Settings


def create_app(settings: Settings, *, clock: Clock | None = None) -> Flask:
    """The application for any process; only `wsgi.py` adds what belongs to serving browsers."""
    app = Flask(__name__, static_folder=None)
    app.config.update(
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SECRET_KEY=settings.secrets.secret_key,
        API_TITLE="Mingchu",
        API_VERSION="1",
        OPENAPI_VERSION="3.1.0",
        JSON_SORT_KEYS=False,
    )
    app.extensions["settings"] = settings
    app.extensions["clock"] = clock or SystemClock()
    app.extensions["store"] = open_store(settings.storage_url)
    app.extensions["sms"] = sms.open_gateway(settings)
    db.init_app(app)
    migrate.init_app(app, db)
    api.init_app(app)
    database.register(app)
    errors.register(app)
    http.register(app, settings)
    register_features(app)
    health.register(app, settings)
    frontend.register(app, settings)
    socketio.init_app(app, async_mode="threading", transports=["websocket"], cors_allowed_origins=[])
    realtime.register(app, settings)
    return app
