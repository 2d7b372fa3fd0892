"""Lists of people and single files, in one shape for everybody and masked for those who may not see health data."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, exists, not_, or_, select
from sqlalchemy.orm import contains_eager

from backend.accounts.access import Access
from backend.accounts.models import User
from backend.accounts.policy import mask_phone
from backend.catalog.posts import Post
from backend.catalog.roles import Permission
from backend.catalog.staff import ConductKind, ContestState
from backend.core.pagination import paginate
from backend.establishments.access import can_in, get_establishment
from backend.establishments.models import Establishment
from backend.extensions import db
from backend.staff.models import ConductEntry, Employment, HealthCertificate, PostHolding
from backend.staff.policy import FOOD_POSTS, Light, is_barred, last_four, light_of, rank, surname
from backend.staff.service import conduct, renewals
from backend.staff.service.employment import memberships_of
from backend.staff.service.health import certificates_of, current_certificates, state_of
from backend.staff.service.lookup import held_posts, own_roles, sees_health, today_at
from backend.staff.service.morning import latest, unfit_on


@dataclass(frozen=True)
class StaffFilter:
    q: str = ""
    post: Post | None = None
    has_left: bool | None = False
    light: Light | None = None
    due_within: int | None = None


def list_staff(access: Access, establishment_id: int, wanted: StaffFilter, page: int, page_size: int) -> dict[str, Any]:
    """One page of people by name: a handful of queries, whatever their number."""
    establishment = get_establishment(access, establishment_id, Permission.STAFF_VIEW)
    found = paginate(_matching(establishment, wanted), page, page_size)
    return found | {"items": rows(access, establishment, found["items"])}


def all_staff(access: Access, establishment: Establishment, wanted: StaffFilter) -> list[dict[str, Any]]:
    """For an export, which nobody gets unmasked."""
    return rows(access, establishment, db.session.scalars(_matching(establishment, wanted)).unique().all(), masks=True)


def _matching(establishment: Establishment, wanted: StaffFilter) -> Select[Any]:
    statement = select(Employment).join(Employment.user).where(Employment.establishment_id == establishment.id)
    if wanted.has_left is not None:
        ended = Employment.ended_at
        statement = statement.where(ended.is_not(None) if wanted.has_left else ended.is_(None))
    if wanted.q:
        named = User.name.contains(wanted.q, autoescape=True)
        # The whole number finds somebody; a part of it would let numbers be guessed digit by digit.
        statement = statement.where(or_(named, User.phone == wanted.q))
    if wanted.post is not None:
        statement = statement.where(_holds([wanted.post]))
    statement = statement.where(*_health_conditions(establishment, wanted))
    return statement.order_by(Employment.ended_at.is_not(None), User.name, Employment.id)


def _holds(posts: Collection[Post]) -> ColumnElement[bool]:
    return exists().where(
        PostHolding.employment_id == Employment.id, PostHolding.ended_at.is_(None), PostHolding.post.in_(posts)
    )


def _certified(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(
        HealthCertificate.user_id == Employment.user_id,
        HealthCertificate.establishment_id == Employment.establishment_id,
        HealthCertificate.superseded_at.is_(None),
        *conditions,
    )


def _health_conditions(establishment: Establishment, wanted: StaffFilter) -> list[ColumnElement[bool]]:
    today, ends = today_at(establishment), HealthCertificate.expires_on
    conditions: list[ColumnElement[bool]] = []
    if wanted.due_within is not None:
        until = today + timedelta(days=wanted.due_within)
        conditions.append(or_(_certified(ends <= until), and_(not_(_certified()), _holds(FOOD_POSTS))))
    if wanted.light is not None:
        due = today + timedelta(days=renewals.rule_of(establishment).due_days)
        conditions.append(
            {
                Light.RED: or_(_certified(ends < today), and_(not_(_certified()), _holds(FOOD_POSTS))),
                Light.ORANGE: _certified(ends >= today, ends <= due),
                Light.GREEN: _certified(ends > due),
                Light.GREY: and_(not_(_certified()), not_(_holds(FOOD_POSTS))),
            }[wanted.light]
        )
    return conditions


def rows(
    access: Access, establishment: Establishment, employments: Sequence[Employment], *, masks: bool = False
) -> list[dict[str, Any]]:
    ids = {each.user_id for each in employments}
    certificates = current_certificates(establishment.id, ids)
    counts = _conduct_counts(establishment.id, ids)
    due_days, is_open = renewals.rule_of(establishment).due_days, sees_health(access, establishment) and not masks
    unfit = unfit_on(establishment.id, today_at(establishment)) if is_open else frozenset[int]()
    made = []
    for each in employments:
        certificate = certificates.get(each.user_id)
        state = state_of(each, certificate, today_at(establishment), due_days)
        is_clear = is_open or (each.user_id == access.user.id and not masks)
        made.append(
            {
                "id": each.id,
                "user_id": each.user_id,
                "name": each.user.name if is_clear else surname(each.user.name),
                "phone": mask_phone(each.user.phone),
                "posts": held_posts(each),
                "is_part_time": each.is_part_time,
                "started_at": each.started_at,
                "ended_at": each.ended_at,
                "light": light_of(state),
                "health": state,
                "expires_on": certificate.expires_on if certificate else None,
                "number": _number(certificate, is_clear=is_clear),
                "is_barred": is_barred(state) or each.user_id in unfit,
                "is_unfit_today": each.user_id in unfit,
                "violations": counts.get((each.user_id, ConductKind.VIOLATION), 0),
                "praise": counts.get((each.user_id, ConductKind.PRAISE), 0),
            }
        )
    return made


def _number(certificate: HealthCertificate | None, *, is_clear: bool) -> str:
    if certificate is None:
        return ""
    return certificate.number if is_clear else last_four(certificate.number)


def _conduct_counts(establishment_id: int, user_ids: Collection[int]) -> dict[tuple[int, ConductKind], int]:
    """What was withdrawn counts no longer."""
    statement = select(ConductEntry.user_id, ConductEntry.kind).where(
        ConductEntry.establishment_id == establishment_id,
        ConductEntry.user_id.in_(user_ids),
        ConductEntry.contest != ContestState.WITHDRAWN,
    )
    counts: dict[tuple[int, ConductKind], int] = {}
    for row in db.session.execute(statement):
        counts[row.user_id, row.kind] = counts.get((row.user_id, row.kind), 0) + 1
    return counts


def show(access: Access, employment: Employment) -> dict[str, Any]:
    """A whole file."""
    establishment = db.session.get_one(Establishment, employment.establishment_id)
    (row,) = rows(access, establishment, [employment])
    is_own, is_open = employment.user_id == access.user.id, sees_health(access, establishment)
    is_clear = is_own or is_open
    if is_own:
        row["is_unfit_today"] = employment.user_id in unfit_on(establishment.id, today_at(establishment))
        row["is_barred"] = row["is_barred"] or row["is_unfit_today"]
    return row | {
        "establishment": {"id": establishment.id, "name": establishment.name},
        "holdings": employment.holdings,
        "leaving_reason": employment.leaving_reason,
        "leaving_text": employment.leaving_text if is_clear else "",
        "certificates": [_certificate(each, is_clear=is_clear) for each in certificates_of(employment)],
        "conduct": [show_entry(access, each, establishment) for each in conduct.entries_of(employment)],
        "is_mine": is_own,
        "allowed": _allowed(access, employment, establishment),
    }


def _certificate(row: HealthCertificate, *, is_clear: bool) -> dict[str, Any]:
    return {
        "id": row.id,
        "number": _number(row, is_clear=is_clear),
        "examined_on": row.examined_on,
        "expires_on": row.expires_on,
        "issuer": row.issuer if is_clear else "",
        "added_at": row.added_at,
        "is_current": row.superseded_at is None,
        "has_photo": row.file_id is not None and is_clear,
    }


def _allowed(access: Access, employment: Employment, establishment: Establishment) -> list[str]:
    """What the person who looks may do here, so that no button leads to a refusal."""
    if employment.ended_at is not None:
        return []
    is_own = employment.user_id == access.user.id
    can = {p: can_in(access, p, establishment) for p in _ASKED}
    is_above = rank(own_roles(access, establishment)) >= rank(m.role for m in memberships_of(employment))
    manages = can[Permission.STAFF_MANAGE] or can[Permission.PEOPLE_MANAGE]
    allowed = {
        "certificate": is_own or can[Permission.STAFF_MANAGE],
        "posts": manages and is_above,
        "leave": manages and is_above,
        "praise": not is_own and (can[Permission.STAFF_MANAGE] or can[Permission.CASE_ATTRIBUTE]),
        "violation": not is_own and can[Permission.CASE_ATTRIBUTE],
    }
    return [name for name, is_allowed in allowed.items() if is_allowed]


_ASKED = (Permission.STAFF_MANAGE, Permission.PEOPLE_MANAGE, Permission.CASE_ATTRIBUTE)


def show_entry(access: Access, row: ConductEntry, establishment: Establishment) -> dict[str, Any]:
    is_own = row.user_id == access.user.id
    can_contest = is_own and row.kind is ConductKind.VIOLATION and row.contest is ContestState.NONE
    shown = {name: getattr(row, name) for name in _ENTRY_FIELDS}
    is_clear = is_own or sees_health(access, establishment)
    return shown | {
        "name": row.user.name if is_clear else surname(row.user.name),
        "recorded_by": row.recorded_by.name,
        "can_contest": can_contest,
        "can_decide": conduct.may_decide(access, row, establishment),
    }


_ENTRY_FIELDS = (
    "id", "kind", "case_id", "text", "recorded_at", "contest", "contest_text", "contested_at", "contest_answer",
    "decided_at",
)  # fmt: skip


def my_files(access: Access) -> list[dict[str, Any]]:
    """Every place where the person works or worked, the newest first."""
    statement = select(Employment).where(Employment.user_id == access.user.id).order_by(Employment.id.desc())
    return [show(access, row) for row in db.session.scalars(statement).unique()]


def on_post(access: Access, establishment_id: int, at: datetime, page: int, page_size: int) -> dict[str, Any]:
    """Who held which post at that moment (Q109), and whether the morning check of that day saw them."""
    establishment = get_establishment(access, establishment_id, Permission.STAFF_VIEW)
    statement = (
        select(PostHolding)
        .join(PostHolding.employment)
        .options(contains_eager(PostHolding.employment))
        .where(Employment.establishment_id == establishment.id, PostHolding.started_at <= at)
        .where(or_(PostHolding.ended_at.is_(None), PostHolding.ended_at > at))
        .order_by(PostHolding.post, PostHolding.id)
    )
    found = paginate(statement, page, page_size)
    check = latest(establishment.id, at.astimezone(ZoneInfo(establishment.timezone)).date())
    is_clear = sees_health(access, establishment)
    return found | {"items": [_on_post(row, check, is_clear=is_clear) for row in found["items"]]}


def _on_post(holding: PostHolding, check: Any, *, is_clear: bool) -> dict[str, Any]:
    user, presence = holding.employment.user, "unknown"
    if check is not None and user.id in check.fit_user_ids:
        presence = "present"
    elif check is not None and user.id in check.absent_user_ids:
        presence = "absent"
    return {
        "employment_id": holding.employment_id,
        "name": user.name if is_clear else surname(user.name),
        "post": holding.post,
        "started_at": holding.started_at,
        "ended_at": holding.ended_at,
        "presence": presence,
    }
