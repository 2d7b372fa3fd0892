"""Schools that have not connected in time: the list, the notice to the department above them, and extra checks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select

from backend.accounts.access import Access
from backend.accounts.models import Membership, User
from backend.audit.service import record
from backend.cases.service.notices import notify
from backend.cases.service.numbers import next_number
from backend.catalog.agencies import AgencyKind
from backend.catalog.credentials import DutyCode, DutyState
from backend.catalog.establishments import BODY_NAMES, KINDS, CompetentBody
from backend.catalog.roles import Permission, Role, ScopeKind
from backend.core import clock
from backend.core.errors import DomainError, ForbiddenError, NotFoundError
from backend.core.pagination import paginate
from backend.core.realtime import announce
from backend.core.typesetting import typeset
from backend.credentials.models import ConnectNotice, ExtraChecks, Licence
from backend.duties.models import Duty
from backend.duties.service import OPEN_STATES, local_day
from backend.establishments.access import can_in, rooms_of, within
from backend.establishments.models import Establishment
from backend.evidence.service import store_document
from backend.extensions import db
from backend.jurisdictions.models import Agency, Jurisdiction

SEEING = Permission.DUTY_VIEW
_TEMPLATE = Path(__file__).parent.parent / "documents" / "connect_notice.typ"
_AGENCIES = {
    CompetentBody.EDUCATION: AgencyKind.EDUCATION,
    CompetentBody.HUMAN_RESOURCES: AgencyKind.HUMAN_RESOURCES,
    CompetentBody.CIVIL_AFFAIRS: AgencyKind.CIVIL_AFFAIRS,
}


@dataclass(frozen=True)
class LateFilter:
    """`state`: late, pending or connected."""

    state: str = "late"
    establishment_id: int | None = None
    body: CompetentBody | None = None


def list_late(access: Access, wanted: LateFilter, page: int, page_size: int) -> dict[str, Any]:
    found = paginate(_statement(access, wanted), page, page_size)
    return found | {"items": show_all(access, found["items"])}


def all_late(access: Access, wanted: LateFilter, most: int = 10_000) -> list[dict[str, Any]]:
    return show_all(access, db.session.scalars(_statement(access, wanted).limit(most)).all())


def _statement(access: Access, wanted: LateFilter) -> Select[Any]:
    statement = select(Duty).where(Duty.code == DutyCode.CONNECT, within(access, Duty.establishment_id, SEEING))
    statement = statement.where(_of_state(wanted.state))
    if wanted.establishment_id is not None:
        statement = statement.where(Duty.establishment_id == wanted.establishment_id)
    if wanted.body is not None:
        own = select(Establishment.id).where(Establishment.competent_body == wanted.body)
        statement = statement.where(Duty.establishment_id.in_(own))
    return statement.order_by(Duty.due_on, Duty.id)


def _of_state(state: str) -> ColumnElement[bool]:
    # The notifier turns a duty overdue in the morning after; until it has, the day itself decides.
    is_past = Duty.due_on < clock.now().date()
    if state == "connected":
        return Duty.state == DutyState.FULFILLED
    if state == "pending":
        return and_(Duty.state == DutyState.PENDING, ~is_past)
    return or_(Duty.state == DutyState.OVERDUE, and_(Duty.state == DutyState.PENDING, is_past))


def show_all(access: Access, duties: Sequence[Duty]) -> list[dict[str, Any]]:
    """Five queries, however many they are."""
    places = {duty.establishment_id for duty in duties}
    licences = _by_place(
        select(Licence)
        .where(Licence.establishment_id.in_(places), Licence.superseded_at.is_(None))
        .order_by(Licence.id)
    )
    notices = {
        row.duty_id: row
        for row in db.session.scalars(
            select(ConnectNotice).where(ConnectNotice.duty_id.in_({duty.id for duty in duties}))
        )
    }
    checks = _by_place(
        select(ExtraChecks).where(ExtraChecks.establishment_id.in_(places), ExtraChecks.ended_at.is_(None))
    )
    return [_show(access, duty, licences, notices.get(duty.id), checks) for duty in duties]


def _by_place(statement: Select[Any]) -> dict[int, Any]:
    return {row.establishment_id: row for row in db.session.scalars(statement)}


def _show(
    access: Access,
    duty: Duty,
    licences: Mapping[int, Licence],
    notice: ConnectNotice | None,
    checks: Mapping[int, ExtraChecks],
) -> dict[str, Any]:
    place = duty.establishment
    licence, extra = licences.get(place.id), checks.get(place.id)
    may_sanction = can_in(access, Permission.CASE_SANCTION, place)
    is_late = duty.state in OPEN_STATES and local_day(place) > duty.due_on
    return {
        "id": duty.id,
        "establishment": {"id": place.id, "name": place.name},
        "kind": place.kind,
        "body": place.competent_body,
        "licence_number": licence.number if licence else "",
        "licence_issued_on": licence.issued_on if licence else None,
        "due_on": duty.due_on,
        "days_late": max(0, (local_day(place) - duty.due_on).days) if duty.state in OPEN_STATES else 0,
        "state": duty.state,
        "is_late": is_late,
        "connected_at": duty.fulfilled_at if duty.state is DutyState.FULFILLED else None,
        "case_id": duty.case_id,
        "notice": show_notice(access, notice, place) if notice else None,
        "extra_checks": {"id": extra.id, "per_year": extra.per_year, "reason": extra.reason} if extra else None,
        "may_notify": may_sanction and is_late and notice is None and place.competent_body in _AGENCIES,
        "may_flag": may_sanction,
    }


def show_notice(access: Access, row: ConnectNotice, place: Establishment) -> dict[str, Any]:
    columns = "id number body addressee sent_at received_at receipt_note"
    return {name: getattr(row, name) for name in columns.split()} | {
        "pdf_url": f"/api/connect-notices/{row.id}/pdf",
        "may_confirm": row.received_at is None and may_confirm(access, row, place),
    }


def get_duty(access: Access, duty_id: int) -> Duty:
    statement = select(Duty).where(Duty.id == duty_id, Duty.code == DutyCode.CONNECT)
    found: Duty | None = db.session.scalar(
        statement.where(within(access, Duty.establishment_id, SEEING)).with_for_update(of=Duty)
    )
    if found is None:
        raise NotFoundError
    return found


def send_notice(access: Access, duty_id: int) -> ConnectNotice:
    """Once for each late school, to the department of its kind, with a paper for the file. Raises DomainError."""
    duty = get_duty(access, duty_id)
    place = duty.establishment
    if not can_in(access, Permission.CASE_SANCTION, place):
        raise ForbiddenError("forbidden")
    if db.session.scalar(select(ConnectNotice.id).where(ConnectNotice.duty_id == duty.id)) is not None:
        raise DomainError("already_sent")
    if duty.state not in OPEN_STATES or local_day(place) <= duty.due_on:
        raise DomainError("not_late")
    if place.competent_body not in _AGENCIES:
        raise DomainError("no_competent_body")
    agency = _agency_of(place)
    addressee = agency.name if agency else BODY_NAMES[place.competent_body][0]
    today = local_day(place)
    number = f"通报〔{today.year}〕{next_number(f'connect-notice-{today.year}')}号"
    paper = typeset(_TEMPLATE, _paper(access, duty, addressee, number, today))
    row = ConnectNotice(
        duty_id=duty.id,
        establishment_id=place.id,
        number=number,
        body=place.competent_body,
        addressee=addressee,
        sent_at=clock.now(),
        sent_by_id=access.user.id,
        file=store_document(paper),
    )
    db.session.add(row)
    db.session.flush()
    changes = {"number": number, "body": row.body.value}
    record("connect_notice.sent", "connect_notice", row.id, establishment_id=place.id, changes=changes)
    _tell(place, row)
    announce("duty", duty.id, rooms_of(place))
    return row


def _agency_of(place: Establishment) -> Agency | None:
    """The department's office nearest above the school."""
    above = [int(part) for part in place.jurisdiction.path.split("/") if part]
    kind = _AGENCIES[place.competent_body]
    found = db.session.scalars(select(Agency).where(Agency.kind == kind, Agency.jurisdiction_id.in_(above))).all()
    return max(found, key=lambda agency: above.index(agency.jurisdiction_id), default=None)


