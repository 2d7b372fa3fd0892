"""The peer of the public page: a Flask view of the same rows in a plain template, with no rules at all."""

from __future__ import annotations

import os

from flask import Flask, render_template_string
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

# The tables of a page, each read with one query; the sixteen of the product are theirs and those of its rules.
_TABLES = (
    "licence", "pledge", "membership", "employment", "health_certificate", "disclosure_entry", "camera", "area",
    "public_settings", "report", "rating",
)  # fmt: skip
_TEMPLATE = """<!doctype html><html lang="zh-CN"><title>{{ name }}</title><style>{{ css }}</style><h1>{{ name }}</h1>
{% for table, rows in tables.items() %}<section><h2>{{ table }}</h2>
{% for row in rows %}<dl>{% for key, value in row.items() %}<dt>{{ key }}</dt><dd>{{ value }}</dd>{% endfor %}</dl>
{% endfor %}</section>{% endfor %}"""


def create_app() -> Flask:
    app = Flask(__name__)
    app.config["SQLALCHEMY_DATABASE_URI"] = os.environ["DATABASE_URL"]
    db = SQLAlchemy(app)
    with app.app_context():
        db.reflect()
    known = db.metadata.tables
    css = "p{margin:0}" * 400  # as much style as the product's page carries

    @app.get("/p/<code>")
    def page(code: str) -> str:
        places = known["establishment"]
        place = db.session.execute(select(places).where(places.c.public_code == code)).one()
        tables = {
            name: db.session.execute(select(known[name]).where(known[name].c.establishment_id == place.id).limit(12))
            .mappings()
            .all()
            for name in _TABLES
        }
        return render_template_string(_TEMPLATE, name=place.name, css=css, tables=tables)

    return app
