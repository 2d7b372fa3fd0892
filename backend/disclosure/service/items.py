"""The nine items as the public reads them, from facts alone. What is not put into a row here is never told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from backend.catalog.disclosure import DisclosureItem
from backend.catalog.establishments import KINDS
from backend.catalog.roles import ROLE_NAMES
from backend.disclosure.models import DisclosureEntry
from backend.disclosure.policy import (
    RECENT_DAYS,
    ItemState,
    SelfCheckSum,
    average,
    masked_name,
    state_of,
    sum_self_checks,
    surname,
    without_names,
)
from backend.disclosure.service.facts import Facts

Row = dict[str, Any]
_MOST = {DisclosureItem.ADDITIVES: 20, DisclosureItem.INGREDIENTS: 12, DisclosureItem.INSPECTIONS: 5}
_MOST_CERTIFICATES = 80
_TAIL = 4


def all_items(facts: Facts) -> Row:
    """By the names of `PublicPageOut`, and "items" with the state and the time of each."""
    return {
        "licence": _licence(facts),
        "grade": _grade(facts),
        "pledge": _pledge(facts),
        "safety_officers": _officers(facts),
        "workers_health": _health(facts),
        "additives": _listed(facts, DisclosureItem.ADDITIVES, ("is_none", "name", "purpose", "used_in")),
        "ingredients": _listed(facts, DisclosureItem.INGREDIENTS, ("name", "supplier", "batch", "certificates")),
        "inspections": _listed(
            facts, DisclosureItem.INSPECTIONS, ("conclusion", "problems", "correction", "authority")
        ),
        "self_checks": _self_checks(facts),
        "items": states(facts),
    }


def states(facts: Facts) -> list[Row]:
    """Each item in the order of the law, with its state and when it was last touched."""
    return [_item_state(facts, item) for item in DisclosureItem]


def _item_state(facts: Facts, item: DisclosureItem) -> Row:
    newest_on, updated_at = _newest(facts, item)
    state = state_of(item, newest_on, facts.today)
    if item is DisclosureItem.LICENCE and facts.licence and facts.licence.expires_on < facts.today:
        state = ItemState.EXPIRED
    return {"item": item, "state": state, "updated_at": updated_at}


def _newest(facts: Facts, item: DisclosureItem) -> tuple[date | None, datetime | None]:
    """The day that the newest line is about, and when it was written."""
    entries = facts.of(item)
    written = [entry.added_at for entry in entries]
    if item is DisclosureItem.LICENCE:
        return (facts.licence.issued_on, facts.licence.added_at) if facts.licence else (None, None)
    if item is DisclosureItem.PLEDGE:
        return (facts.pledge.signed_at.date(), facts.pledge.signed_at) if facts.pledge else (None, None)
    if item is DisclosureItem.SAFETY_OFFICERS:
        written += [officer.since for officer in facts.officers]
        return (facts.today, max(written)) if facts.officers else (None, None)
    if item is DisclosureItem.WORKERS_HEALTH:
        written = [one.added_at for one in facts.certificates]
        return (
            (facts.today, max([*written, *([facts.staff_since] if facts.staff_since else [])]))
            if written
            else (None, None)
        )
    return (entries[0].happened_on, max(written)) if entries else (None, None)


def _hide(facts: Facts, text: str) -> str:
    return without_names(text, facts.names) if facts.settings.masks_names else text


def _licence(facts: Facts) -> Row | None:
    row = facts.licence
    if row is None:
        return None
    columns = ("number", "operator", "form", "items", "issuer", "issued_on", "expires_on")
    return {name: getattr(row, name) for name in columns} | {
        "premises": row.premises or facts.place.address,
        "is_expired": row.expires_on < facts.today,
        "has_picture": row.public_file_id is not None,
    }


def _grade(facts: Facts) -> Row | None:
    entries = facts.of(DisclosureItem.GRADE)
    if not entries:
        return None
    data = entries[0].data
    return {
        "dynamic": data["dynamic"],
        "annual": data["annual"],
        "average": average(data["points"], data["items"]),
        "graded_on": entries[0].happened_on,
        "authority": data["authority"],
    }


def _pledge(facts: Facts) -> Row | None:
    row = facts.pledge
    if row is None:
        return None
    return {"text": row.text, "signer": row.signer_name, "signed_on": row.signed_at.date()}


def _officers(facts: Facts) -> list[Row]:
    """Who they are comes from the roles, how they did in the assessment from the newest entry about their name."""
    assessed: dict[str, DisclosureEntry] = {}
    for line in reversed(facts.of(DisclosureItem.SAFETY_OFFICERS)):
        assessed[line.data["name"]] = line
    found = []
    for officer in facts.officers:
        entry = assessed.get(officer.name)
        zh, en = ROLE_NAMES[officer.role]
        found.append(
            {
                "name": masked_name(officer.name) if facts.settings.masks_names else officer.name,
                "post_zh": zh,
                "post_en": en,
                "is_passed": entry.data["is_passed"] if entry else None,
                "assessed_on": entry.happened_on if entry else None,
                "certificate_end": entry.data["certificate"][-_TAIL:] if entry else "",
            }
        )
    return found


def _health(facts: Facts) -> Row | None:
    """Counts; schools also surname, last four and validity of each certificate (school regulation art. 27(2))."""
    if not facts.certificates:
        return None
    valid = [one for one in facts.certificates if one.expires_on >= facts.today]
    shown = facts.certificates[:_MOST_CERTIFICATES] if KINDS[facts.place.kind].is_school else []
    return {
        "on_post": len(facts.staff),
        "valid": len(valid),
        "next_expiry": min((one.expires_on for one in valid), default=None),
        "certificates": [
            {
                "surname": surname(facts.staff[one.user_id].name),
                "number_end": one.number[-_TAIL:],
                "expires_on": one.expires_on,
                "is_valid": one.expires_on >= facts.today,
            }
            for one in shown
        ],
    }


def _listed(facts: Facts, item: DisclosureItem, names: Sequence[str]) -> list[Row]:
    """The newest lines; of additives and ingredients those of the last 30 days, each name once."""
    rows, seen = [], set()
    for entry in facts.of(item):
        if item is not DisclosureItem.INSPECTIONS:
            if entry.happened_on < facts.today - timedelta(days=RECENT_DAYS) or entry.data["name"] in seen:
                continue
            seen.add(entry.data["name"])
        row = {name: _shown(facts, entry.data[name]) for name in names}
        rows.append(row | {"happened_on": entry.happened_on})
    return rows[: _MOST[item]]


def _shown(facts: Facts, value: Any) -> Any:
    return _hide(facts, value) if isinstance(value, str) else value


def _self_checks(facts: Facts) -> Row | None:
    entries = facts.of(DisclosureItem.SELF_CHECKS)
    if not entries:
        return None
    rows = [(entry.happened_on, entry.data) for entry in entries]
    monday, first = facts.today - timedelta(days=facts.today.weekday()), facts.today.replace(day=1)
    return {
        "week": _sum(sum_self_checks(rows, monday, facts.today)),
        "month": _sum(sum_self_checks(rows, first, facts.today)),
        "newest_on": entries[0].happened_on,
    }


def _sum(found: SelfCheckSum) -> Row:
    columns = ("planned", "done", "rate", "problems", "corrected")
    return {name: getattr(found, name) for name in columns}
