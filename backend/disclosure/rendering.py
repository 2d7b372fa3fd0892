"""Turns a page's data into HTML in one of two languages, with its own small set of templates and words."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from backend.catalog.areas import AREA_NAMES
from backend.catalog.credentials import BUSINESS_FORM_NAMES, BUSINESS_ITEM_NAMES
from backend.catalog.disclosure import CONCLUSION_NAMES, DISCLOSURE_NAMES, GRADE_NAMES, TOPIC_NAMES
from backend.catalog.establishments import KINDS

CHINESE, ENGLISH = "zh-CN", "en"
_HERE = Path(__file__).parent
CSS = (_HERE / "static" / "page.css").read_text(encoding="utf-8").replace("\n", "")
SCRIPT = (_HERE / "static" / "live.js").read_text(encoding="utf-8")
# The one style sheet stands in the page; the policy names its hash, so no other style is applied.
CSS_HASH = "sha256-" + base64.b64encode(hashlib.sha256(CSS.encode()).digest()).decode()
_NAMES: dict[str, Mapping[Any, tuple[str, str]]] = {
    "area": AREA_NAMES,
    "form": BUSINESS_FORM_NAMES,
    "business": BUSINESS_ITEM_NAMES,
    "item": DISCLOSURE_NAMES,
    "grade": GRADE_NAMES,
    "conclusion": CONCLUSION_NAMES,
    "topic": TOPIC_NAMES,
    "kind": {kind: (spec.zh, spec.en) for kind, spec in KINDS.items()},
}


@lru_cache(maxsize=2)
def words(lang: str) -> dict[str, str]:
    found: dict[str, str] = json.loads((_HERE / "words" / f"{lang}.json").read_text(encoding="utf-8"))
    return found


def named(kind: str, code: str, lang: str) -> str:
    """The word for a code of one of the catalog's vocabularies."""
    names = {str(known): pair for known, pair in _NAMES[kind].items()}
    return names[code][lang == ENGLISH] if code in names else code


def language_of(asked: str | None) -> str:
    return ENGLISH if asked == ENGLISH else CHINESE


def render(template: str, lang: str, zone: str = "Asia/Shanghai", **context: Any) -> str:
    """`zone`: whose local time is shown."""
    return _environment(lang).get_template(f"public/{template}").render(zone=ZoneInfo(zone), **context)


@lru_cache(maxsize=2)
def _environment(lang: str) -> Environment:
    made = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    said = words(lang)
    is_english = lang == ENGLISH
    made.globals.update(
        t=said,
        lang=lang,
        other_lang=CHINESE if is_english else ENGLISH,
        comma=", " if is_english else "、",
        css=Markup(CSS),  # ours, read from a file
        say=lambda key, **values: said[key].format(**values),
    )
    for name, names in _NAMES.items():
        made.filters[name] = _naming({str(code): pair[is_english] for code, pair in names.items()})
    made.filters.update(moment=_moment, clock=_clock, day=_day)
    return made


def _naming(names: Mapping[str, str]) -> Any:
    return lambda code: names.get(str(code), str(code))


def _local(context: Context, at: str) -> datetime:
    zone: ZoneInfo = context["zone"]
    return datetime.fromisoformat(at).astimezone(zone)


@pass_context
def _moment(context: Context, at: str) -> str:
    return f"{_local(context, at):%Y-%m-%d %H:%M}"


@pass_context
def _clock(context: Context, at: str) -> str:
    return f"{_local(context, at):%H:%M}"


@pass_context
def _day(context: Context, at: str) -> str:
    return f"{_local(context, at):%Y-%m-%d}"