def _paper(access: Access, duty: Duty, addressee: str, number: str, today: date) -> dict[str, Any]:
    place = duty.establishment
    licence = db.session.scalars(
        select(Licence).where(Licence.establishment_id == place.id).order_by(Licence.id)
    ).first()
    return {
        "authority": _authority(access, place),
        "number": number,
        "addressee": addressee,
        "unit": place.name,
        "kind": KINDS[place.kind].zh,
        "address": place.address,
        "licence": licence.number if licence else "",
        "issued": _day(licence.issued_on) if licence else "",
        "due": _day(duty.due_on),
        "late": (today - duty.due_on).days,
        "source": duty.rule.source,
        "today": _day(today),
        "officer": access.user.name,
    }


def _authority(access: Access, place: Establishment) -> str:
    path = place.jurisdiction.path
    paths = [
        grant.path
        for grant in access.having(Permission.CASE_SANCTION)
        if grant.scope is ScopeKind.JURISDICTION and grant.path and path.startswith(grant.path)
    ]
    nearest = select(Jurisdiction.name).where(Jurisdiction.path == max(paths, key=len, default=""))
    return db.session.scalar(nearest) or place.jurisdiction.name


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _tell(place: Establishment, row: ConnectNotice) -> None:
    """The department's own people, where they use the app; the paper goes the usual way besides."""
    notify(
        _people_of(place),
        key=f"connect-notice-{row.id}",
        title=(f"通报：{place.name} 未按期接入明厨亮灶", f"Notice: {place.name} has not connected in time"),
        body=(f"{row.number}，请签收", f"{row.number}: please confirm receipt"),
        url=f"/connect?establishment={place.id}",
    )


