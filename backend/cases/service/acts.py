"""What people do with a case. Each act is checked, written to timeline and audit, and announced."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from backend.accounts.access import Access
from backend.accounts.models import User
from backend.audit.service import record
from backend.cameras.service import phone_tasks
from backend.cases.lookups import listeners
from backend.cases.models import Attribution, Case, Delivery, Evidence
from backend.cases.policy.actions import Action
from backend.cases.policy.chains import next_step
from backend.cases.policy.messages import Call
from backend.cases.service import outbox
from backend.cases.service.holders import present_members
from backend.cases.service.lookup import for_whom, lock_case
from backend.cases.service.opening import climb, write
from backend.cases.service.recipients import Person
from backend.catalog.cases import CaseState, DismissalReason, EvidenceKind, TimelineKind
from backend.core import clock
from backend.core.errors import DomainError, InvalidError
from backend.evidence.pictures import Picture
from backend.evidence.service import store_picture
from backend.extensions import db

_ACTS = {
    TimelineKind.CONFIRMED: Action.CONFIRM,
    TimelineKind.ACKNOWLEDGED: Action.ACKNOWLEDGE,
    TimelineKind.RECTIFIED: Action.RECTIFY,
    TimelineKind.DISMISSED: Action.DISMISS,
    TimelineKind.VERIFIED: Action.VERIFY,
    TimelineKind.SENT_BACK: Action.VERIFY,
    TimelineKind.URGED: Action.URGE,
    TimelineKind.ASSIGNED: Action.ASSIGN,
    TimelineKind.ATTRIBUTED: Action.ATTRIBUTE,
}


@dataclass(frozen=True)
class Said:
    """What came with an act: words, and the phone's own clock where it was answered offline."""

    text: str = ""
    made_at: datetime | None = None


def confirm(access: Access, case_id: int, said: Said) -> Case:
    """The suspicion is true: only from here on does the case climb."""
    case = lock_case(access, case_id, Action.CONFIRM)
    climb(case, access.user)
    _note(case, access, TimelineKind.CONFIRMED, said)
    return case


def acknowledge(access: Access, case_id: int, said: Said) -> Case:
    """ "I am on my way". The chain goes on: being on the way is not yet a correction."""
    case = lock_case(access, case_id, Action.ACKNOWLEDGE)
    case.state = CaseState.ACKNOWLEDGED
    case.acknowledged_at, case.acknowledged_by_id = clock.now(), access.user.id
    _note(case, access, TimelineKind.ACKNOWLEDGED, said)
    return case


def rectify(access: Access, case_id: int, photo: Picture, said: Said) -> Case:
    """Corrected, with a photo as proof; the clock stops until somebody has looked at it."""
    case = lock_case(access, case_id, Action.RECTIFY)
    if case.is_suspected:  # whoever corrects it says that it was there
        climb(case, access.user)
    case.state = CaseState.RECTIFIED
    case.rectified_at, case.rectified_by_id, case.rectification = clock.now(), access.user.id, said.text
    case.next_step_at = None
    proof = Evidence(
        case_id=case.id,
        file=store_picture(photo),
        kind=EvidenceKind.PHOTO,
        taken_at=said.made_at or clock.now(),
        added_by=access.user,
    )
    db.session.add(proof)
    db.session.flush()
    _note(case, access, TimelineKind.RECTIFIED, said, evidence_id=proof.id)
    phone_tasks.submitted(access.user, case.establishment_id, case.area_id)
    return case


def dismiss(access: Access, case_id: int, reason: DismissalReason, said: Said) -> Case:
    """A false alarm, because of a named reason; "other" needs words."""
    if reason is DismissalReason.OTHER and not said.text:
        raise InvalidError("reason_needs_text", text=["required"])
    case = lock_case(access, case_id, Action.DISMISS)
    case.dismissal_reason, case.dismissal_text = reason, said.text
    _end(case, CaseState.DISMISSED, access.user)
    _note(case, access, TimelineKind.DISMISSED, said, reason=reason.value)
    listeners().dismissed(case)
    return case


