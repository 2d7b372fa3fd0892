"""Asking to be let in: as a new person of a known establishment, or with an establishment that is new itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, or_, select

from backend.accounts.access import Access
from backend.accounts.models import Membership, User
from backend.audit.service import record
from backend.cases.service.notices import notify
from backend.catalog.establishments import EstablishmentKind, EstablishmentState
from backend.catalog.posts import POSTS, Post
from backend.catalog.roles import ScopeKind
from backend.catalog.staff import ApplicationState
from backend.core import clock, throttle
from backend.core.errors import DomainError, InvalidError, NotFoundError
from backend.core.realtime import announce
from backend.credentials.models import Licence
from backend.establishments import service as establishments
from backend.establishments.access import rooms_of
from backend.establishments.models import Establishment
from backend.evidence.pictures import Picture
from backend.evidence.service import store_picture
from backend.extensions import db
from backend.joining.models import Application, Invitation
from backend.joining.policy import (
    MAX_FOUNDED_A_DAY,
    MAX_PENDING,
    check_founding_post,
    check_licence_days,
    check_pending,
    licence_number,
)
from backend.joining.service import reviewers
from backend.jurisdictions.models import Jurisdiction

_CHINA = ZoneInfo("Asia/Shanghai")  # licences are dated by its calendar


@dataclass(frozen=True)
class Wish:
    """What the person asks for."""

    post: Post
    is_part_time: bool = False
    message: str = ""


@dataclass(frozen=True)
class Founding:
    """A new establishment as its first person describes it."""

    name: str
    kind: EstablishmentKind
    address: str
    credit_code: str
    jurisdiction_id: int
    licence_number: str
    licence_issued_on: date
    licence_expires_on: date


def apply(user: User, establishment_id: int, wish: Wish, invitation: Invitation | None = None) -> Application:
    """Raises NotFoundError for a kitchen that nobody can join, DomainError when there is nothing to ask for."""
    establishment = db.session.get(Establishment, establishment_id)
    if establishment is None or establishment.state is not EstablishmentState.ACTIVE:
        raise NotFoundError
    _check_wish(user, establishment)
    row = Application(
        user=user,
        establishment=establishment,
        post=wish.post,
        is_part_time=wish.is_part_time,
        message=wish.message,
        invitation_id=invitation.id if invitation else None,
        created_at=clock.now(),
    )
    return _submitted(row)


def found(user: User, founding: Founding, wish: Wish, photo: Picture) -> Application:
    """The establishment waits, PENDING, for the office's decision. Raises InvalidError, DomainError, TooManyError."""
    check_founding_post(wish.post)
    today = clock.now().astimezone(_CHINA).date()
    check_licence_days(founding.licence_issued_on, founding.licence_expires_on, today)
    number = licence_number(founding.licence_number)
    if db.session.get(Jurisdiction, founding.jurisdiction_id) is None:
        raise InvalidError(jurisdiction_id=["There is no such jurisdiction."])
    _check_is_new(number)
    _check_count(user)
    throttle.hit(f"founding:{user.id}", limit=MAX_FOUNDED_A_DAY, window=timedelta(days=1))
    establishment = establishments.create(
        {
            "name": founding.name,
            "kind": founding.kind,
            "address": founding.address,
            "credit_code": founding.credit_code,
            "jurisdiction_id": founding.jurisdiction_id,
            "state": EstablishmentState.PENDING,
        }
    )
    row = Application(
        user=user,
        establishment=establishment,
        founds=True,
        post=wish.post,
        is_part_time=wish.is_part_time,
        message=wish.message,
        licence_number=number,
        licence_issued_on=founding.licence_issued_on,
        licence_expires_on=founding.licence_expires_on,
        licence_file=store_picture(photo),
        created_at=clock.now(),
    )
    return _submitted(row)


