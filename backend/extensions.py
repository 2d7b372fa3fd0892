from __future__ import annotations

from threading import Lock
from typing import Any

from apispec import APISpec
from flask import Flask
from flask_migrate import Migrate
from flask_smorest import Api
from flask_socketio import SocketIO
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase


class Model(DeclarativeBase):
    """Base of every table; subclassed directly so that type checkers see it."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class LazyApi(Api):  # type: ignore[misc]  # the package has no types
    """Describes its views when the description is asked for.

    Describing takes most of the time in which an application is made, and no process but the one that is asked for
    the description has a use for it.
    """

    _described = Lock()

    def init_app(self, app: Flask, *, spec_kwargs: dict[str, Any] | None = None) -> None:
        self._undescribed: list[Any] = []
        super().init_app(app, spec_kwargs=spec_kwargs)

    def register_blueprint(self, blp: Any, *, parameters: Any = None, **options: Any) -> None:
        app: Flask = self._app
        app.extensions["flask-smorest"]["blp_name_to_api"][blp.name] = self
        app.register_blueprint(blp, **options)
        self._undescribed.append((blp, parameters))

    def described(self) -> APISpec:
        """The description of every blueprint that was registered."""
        with self._described:
            while self._undescribed:
                blp, parameters = self._undescribed.pop(0)
                blp.register_views_in_doc(self, self._app, self.spec, name=blp.name, parameters=parameters)
                self.spec.tag({"name": blp.name, "description": blp.description})
            spec: APISpec = self.spec
        return spec


# Objects stay readable after commit: a request authenticates in one short transaction and writes in the next.
db = SQLAlchemy(model_class=Model, session_options={"expire_on_commit": False})
migrate = Migrate(render_as_batch=True)
api = LazyApi()
socketio = SocketIO()
