"""What members and committees say, and what the school answers (seed 001 art. 4: 家委会、膳食委员会参与制度)."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Select, or_, select

from backend.accounts.access import Access
from backend.accounts.models import User
from backend.audit.service import record
from backend.calendars.service import working_days_after
from backend.cases.service.notices import notify
from backend.catalog.credentials import DutyCode, DutySubject
from backend.catalog.roles import Permission, Role
from backend.core import clock
from backend.core.errors import DomainError, InvalidError, NotFoundError
from backend.core.realtime import announce
from backend.duties.service.duties import fulfil, open_duty
from backend.duties.service.rules import effective_rule
from backend.establishments.access import can_in, rooms_of, within
from backend.evidence.models import StoredFile
from backend.extensions import db
from backend.parents.models import GroupMember, Opinion, ViewingGroup
from backend.parents.service.viewing import memberships_of, today_at

ANSWERING = Permission.PARENT_MANAGE
_DEFAULT_DAYS = 5


def visible(access: Access, establishment_id: int | None = None, group_id: int | None = None) -> Select[Any]:
    """A member reads what was said in the own groups; others where their role lets them read opinions."""
    others = Access(access.user, tuple(grant for grant in access.grants if grant.role is not Role.PARENT))
    mine = [member.group_id for member in db.session.scalars(memberships_of(access.user.id))]
    is_visible = within(others, Opinion.establishment_id, Permission.OPINION_VIEW, ANSWERING)
    statement = select(Opinion).where(or_(Opinion.group_id.in_(mine), is_visible)).order_by(Opinion.id.desc())
    if establishment_id is not None:
        statement = statement.where(Opinion.establishment_id == establishment_id)
    return statement if group_id is None else statement.where(Opinion.group_id == group_id)


def get_opinion(access: Access, opinion_id: int) -> Opinion:
    found: Opinion | None = db.session.scalar(visible(access).where(Opinion.id == opinion_id))
    if found is None:
        raise NotFoundError
    return found


def submit(access: Access, group_id: int, values: dict[str, Any], file: StoredFile | None) -> Opinion:
    """An opinion, or with `held_on` the minutes of a meeting. A duty to answer opens with it.

    For members; the school itself may put down minutes. Raises NotFoundError.
    """
    group = own_group(access, group_id)
    if values["held_on"] is not None and values["held_on"] > today_at(group.establishment):
        raise InvalidError(held_on=["The meeting is still to come."])
    opinion = Opinion(
        group=group,
        establishment_id=group.establishment_id,
        author=access.user,
        file_id=file.id if file else None,
        created_at=clock.now(),
        answer="",
        **values,
    )
    db.session.add(opinion)
    db.session.flush()
    place, kind = group.establishment_id, "minutes" if opinion.held_on else "opinion"
    record("opinion.submitted", "opinion", opinion.id, establishment_id=place, changes={"kind": kind})
    _open_duty(opinion)
    announce("opinion", opinion.id, [*rooms_of(group.establishment), *_rooms_of_members(group.id)])
    return opinion


def answer(access: Access, opinion_id: int, text: str) -> Opinion:
    """The school's word, once; every member gets it. Raises DomainError (already_answered)."""
    opinion = get_opinion(access, opinion_id)
    place = opinion.group.establishment
    if not can_in(access, ANSWERING, place):
        raise NotFoundError
    if opinion.answered_at is not None:
        raise DomainError("already_answered")
    opinion.answer, opinion.answered_by, opinion.answered_at = text, access.user, clock.now()
    record("opinion.answered", "opinion", opinion.id, establishment_id=place.id)
    fulfil(DutyCode.PUBLIC_REPLY, DutySubject.OPINION, opinion.id, access.user, f"opinion:{opinion.id}")
    announce("opinion", opinion.id, [*rooms_of(place), *_rooms_of_members(opinion.group_id)])
    notify(
        _people_of(opinion.group_id),
        key=f"opinion-{opinion.id}-answered",
        title=("学校已答复", "The school has answered"),
        body=(f"{opinion.group.name}：{_name(opinion, 'zh')}", f"{opinion.group.name}: {_name(opinion, 'en')}"),
        url=f"/opinions/{opinion.id}",
    )
    return opinion


def present(access: Access, opinion: Opinion) -> dict[str, Any]:
    place = opinion.group.establishment
    return {
        **{name: getattr(opinion, name) for name in ("id", "held_on", "title", "text", "created_at", "answered_at")},
        "answer": opinion.answer,
        "group_id": opinion.group_id,
        "group_name": opinion.group.name,
        "group_kind": opinion.group.kind,
        "establishment_id": place.id,
        "establishment_name": place.name,
        "author_name": opinion.author.name,
        "answered_by_name": opinion.answered_by.name if opinion.answered_by else None,
        "file_type": opinion.file.media_type if opinion.file else None,
        "may_answer": opinion.answered_at is None and can_in(access, ANSWERING, place),
        "answer_due_on": _due_on(opinion),
    }


def own_group(access: Access, group_id: int) -> ViewingGroup:
    """Where this person may speak. Raises NotFoundError."""
    group = db.session.get(ViewingGroup, group_id)
    if group is None or group.ended_at is not None:
        raise NotFoundError
    inside = memberships_of(access.user.id).where(GroupMember.group_id == group_id, GroupMember.suspended_at.is_(None))
    is_member = db.session.scalar(inside) is not None and access.can(Permission.OPINION_VIEW, group.establishment_id)
    if not is_member and not can_in(access, ANSWERING, group.establishment):
        raise NotFoundError
    return group


def _due_on(opinion: Opinion) -> date:
    place = opinion.group.establishment
    rule = effective_rule(DutyCode.PUBLIC_REPLY, place, today_at(place))
    days = int(rule.parameters.get("working_days", _DEFAULT_DAYS)) if rule else _DEFAULT_DAYS
    return working_days_after(opinion.created_at.date(), days)


def _open_duty(opinion: Opinion) -> None:
    open_duty(
        DutyCode.PUBLIC_REPLY,
        opinion.group.establishment,
        DutySubject.OPINION,
        opinion.id,
        _due_on(opinion),
        f"答复{opinion.group.name}：{_name(opinion, 'zh')}",
        f"Answer {opinion.group.name}: {_name(opinion, 'en')}",
        f"/opinions/{opinion.id}",
    )


def _name(opinion: Opinion, language: str) -> str:
    if opinion.title:
        return opinion.title
    words = {"zh": ("会议记录", "意见"), "en": ("minutes", "opinion")}[language]
    return words[0] if opinion.held_on else words[1]


def _people_of(group_id: int) -> list[User]:
    statement = select(GroupMember).where(GroupMember.group_id == group_id, GroupMember.ended_at.is_(None))
    return [member.user for member in db.session.scalars(statement)]


def _rooms_of_members(group_id: int) -> list[str]:
    return [f"user:{user.id}" for user in _people_of(group_id)]