def verify(access: Access, case_id: int, *, is_accepted: bool, said: Said) -> Case:
    """Accept the correction and close, or send it back: then the clock goes on where its instants stand."""
    case = lock_case(access, case_id, Action.VERIFY)
    if is_accepted:
        _end(case, CaseState.CLOSED, access.user)
        _note(case, access, TimelineKind.VERIFIED, said)
        return case
    case.state = CaseState.ACKNOWLEDGED
    case.next_step, case.next_step_at = next_step(case.chain, case.due_at, is_overdue=case.is_overdue)
    entry = _note(case, access, TimelineKind.SENT_BACK, said)
    here = present_members(case.establishment_id)  # whoever has left meanwhile is told nothing any more
    asked = [person for person in (case.rectified_by_id, case.holder_id) if person is not None and person in here]
    outbox.tell(case, _people(asked[:1]), Call.SENT_BACK, key=f"entry-{entry}", note=said.text)
    return case


def urge(access: Access, case_id: int, said: Said) -> Case:
    """Press the person in charge, who keeps the case; told again at once by every channel."""
    case = lock_case(access, case_id, Action.URGE)
    entry = _note(case, access, TimelineKind.URGED, said)
    outbox.tell(case, _people(_in_charge(case)), Call.URGED, key=f"entry-{entry}", note=said.text)
    return case


def assign(access: Access, case_id: int, user_id: int, said: Said) -> Case:
    case = lock_case(access, case_id, Action.ASSIGN)
    if user_id not in present_members(case.establishment_id):
        raise InvalidError("not_a_member", user_id=["not a member here"])
    before, case.holder = case.holder_id, db.session.get_one(User, user_id)
    case.holder_id = user_id
    entry = _note(case, access, TimelineKind.ASSIGNED, said, user_id=user_id, previous_id=before)
    outbox.tell(case, _people([user_id]), Call.ASSIGNED, key=f"entry-{entry}", note=said.text)
    return case


def attribute(access: Access, case_id: int, user_id: int, said: Said) -> Case:
    """Put a violation on a person's record. Only this act does so: what a camera saw never does by itself."""
    case = lock_case(access, case_id, Action.ATTRIBUTE)
    if user_id not in present_members(case.establishment_id):
        raise InvalidError("not_a_member", user_id=["not a member here"])
    if db.session.scalar(select(Attribution.id).where(Attribution.case_id == case.id, Attribution.user_id == user_id)):
        raise DomainError("already_attributed")
    db.session.add(
        Attribution(
            case_id=case.id,
            user_id=user_id,
            confirmed_by_id=access.user.id,
            confirmed_at=clock.now(),
            text=said.text,
        )
    )
    _note(case, access, TimelineKind.ATTRIBUTED, said, user_id=user_id)
    listeners().attributed(case.establishment, db.session.get_one(User, user_id), access.user, said.text, case.id)
    return case


def recover(case: Case, at: datetime, cause: str, actor: User | None = None) -> None:
    """A camera works again, or a missed duty is done: the data show it, so the case notes why and closes itself."""
    if case.ended_at is not None:
        return
    case.recovered_at = at
    lasted_s = round((at - case.first_seen_at).total_seconds())
    _end(case, CaseState.CLOSED, None)
    facts = {"cause": cause, "recovered_at": at.isoformat(), "lasted_s": lasted_s}
    write(case, TimelineKind.RECOVERED, actor=actor, data=facts)
    record("case.recovered", "case", case.id, establishment_id=case.establishment_id, changes={"cause": cause})


def _end(case: Case, state: CaseState, user: User | None) -> None:
    case.state, case.ended_at, case.ended_by_id = state, clock.now(), user.id if user else None
    case.next_step_at = None


def _note(case: Case, access: Access, kind: TimelineKind, said: Said, **data: object) -> int:
    """Timeline and audit in one; returns the timeline entry's id, which keys the messages of this act."""
    data |= for_whom(access, case, _ACTS[kind])
    entry = write(case, kind, actor=access.user, text=said.text, level=case.level, data=data, made_at=said.made_at)
    record(f"case.{kind.value}", "case", case.id, establishment_id=case.establishment_id, changes=data)
    db.session.flush()
    return entry.id


def _in_charge(case: Case) -> Sequence[int]:
    """The holder, or where there is none those whom the first step told."""
    if case.holder_id is not None:
        return [case.holder_id]
    first = select(Delivery.user_id).where(Delivery.case_id == case.id, Delivery.level == 1).distinct()
    return db.session.scalars(first).all()


def _people(user_ids: Sequence[int]) -> list[Person]:
    rows = db.session.scalars(select(User).where(User.id.in_(user_ids), User.is_active))
    return [Person(user.id, user.name, user.locale, None) for user in rows]
