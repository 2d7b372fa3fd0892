"""The pages behind the QR code: plain HTML forms and text, readable with scripts off."""

from __future__ import annotations

import gzip
from datetime import timedelta
from typing import Any, cast

from flask import Blueprint, Response, current_app, request
from marshmallow import Schema, ValidationError, fields, validate
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.wrappers import Response as AnyResponse

from backend.accounts.auth import check_origin
from backend.cameras.lookups import viewing_rules
from backend.cameras.models import Camera
from backend.cameras.service import device
from backend.catalog.disclosure import TOPIC_NAMES, ReportChannel, ReportTopic
from backend.core import throttle
from backend.core.database import write_transaction
from backend.core.errors import DomainError, ForbiddenError, InvalidError, NotFoundError, TooManyError
from backend.core.fields import Text
from backend.core.http import media_origin
from backend.core.redaction import redact
from backend.disclosure import forms, present
from backend.disclosure.rendering import CSS_HASH, ENGLISH, SCRIPT, language_of, named, render, words
from backend.disclosure.service.facts import find_public, licence_of
from backend.establishments.models import Establishment
from backend.evidence.models import StoredFile
from backend.evidence.pictures import Picture, clean
from backend.evidence.service import file_response
from backend.extensions import db
from backend.hotline import policy
from backend.hotline import service as hotline
from backend.settings import Settings

pages = Blueprint("public_pages", __name__, url_prefix="/p")
_PHOTO_SIDE = 1600


class ReportForm(Schema):
    topic = fields.Enum(ReportTopic, by_value=True, required=True)
    text = Text(2000, 4, is_long=True, required=True)
    contact = Text(100, 0, load_default="")


class RatingForm(Schema):
    stars = fields.Integer(required=True, validate=validate.Range(1, 5))
    text = Text(300, 0, is_long=True, load_default="")


def _lang() -> str:
    return language_of(request.args.get("lang"))


def _suffix() -> str:
    return f"?lang={ENGLISH}" if _lang() == ENGLISH else ""


def _path(place: Establishment, *parts: str) -> str:
    return "/".join(("/p", place.public_code, *parts)) + _suffix()


def _html(template: str, place: Establishment | None = None, status: int = 200, **context: Any) -> Response:
    lang = _lang()
    other = request.path if lang == ENGLISH else f"{request.path}?lang={ENGLISH}"
    if place is not None:
        context |= {"name": redact(place.name), "back": _path(place), "zone": place.timezone}
    context = {"other_url": other if status == 200 else "", "back": ""} | context
    return Response(render(template, lang, **context), status, mimetype="text/html")


@pages.after_request
def _guard(response: Response) -> Response:
    media = media_origin(cast(Settings, current_app.extensions["settings"]), request.scheme)
    response.headers["Content-Security-Policy"] = "; ".join(
        [
            "default-src 'none'",
            f"style-src '{CSS_HASH}'",
            "script-src 'self'",
            "img-src 'self' data:",
            f"connect-src 'self' {media.replace('http', 'ws', 1)}",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        ]
    )
    response.headers.setdefault("Cache-Control", "no-store" if request.method == "POST" else "no-cache")
    # The address holds the code of the page and nothing more, but no other site needs to learn it.
    response.headers["Referrer-Policy"] = "same-origin"
    return response


@pages.errorhandler(DomainError)
def _refused(error: DomainError) -> Response:
    if isinstance(error, NotFoundError):
        return _missing()
    said = words(_lang())
    return _html("message.html", status=error.status, title=said["error_title"], text=_reason(error), is_error=True)


@pages.errorhandler(HTTPException)
def _failed(error: HTTPException) -> Response:
    if error.code == 404:
        return _missing()
    said = words(_lang())
    word = "error_server" if (error.code or 500) >= 500 else "error_invalid"
    text = said["error_too_large" if isinstance(error, RequestEntityTooLarge) else word]
    return _html("message.html", status=error.code or 500, title=said["error_title"], text=text, is_error=True)


def _missing() -> Response:
    """The same for a code that never was, one that was renewed, and an establishment that has closed."""
    said = words(_lang())
    title, text = said["missing_page_title"], said["missing_page_text"]
    return _html("message.html", status=404, title=title, text=text, is_error=False)


_REASONS = {"form_expired": "error_form", "csrf": "error_form", "too_many_photos": "error_too_many_photos"}


def _reason(error: DomainError) -> str:
    said = words(_lang())
    if isinstance(error, TooManyError):
        return said["error_too_many"]
    if error.code.startswith("picture_"):
        return said["error_picture"]
    return said[_REASONS.get(error.code, "error_invalid")]


@pages.get("/<string:public_code>")
def show(public_code: str) -> Response:
    place = find_public(public_code)
    page = present.public_page(place)
    own = f"/p/{place.public_code}"
    links = {
        name: _path(place, part) for name, part in (("report", "report"), ("rating", "rating"), ("follow", "follow"))
    }
    links |= {
        "live": f"/api/public/{place.public_code}/cameras",
        "still": f"{own}/cameras",
        "licence": f"{own}/licence.jpg",
    }
    missing = [named("item", row["item"], _lang()) for row in page["items"] if row["state"] == "missing"]
    kind = named("kind", page["kind"], _lang())
    return _zipped(_html("page.html", place, page=page, links=links, kind=kind, missing=missing))


