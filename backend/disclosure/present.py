"""The only way from the database to the public: what is gathered, through the public schemas, as plain JSON."""

from __future__ import annotations

from typing import Any

from backend.disclosure.schemas.public import FollowedReportOut, PublicPageOut
from backend.disclosure.service import follow, page
from backend.establishments.models import Establishment


def public_page(place: Establishment) -> dict[str, Any]:
    dumped: dict[str, Any] = PublicPageOut().dump(page.build(place))
    return dumped


def followed_report(place: Establishment, code: str, address: str, lang: str) -> dict[str, Any] | None:
    """None for a wrong code. Raises TooManyError."""
    found = follow.followed(place, code, address, lang)
    dumped: dict[str, Any] | None = FollowedReportOut().dump(found) if found is not None else None
    return dumped
