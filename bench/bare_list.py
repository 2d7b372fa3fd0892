"""The peer of the list endpoint: the same rows by a bare Flask + SQLAlchemy view, with no rights and no schema."""

from __future__ import annotations

import os

from flask import Flask, jsonify
from flask.typing import ResponseReturnValue
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select
from sqlalchemy.orm import registry


class Case:
    """Mapped in `create_app` onto the product's own table."""


def create_app() -> Flask:
    app = Flask(__name__)
    app.config["SQLALCHEMY_DATABASE_URI"] = os.environ["DATABASE_URL"]
    db = SQLAlchemy(app)
    with app.app_context():
        db.reflect()
    cases, establishments = db.metadata.tables["case_file"], db.metadata.tables["establishment"]
    registry().map_imperatively(Case, cases)
    names = [column.key for column in cases.columns if column.key not in ("chain", "why")]

    @app.get("/cases")
    def list_cases() -> ResponseReturnValue:
        statement = (
            select(Case, establishments.c.name)
            .join(establishments, establishments.c.id == cases.c.establishment_id)
            .order_by(cases.c.opened_at.desc())
            .limit(20)
        )
        rows = db.session.execute(statement).all()
        return jsonify(
            items=[{"establishment": name, **{key: getattr(case, key) for key in names}} for case, name in rows]
        )

    return app