def _zipped(response: Response) -> Response:
    """A quarter of the bytes on a slow phone. Only for the page itself: forms hold a token and what somebody typed."""
    response.headers["Vary"] = "Accept-Encoding"
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        response.set_data(gzip.compress(response.get_data(), 5, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
    return response


@pages.get("/live.js")
def script() -> Response:
    response = Response(SCRIPT, mimetype="text/javascript")
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


@pages.get("/<string:public_code>/cameras/<id:camera_id>.jpg")
def still(public_code: str, camera_id: int) -> Response:
    """The newest blurred still, where and when anybody may watch; a clear one never leaves this way."""
    place = find_public(public_code)
    camera = db.session.get(Camera, camera_id)
    if camera is None or camera.establishment_id != place.id or not viewing_rules().of_public(camera).is_allowed:
        raise NotFoundError
    return Response(device.blurred_still(camera), mimetype="image/jpeg", headers={"Cache-Control": "no-cache"})


@pages.get("/<string:public_code>/licence.jpg")
def licence(public_code: str) -> Response:
    """The copy with a watermark; the photo itself is for those who see credentials."""
    row = licence_of(find_public(public_code).id)
    file = db.session.get(StoredFile, row.public_file_id) if row is not None and row.public_file_id else None
    if file is None:
        raise NotFoundError
    return file_response(file)


def _form(template: str, form: str, place: Establishment, error: str = "", **context: Any) -> AnyResponse:
    who = forms.visitor()
    values = {name: request.form.get(name, "") for name in ("topic", "text", "contact", "stars")}
    response = _html(
        template,
        place,
        422 if error else 200,
        action=_path(place, form),
        token=forms.token_for(who, form),
        values=values,
        error=error,
        **context,
    )
    return forms.keep(response, who)


@pages.get("/<string:public_code>/report")
def report_form(public_code: str) -> AnyResponse:
    return _report_form(find_public(public_code))


def _report_form(place: Establishment, error: str = "") -> AnyResponse:
    column = 1 if _lang() == ENGLISH else 0
    topics = [(topic.value, names[column]) for topic, names in TOPIC_NAMES.items()]
    return _form("report.html", "report", place, error, topics=topics)


@pages.post("/<string:public_code>/report")
def report(public_code: str) -> AnyResponse:
    place = find_public(public_code)
    try:
        who, nonce = forms.opened("report")
        values = ReportForm().load({name: request.form[name] for name in ReportForm().fields if name in request.form})
        photos = _photos()
        _count("report", place, who, policy.REPORTS_PER_ADDRESS, policy.REPORTS_PER_BROWSER, policy.REPORTS_WINDOW)
        with write_transaction():
            reporter = hotline.Reporter(nonce=nonce, contact=values["contact"])
            _, code = hotline.submit(place, ReportChannel.PUBLIC, values["topic"], values["text"], photos, reporter)
    except ValidationError as error:
        return _report_form(place, _wrong(error, {"topic": "topic", "text": "text", "contact": "contact"}))
    except (ForbiddenError, InvalidError) as error:
        return _report_form(place, _reason(error))
    return _html("sent.html", place, code=policy.shown_code(code), follow=_path(place, "follow"))


def _wrong(error: ValidationError, names: dict[str, str]) -> str:
    fields_ = error.messages if isinstance(error.messages, dict) else {}
    found = next((word for name, word in names.items() if name in fields_), "invalid")
    return words(_lang())[f"error_{found}"]


def _photos() -> list[Picture]:
    """Decoded before any transaction. A browser sends an empty part where no photo was chosen."""
    files = [file for file in request.files.getlist("photos") if file.filename]
    if len(files) > policy.MAX_PHOTOS:
        raise InvalidError("too_many_photos")
    return [clean(file.read(), _PHOTO_SIDE) for file in files]


def _count(
    what: str, place: Establishment, who: forms.Visitor, by_address: int, by_browser: int, window: timedelta
) -> None:
    with write_transaction():
        throttle.hit(f"{what}-from:{place.id}:{request.remote_addr}", limit=by_address, window=window)
        throttle.hit(f"{what}-browser:{place.id}:{who.id}", limit=by_browser, window=window)


@pages.get("/<string:public_code>/rating")
def rating_form(public_code: str) -> AnyResponse:
    return _form("rating.html", "rating", find_public(public_code))


@pages.post("/<string:public_code>/rating")
def rating(public_code: str) -> AnyResponse:
    place = find_public(public_code)
    try:
        who, _ = forms.opened("rating")
        values = RatingForm().load({name: request.form[name] for name in ("stars", "text") if name in request.form})
        with write_transaction():
            hotline.rate(place, values["stars"], values["text"], browser=who.id, address=request.remote_addr or "")
    except ValidationError as error:
        return _form("rating.html", "rating", place, _wrong(error, {"stars": "stars", "text": "rate_text"}))
    except ForbiddenError as error:
        return _form("rating.html", "rating", place, _reason(error))
    except TooManyError:
        return _form("rating.html", "rating", place, words(_lang())["error_rated"])
    said = words(_lang())
    return _html("message.html", place, title=said["rate_title"], text=said["rate_thanks"], is_error=False)


@pages.get("/<string:public_code>/follow")
def follow_form(public_code: str) -> Response:
    return _follow(find_public(public_code))


def _follow(place: Establishment, error: str = "", found: Any = None, status: int = 200) -> Response:
    return _html("follow.html", place, status, action=_path(place, "follow"), error=error, found=found)


@pages.post("/<string:public_code>/follow")
def follow(public_code: str) -> Response:
    """The code comes in the body, so that it stays out of histories and logs."""
    place = find_public(public_code)
    said = words(_lang())
    try:
        check_origin()
        # The try is counted also when nothing is found: an answer of "no" must not undo the count.
        with write_transaction():
            found = present.followed_report(
                place, request.form.get("code", "")[:80], request.remote_addr or "", _lang()
            )
    except TooManyError:
        return _follow(place, said["error_code_tries"], status=429)
    if found is None:
        return _follow(place, said["follow_wrong"], status=404)
    return _follow(place, found=found)
