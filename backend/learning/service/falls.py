"""Too many false alarms: the rule only suspects on this camera, and somebody is asked to tune it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select

from backend.accounts.access import Access
from backend.audit.service import record
from backend.calendars.service import working_days_after
from backend.cameras.models import Camera, Tuning
from backend.cameras.service.lookup import tell
from backend.cases.models import Case
from backend.catalog.cases import CaseState
from backend.catalog.credentials import DutyCode, DutySubject
from backend.catalog.learning import FALSE_ALARM_DAYS, FALSE_ALARMS_ALLOWED, NO_MISTAKES
from backend.catalog.roles import Permission
from backend.catalog.violations import SEEN_TYPES, SPECS, RuleStanding
from backend.core import clock
from backend.core.errors import DomainError, NotFoundError
from backend.duties.models import DutyRule
from backend.duties.service import effective_rule, fulfil, local_day, open_duty
from backend.establishments.access import get_establishment
from backend.extensions import db
from backend.learning.policy import answers

PAGE = "/recognition/{}"


def note_false_alarm(case: Case) -> None:
    """A person called this case a false alarm. Where that happens too often, the rule falls to "suspect" here."""
    camera = case.camera
    if camera is None or case.type not in SEEN_TYPES or not answers.is_mistake(case.dismissal_reason):
        return
    rule = effective_rule(DutyCode.TUNE_RULE, case.establishment, local_day(case.establishment))
    if rule is None:  # switched off where this establishment lies
        return
    db.session.flush()
    # Two answers at the same moment must not ask for two tunings.
    db.session.execute(select(Camera.id).where(Camera.id == camera.id).with_for_update())
    last = _last(case)
    if last is not None and last.ended_at is None:
        return
    days = int(rule.parameters.get("days", FALSE_ALARM_DAYS))
    start = answers.since(clock.now(), clock.now() - timedelta(days=days), last.ended_at if last else None)
    count = _false_alarms(case, start)
    if answers.falls(count, int(rule.parameters.get("false_alarms", FALSE_ALARMS_ALLOWED))):
        _fall(case, camera, rule, count, days)


def _last(case: Case) -> Tuning | None:
    statement = select(Tuning).where(Tuning.camera_id == case.camera_id, Tuning.type == case.type)
    found: Tuning | None = db.session.scalar(statement.order_by(Tuning.id.desc()).limit(1))
    return found


def _false_alarms(case: Case, start: datetime) -> int:
    statement = (
        select(func.count(Case.id))
        .where(Case.camera_id == case.camera_id, Case.type == case.type, Case.state == CaseState.DISMISSED)
        .where(Case.ended_at > start, Case.dismissal_reason.not_in(NO_MISTAKES))
    )
    return db.session.scalar(statement) or 0


def _fall(case: Case, camera: Camera, rule: DutyRule, count: int, days: int) -> None:
    place, spec = case.establishment, SPECS[case.type]
    tuning = Tuning(
        establishment_id=place.id,
        camera_id=camera.id,
        type=case.type,
        opened_at=clock.now(),
        false_alarms=count,
        days=days,
    )
    db.session.add(tuning)
    db.session.flush()
    due_on = working_days_after(local_day(place), int(rule.parameters.get("working_days", 5)))
    title_zh = f"{camera.name}“{spec.zh}”{days} 天内误报 {count} 次，请调整"
    title_en = f"{camera.name}: {count} false alarms ({spec.en}) in {days} days, please tune"
    url = PAGE.format(place.id)
    open_duty(DutyCode.TUNE_RULE, place, DutySubject.TUNING, tuning.id, due_on, title_zh, title_en, url)
    changes = {"standing": [RuleStanding.CERTAIN, RuleStanding.SUSPECT], "type": case.type, "false_alarms": count}
    record("rule.fell", "camera", camera.id, establishment_id=place.id, changes=changes)
    tell(camera)


def end_tuning(access: Access, tuning_id: int, note: str) -> Tuning:
    """Somebody has tuned the rule: what it sees on this camera climbs by itself again, and the count begins anew."""
    tuning: Tuning | None = db.session.scalar(select(Tuning).where(Tuning.id == tuning_id).with_for_update())
    if tuning is None:
        raise NotFoundError
    place = get_establishment(access, tuning.establishment_id, Permission.RULE_MANAGE)
    if tuning.ended_at is not None:
        raise DomainError("tuning_ended")
    tuning.ended_at, tuning.ended_by_id, tuning.note = clock.now(), access.user.id, note
    fulfil(DutyCode.TUNE_RULE, DutySubject.TUNING, tuning.id, access.user, note)
    changes = {"standing": [RuleStanding.SUSPECT, RuleStanding.CERTAIN], "type": tuning.type}
    record("rule.tuned", "camera", tuning.camera_id, establishment_id=place.id, changes=changes)
    tell(db.session.get_one(Camera, tuning.camera_id))
    return tuning
