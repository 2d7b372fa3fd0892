"""What people say about a kitchen, and what it discloses."""

from __future__ import annotations

import secrets
from typing import Any

from sqlalchemy import select

from backend.catalog.disclosure import DisclosureItem, ReportChannel, ReportTopic
from backend.catalog.roles import Role
from backend.core import clock
from backend.core.encryption import encrypt
from backend.disclosure.models import DisclosureEntry
from backend.evidence.models import StoredFile
from backend.extensions import Model, db
from backend.hotline.models import Guidance, Rating, Report
from tests.factories.world import Kitchen


def make_report(kitchen: Kitchen, **values: Any) -> Report:
    report = Report(
        establishment=kitchen.establishment,
        channel=values.pop("channel", ReportChannel.PUBLIC),
        topic=values.pop("topic", ReportTopic.HYGIENE),
        text=values.pop("text", "地面有积水，很久没人清理。"),
        code_sha256=values.pop("code_sha256", secrets.token_hex(32)),
        file_ids=values.pop("file_ids", []),
        created_at=clock.now(),
        **values,
    )
    db.session.add(report)
    db.session.flush()
    return report


def make_rating(kitchen: Kitchen, stars: int = 4, text: str = "干净", **values: Any) -> Rating:
    rating = Rating(establishment_id=kitchen.establishment.id, stars=stars, text=text, created_at=clock.now(), **values)
    db.session.add(rating)
    db.session.flush()
    return rating


def make_entry(kitchen: Kitchen, item: DisclosureItem, data: dict[str, Any], **values: Any) -> DisclosureEntry:
    entry = DisclosureEntry(
        establishment_id=kitchen.establishment.id,
        item=item,
        happened_on=values.pop("happened_on", clock.now().date()),
        data=data,
        added_by_id=kitchen.people[Role.SAFETY_OFFICER].id,
        added_at=values.pop("added_at", clock.now()),
        **values,
    )
    db.session.add(entry)
    db.session.flush()
    return entry


def make_hotline(kitchen: Kitchen) -> dict[str, Model]:
    """One of each, by the names that path parameters have."""
    file = db.session.scalars(select(StoredFile)).first()
    assert file is not None
    guidance = Guidance(
        establishment_id=kitchen.establishment.id,
        author_id=kitchen.people[Role.PRINCIPAL].id,
        text="请检查留样。",
        created_at=clock.now(),
    )
    none_used = {"is_none": True, "name": "", "purpose": "", "used_in": ""}
    return {
        "report_id": make_report(kitchen, file_ids=[file.id], contact=encrypt("13900000009")),
        "photo_id": file,
        "rating_id": make_rating(kitchen),
        "guidance_id": guidance,
        "entry_id": make_entry(kitchen, DisclosureItem.ADDITIVES, none_used),
    }
