"""Deciding on an application: one decision wins, the applicant is told with the reason."""

from __future__ import annotations

from backend.accounts.access import Access
from backend.audit.service import record
from backend.cases.service.notices import notify
from backend.catalog.establishments import EstablishmentState
from backend.catalog.posts import POSTS
from backend.catalog.staff import ApplicationState
from backend.core import clock
from backend.joining.models import Application
from backend.joining.policy import check_pending, check_reviewer, is_leading
from backend.joining.service import reviewers
from backend.joining.service.applications import get, locked, tell
from backend.joining.service.licences import add_first_licence
from backend.staff.service import employ


def approve(access: Access, application_id: int, message: str) -> Application:
    """The person is let in at once. Raises NotFoundError, ForbiddenError, DomainError (application_decided)."""
    row = _taken(access, application_id)
    _decide(row, access, ApplicationState.APPROVED, message)
    if row.founds:
        row.establishment.state = EstablishmentState.ACTIVE
        add_first_licence(row, access.user)
    employ(row.user, row.establishment_id, [row.post], is_part_time=row.is_part_time)
    post, name = POSTS[row.post], row.establishment.name
    notify(
        [row.user],
        key=f"application-{row.id}-approved",
        title=(f"申请已通过 · {name}", f"Approved · {name}"),
        body=(f"您已作为{post.zh}加入。{message}", f"You have joined as {post.en}. {message}".strip()),
        url="/today",
    )
    tell(row)
    return row


def refuse(access: Access, application_id: int, reason: str) -> Application:
    row = _taken(access, application_id)
    _decide(row, access, ApplicationState.REFUSED, reason)
    if row.founds:
        row.establishment.state = EstablishmentState.REFUSED
    name = row.establishment.name
    notify(
        [row.user],
        key=f"application-{row.id}-refused",
        title=(f"申请未通过 · {name}", f"Not approved · {name}"),
        body=(f"原因：{reason}。改好后可以再次申请", f"Reason: {reason}. You may apply again"),
        url="/join",
    )
    tell(row)
    return row


def _taken(access: Access, application_id: int) -> Application:
    seen = get(access, application_id)
    check_reviewer(
        is_own=seen.user_id == access.user.id,
        is_office=reviewers.is_office(access, seen.establishment),
        leads=reviewers.leads(access, seen.establishment),
        post=seen.post,
    )
    row = locked(application_id)
    check_pending(row.state)
    return row


def _decide(row: Application, access: Access, state: ApplicationState, reason: str) -> None:
    row.state, row.reason = state, reason
    row.decided_at, row.decided_by_id = clock.now(), access.user.id
    changes = {"state": ["pending", state.value]}
    record(f"application.{state.value}", "application", row.id, establishment_id=row.establishment_id, changes=changes)


def may_decide(access: Access, row: Application) -> bool:
    """Whether the page shows the two buttons; `row` is one that the person may see."""
    if row.state is not ApplicationState.PENDING or row.user_id == access.user.id:
        return False
    from_above = reviewers.is_office(access, row.establishment) or reviewers.leads(access, row.establishment)
    return from_above or not is_leading(row.post)