def _people_of(place: Establishment) -> list[User]:
    now = clock.now()
    above = [int(part) for part in place.jurisdiction.path.split("/") if part]
    kind = _AGENCIES[place.competent_body]
    own = Agency.kind == kind
    if kind is AgencyKind.EDUCATION:
        own = or_(own, Membership.agency_id.is_(None))
    statement = (
        select(User)
        .join(Membership, Membership.user_id == User.id)
        .outerjoin(Agency, Membership.agency_id == Agency.id)
        .where(Membership.role == Role.EDUCATION_OFFICER, Membership.jurisdiction_id.in_(above), own)
        .where(Membership.starts_at <= now, or_(Membership.ends_at.is_(None), Membership.ends_at > now))
        .order_by(User.id)
    )
    return list(db.session.scalars(statement).unique())


def get_notice(access: Access, notice_id: int) -> tuple[ConnectNotice, Establishment]:
    visible = within(access, ConnectNotice.establishment_id, SEEING)
    statement = select(ConnectNotice).where(ConnectNotice.id == notice_id, visible).with_for_update(of=ConnectNotice)
    found: ConnectNotice | None = db.session.scalar(statement)
    if found is None:
        raise NotFoundError
    return found, db.session.get_one(Establishment, found.establishment_id)


def may_confirm(access: Access, row: ConnectNotice, place: Establishment) -> bool:
    """The department itself, or the sender's office noting a receipt that came on paper."""
    of_department = any(
        grant.role is Role.EDUCATION_OFFICER
        and grant.competence is row.body
        and bool(grant.path)
        and place.jurisdiction.path.startswith(str(grant.path))
        for grant in access.grants
    )
    return of_department or can_in(access, Permission.CASE_SANCTION, place)


def confirm(access: Access, notice_id: int, note: str) -> tuple[ConnectNotice, Establishment]:
    row, place = get_notice(access, notice_id)
    if not may_confirm(access, row, place):
        raise ForbiddenError("forbidden")
    if row.received_at is not None:
        raise DomainError("already_received")
    row.received_at, row.received_by_id, row.receipt_note = clock.now(), access.user.id, note
    record("connect_notice.received", "connect_notice", row.id, establishment_id=place.id)
    announce("duty", row.duty_id, rooms_of(place))
    return row, place


def flag(access: Access, duty_id: int, per_year: int, reason: str) -> ExtraChecks:
    """Look at this unit more often (J044); asking again changes the number."""
    duty = get_duty(access, duty_id)
    place = duty.establishment
    if not can_in(access, Permission.CASE_SANCTION, place):
        raise ForbiddenError("forbidden")
    row = _current_flag(place.id)
    if row is None:
        row = ExtraChecks(
            establishment_id=place.id, duty_id=duty.id, set_at=clock.now(), set_by_id=access.user.id, per_year=0
        )
        db.session.add(row)
    before, row.per_year, row.reason = row.per_year, per_year, reason
    db.session.flush()
    changes = {"per_year": [before, per_year]}
    record("extra_checks.set", "extra_checks", row.id, establishment_id=place.id, changes=changes)
    announce("duty", duty.id, rooms_of(place))
    return row


def unflag(access: Access, duty_id: int) -> None:
    duty = get_duty(access, duty_id)
    if not can_in(access, Permission.CASE_SANCTION, duty.establishment):
        raise ForbiddenError("forbidden")
    row = _current_flag(duty.establishment_id)
    if row is None:
        return
    row.ended_at, row.ended_by_id = clock.now(), access.user.id
    record("extra_checks.ended", "extra_checks", row.id, establishment_id=duty.establishment_id)
    announce("duty", duty.id, rooms_of(duty.establishment))


def extra_checks_of(establishment_id: int) -> int:
    """How many checks a year are planned on top of the usual ones."""
    row = _current_flag(establishment_id)
    return row.per_year if row is not None else 0


def _current_flag(establishment_id: int) -> ExtraChecks | None:
    found: ExtraChecks | None = db.session.scalar(
        select(ExtraChecks).where(ExtraChecks.establishment_id == establishment_id, ExtraChecks.ended_at.is_(None))
    )
    return found