def _check_is_new(number: str) -> None:
    """The number of a living licence belongs to a kitchen that can be found instead."""
    known = select(Licence.id).where(Licence.number == number, Licence.superseded_at.is_(None))
    waiting = select(Application.id).where(
        Application.licence_number == number, Application.state == ApplicationState.PENDING
    )
    if db.session.scalar(known.limit(1)) is not None or db.session.scalar(waiting.limit(1)) is not None:
        raise DomainError("establishment_known")


def _check_wish(user: User, establishment: Establishment) -> None:
    now = clock.now()
    there = select(Membership.id).where(
        Membership.user_id == user.id,
        Membership.scope == ScopeKind.ESTABLISHMENT,
        Membership.establishment_id == establishment.id,
        or_(Membership.ends_at.is_(None), Membership.ends_at > now),
        Membership.role.in_({spec.role for spec in POSTS.values()}),
    )
    if db.session.scalar(there.limit(1)) is not None:
        raise DomainError("already_member")
    pending = select(Application.id).where(
        Application.user_id == user.id,
        Application.establishment_id == establishment.id,
        Application.state == ApplicationState.PENDING,
    )
    if db.session.scalar(pending.limit(1)) is not None:
        raise DomainError("application_pending")
    _check_count(user)


def _check_count(user: User) -> None:
    waiting = select(func.count()).where(Application.user_id == user.id, Application.state == ApplicationState.PENDING)
    if (db.session.scalar(waiting) or 0) >= MAX_PENDING:
        raise DomainError("too_many_applications")


def _submitted(row: Application) -> Application:
    db.session.add(row)
    db.session.flush()
    changes = {"post": row.post.value, "founds": row.founds}
    record("application.submitted", "application", row.id, establishment_id=row.establishment_id, changes=changes)
    post = POSTS[row.post]
    what = ("新单位入驻申请", "New establishment") if row.founds else ("新人员加入申请", "New person")
    notify(
        reviewers.to_tell(row),
        key=f"application-{row.id}-submitted",
        title=(f"{what[0]} · {row.establishment.name}", f"{what[1]} · {row.establishment.name}"),
        body=(f"{row.user.name}（{post.zh}）等待您审核", f"{row.user.name} ({post.en}) waits for your review"),
        url=f"/applications/{row.id}",
    )
    tell(row)
    return row


def tell(row: Application) -> None:
    """Open pages of the applicant and of the reviewers look again."""
    announce("application", row.id, [*rooms_of(row.establishment), f"user:{row.user_id}"])


def visible(access: Access, *, state: ApplicationState | None, is_mine: bool, is_queue: bool) -> Select[Any]:
    """The person's own applications and those on which the person may decide; newest first, the queue oldest first."""
    own, queue = Application.user_id == access.user.id, reviewers.reviewable(access)
    condition = own if is_mine else queue if is_queue else or_(own, queue)
    statement = select(Application).where(condition)
    if state is not None:
        statement = statement.where(Application.state == state)
    return statement.order_by(Application.id if is_queue else Application.id.desc())


def get(access: Access, application_id: int) -> Application:
    """Raises NotFoundError for what is missing and what is none of the person's business."""
    row: Application | None = db.session.scalar(
        visible(access, state=None, is_mine=False, is_queue=False).where(Application.id == application_id)
    )
    if row is None:
        raise NotFoundError
    return row


def locked(application_id: int) -> Application:
    """The row as it is now, kept from everybody else until the transaction ends: one decision wins."""
    statement = select(Application).where(Application.id == application_id)
    fresh = statement.with_for_update(of=Application).execution_options(populate_existing=True)
    return db.session.scalars(fresh).one()


def withdraw(user: User, application_id: int) -> Application:
    """Raises NotFoundError for another's, DomainError (application_decided) when it is too late."""
    row = db.session.scalar(select(Application).where(Application.id == application_id, Application.user_id == user.id))
    if row is None:
        raise NotFoundError
    row = locked(application_id)
    check_pending(row.state)
    row.state, row.decided_at = ApplicationState.WITHDRAWN, clock.now()
    if row.founds:
        row.establishment.state = EstablishmentState.REFUSED
    record("application.withdrawn", "application", row.id, establishment_id=row.establishment_id)
    tell(row)
    return row
