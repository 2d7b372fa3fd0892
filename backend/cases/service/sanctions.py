"""What an officer does when nothing was corrected: the written rectification opinion, or the penalty's reference."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from backend.accounts.access import Access
from backend.accounts.models import User
from backend.audit.service import record
from backend.cases.documents import render
from backend.cases.models import Case, Evidence, RectificationOpinion
from backend.cases.policy import opinions
from backend.cases.policy.actions import Action, sanction_basis
from backend.cases.policy.messages import Call
from backend.cases.policy.opinions import Exhibit, OpinionText
from backend.cases.service import outbox
from backend.cases.service.lookup import facts_of, for_whom, get_case, lock_case
from backend.cases.service.numbers import next_number
from backend.cases.service.opening import write
from backend.cases.service.recipients import Directory, Person
from backend.catalog.cases import EvidenceKind, TimelineKind
from backend.catalog.roles import Permission, Role, ScopeKind
from backend.core import clock
from backend.core.errors import DomainError, ForbiddenError, NotFoundError
from backend.establishments.access import can_in
from backend.establishments.service import hours_of
from backend.evidence.service import store_document
from backend.extensions import db
from backend.jurisdictions.models import Jurisdiction


def issue_opinion(
    access: Access, case_id: int, demands: Sequence[str], deadline_on: date, facts: str | None
) -> RectificationOpinion:
    """Number it, make the PDF, keep it as evidence and tell those who must answer for the establishment."""
    case = lock_case(access, case_id, Action.ISSUE_OPINION)
    basis, now = sanction_basis(facts_of(case)), clock.now()
    today = hours_of(case.establishment).local(now).date()
    opinions.check_deadline(deadline_on, today)
    text = OpinionText(
        authority=_authority(access, case),
        number=opinions.number(today.year, next_number(f"opinion-{today.year}")),
        unit=case.establishment.name,
        address=case.establishment.address,
        case_number=case.number,
        facts=facts or opinions.facts(_findings(case)),
        demands=tuple(demands),
        deadline_on=deadline_on,
        issued_on=today,
        officer=access.user.name,
        exhibits=tuple(_exhibits(case)),
    )
    file = store_document(render(text))
    opinion = RectificationOpinion(
        case_id=case.id,
        number=text.number,
        issued_by=access.user,
        issued_at=now,
        facts=text.facts,
        demands="\n".join(text.demands),
        deadline_on=deadline_on.isoformat(),
        file=file,
    )
    proof = Evidence(case_id=case.id, file=file, kind=EvidenceKind.OPINION, taken_at=now, added_by=access.user)
    db.session.add_all([opinion, proof])
    db.session.flush()
    facts_told = {"number": opinion.number, "basis": basis, "deadline_on": opinion.deadline_on, "sha256": file.sha256}
    facts_told |= for_whom(access, case, Action.ISSUE_OPINION)
    write(case, TimelineKind.OPINION_ISSUED, actor=access.user, level=case.level, data=facts_told)
    record("opinion.issued", "case", case.id, establishment_id=case.establishment_id, changes=facts_told)
    outbox.tell(case, _addressees(case), Call.OPINION, key=f"opinion-{opinion.id}", note=opinion.number)
    return opinion


def _authority(access: Access, case: Case) -> str:
    """The office that the officer acts for: the nearest of theirs that stands above this establishment."""
    path = case.establishment.jurisdiction.path
    paths = [
        grant.path
        for grant in access.having(Permission.CASE_SANCTION)
        if grant.scope is ScopeKind.JURISDICTION and grant.path and path.startswith(grant.path)
    ]
    nearest = select(Jurisdiction.name).where(Jurisdiction.path == max(paths, key=len, default=""))
    return db.session.scalar(nearest) or case.establishment.jurisdiction.name


def _findings(case: Case) -> opinions.Findings:
    hours = hours_of(case.establishment)
    return opinions.Findings(
        unit=case.establishment.name,
        place=" ".join(dict.fromkeys(part.name for part in (case.area, case.camera) if part)),
        type=case.type,
        first_seen=hours.local(case.first_seen_at),
        last_seen=hours.local(case.last_seen_at),
        occurrences=case.occurrences,
        told=tuple(
            (step["level"], _told(case, step["level"]), hours.local(at)) for step, at in opinions.told_steps(case.chain)
        ),
        due=hours.local(case.due_at),
        is_overdue=case.is_overdue,
    )


def _told(case: Case, level: int) -> tuple[str, ...]:
    """Names from the deliveries of the chain: what was sent, not what the chain had planned."""
    own = (each for each in case.deliveries if each.level == level and each.key.startswith(f"case-{case.id}-s"))
    return tuple(dict.fromkeys(each.user.name for each in own))


def _exhibits(case: Case) -> list[Exhibit]:
    hours = hours_of(case.establishment)
    return [
        Exhibit(each.kind, each.file.sha256, each.file.size, hours.local(each.taken_at))
        for each in case.evidence
        if each.kind is not EvidenceKind.CROP
    ]


def _addressees(case: Case) -> list[Person]:
    path = case.establishment.jurisdiction.path
    directory = Directory.load([path], [case.establishment_id], [], clock.now())
    return directory.people([Role.PRINCIPAL, Role.SAFETY_HEAD], case.establishment_id, path, None)


def get_opinion(access: Access, opinion_id: int) -> RectificationOpinion:
    opinion = db.session.get(RectificationOpinion, opinion_id)
    if opinion is None:
        raise NotFoundError
    get_case(access, opinion.case_id)
    return opinion


def confirm_receipt(access: Access, opinion_id: int) -> RectificationOpinion:
    """The establishment's head confirms that the opinion has arrived (签收)."""
    opinion = get_opinion(access, opinion_id)
    case = get_case(access, opinion.case_id)
    if not can_in(access, Permission.ESTABLISHMENT_MANAGE, case.establishment):
        raise ForbiddenError("forbidden")
    if opinion.received_at is not None:
        raise DomainError("already_received")
    opinion.received_at, opinion.received_by_id = clock.now(), access.user.id
    write(case, TimelineKind.OPINION_RECEIVED, actor=access.user, data={"number": opinion.number})
    changes = {"number": opinion.number}
    record("opinion.received", "case", case.id, establishment_id=case.establishment_id, changes=changes)
    return opinion


def record_penalty(access: Access, case_id: int, reference: str, text: str) -> Case:
    """Link the case to the penalty's number in the authority's own system."""
    case = lock_case(access, case_id, Action.RECORD_PENALTY)
    facts = {"reference": [case.penalty_reference, reference], "basis": sanction_basis(facts_of(case))}
    facts |= for_whom(access, case, Action.RECORD_PENALTY)
    case.penalty_reference, case.penalty_text = reference, text
    write(case, TimelineKind.PENALTY_RECORDED, actor=access.user, text=text, level=case.level, data=facts)
    record("case.penalty_recorded", "case", case.id, establishment_id=case.establishment_id, changes=facts)
    return case


def receivers_of(opinions_: Sequence[RectificationOpinion]) -> dict[int, User]:
    """Who confirmed receipt, by user id: one query for all of them."""
    ids = {each.received_by_id for each in opinions_ if each.received_by_id}
    return {user.id: user for user in db.session.scalars(select(User).where(User.id.in_(ids)))} if ids else {}
