"""Which rule counts where and when, and writing new versions of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select, update

from backend.accounts.access import Access
from backend.audit.service import record
from backend.catalog.credentials import DutyCode, DutyState
from backend.catalog.establishments import EstablishmentKind
from backend.catalog.roles import Permission, Role, ScopeKind
from backend.core import clock
from backend.core.errors import ForbiddenError, InvalidError, NotFoundError
from backend.duties.models import Duty, DutyRule
from backend.duties.policy import check_parameters, check_remind_days, choose, morning_of
from backend.establishments.access import can_in, get_establishment
from backend.establishments.models import Establishment
from backend.extensions import db
from backend.jurisdictions.models import Jurisdiction

# The roles that can hold a duty: people of the unit who may act on it.
HOLDERS = (
    Role.SAFETY_OFFICER,
    Role.CANTEEN_HEAD,
    Role.SAFETY_HEAD,
    Role.PRINCIPAL,
    Role.VICE_PRINCIPAL,
    Role.SUPPLIER,
)
# Where rules of a jurisdiction or of everybody begin: there is no establishment whose day it could be.
_ZONE = ZoneInfo("Asia/Shanghai")


def effective_rule(code: DutyCode, establishment: Establishment, on: date) -> DutyRule | None:
    """The version that counts there on that day, or None where it is switched off or not for such a unit."""
    path = establishment.jurisdiction.path
    return choose(rules_seen_by(establishment.id, path, code), establishment.id, path, establishment.kind, on)


def rules_seen_by(establishment_id: int | None, path: str, code: DutyCode | None = None) -> Sequence[DutyRule]:
    """Every version that may ever count there: its own, its jurisdictions', the defaults."""
    above = [int(part) for part in path.split("/") if part]
    statement = select(DutyRule).where(
        or_(
            DutyRule.establishment_id == establishment_id if establishment_id is not None else False,
            DutyRule.establishment_id.is_(None) & DutyRule.jurisdiction_id.is_(None),
            DutyRule.jurisdiction_id.in_(above),
        )
    )
    if code is not None:
        statement = statement.where(DutyRule.code == code)
    return db.session.scalars(statement.order_by(DutyRule.code, DutyRule.effective_on, DutyRule.id)).all()


@dataclass(frozen=True)
class Scope:
    """Where a rule counts: one establishment, a jurisdiction with all below it, or everywhere."""

    establishment: Establishment | None = None
    jurisdiction: Jurisdiction | None = None

    @property
    def path(self) -> str:
        if self.establishment is not None:
            return self.establishment.jurisdiction.path
        return self.jurisdiction.path if self.jurisdiction is not None else "/"


def get_scope(access: Access, establishment_id: int | None, jurisdiction_id: int | None) -> Scope:
    """The scope, where the person sees duties there; NotFoundError elsewhere."""
    if establishment_id is not None and jurisdiction_id is not None:
        raise InvalidError("invalid_rule", jurisdiction_id=["one scope only"])
    if establishment_id is not None:
        seeing = (Permission.DUTY_VIEW, Permission.DUTY_MANAGE)
        return Scope(establishment=get_establishment(access, establishment_id, *seeing))
    if jurisdiction_id is None:
        return Scope()
    found = db.session.get(Jurisdiction, jurisdiction_id)
    if found is None or not any(_covers(grant.scope, grant.path, found.path) for grant in access.grants):
        raise NotFoundError
    return Scope(jurisdiction=found)


def _covers(scope: ScopeKind, path: str | None, wanted: str) -> bool:
    if scope is ScopeKind.PLATFORM:
        return True
    return scope is ScopeKind.JURISDICTION and path is not None and wanted.startswith(path)


def may_edit(access: Access, scope: Scope) -> bool:
    if scope.establishment is not None:
        return can_in(access, Permission.DUTY_MANAGE, scope.establishment)
    grants = access.having(Permission.DUTY_MANAGE)
    if scope.jurisdiction is not None:
        path = scope.jurisdiction.path
        return any(grant.competence is None and _covers(grant.scope, grant.path, path) for grant in grants)
    return any(grant.scope is ScopeKind.PLATFORM for grant in grants)


def list_rules(access: Access, establishment_id: int | None, jurisdiction_id: int | None) -> list[dict[str, Any]]:
    """All versions that count in a scope or above it, each saying whether it is the one that counts today."""
    scope = get_scope(access, establishment_id, jurisdiction_id)
    place = scope.establishment
    rules = rules_seen_by(place.id if place else None, scope.path)
    today, is_editable = _today(scope), may_edit(access, scope)
    # Without an establishment there is no kind to judge by, so every rule for some kinds counts.
    counting = {id(rule) for code in DutyCode for rule in _counting(rules, code, scope, today)}
    names = _names(rules)
    return [
        _shown(rule, names) | {"is_effective": id(rule) in counting, "is_editable": is_editable and _is_of(rule, scope)}
        for rule in rules
    ]


def _counting(rules: Sequence[DutyRule], code: DutyCode, scope: Scope, today: date) -> list[DutyRule]:
    own = [rule for rule in rules if rule.code is code]
    place = scope.establishment
    kinds = [place.kind] if place is not None else list(EstablishmentKind)
    found = (choose(own, place.id if place else 0, scope.path, kind, today) for kind in kinds)
    return [rule for rule in found if rule is not None]


def _is_of(rule: DutyRule, scope: Scope) -> bool:
    place, node = scope.establishment, scope.jurisdiction
    mine = (place.id if place else None, node.id if node else None)
    return (rule.establishment_id, rule.jurisdiction_id) == mine


def _names(rules: Sequence[DutyRule]) -> dict[tuple[str, int], str]:
    places = {rule.establishment_id for rule in rules if rule.establishment_id}
    nodes = {rule.jurisdiction_id for rule in rules if rule.jurisdiction_id}
    found: dict[tuple[str, int], str] = {}
    for row in db.session.execute(select(Establishment.id, Establishment.name).where(Establishment.id.in_(places))):
        found["establishment", row.id] = row.name
    for row in db.session.execute(select(Jurisdiction.id, Jurisdiction.name).where(Jurisdiction.id.in_(nodes))):
        found["jurisdiction", row.id] = row.name
    return found


_COLUMNS = (
    "id code establishment_id jurisdiction_id name_zh name_en source kinds holder_role parameters remind_days "
    "overdue_type effective_on is_active"
)


def _shown(rule: DutyRule, names: dict[tuple[str, int], str]) -> dict[str, Any]:
    scope, name = "default", ""
    if rule.establishment_id is not None:
        scope, name = "establishment", names.get(("establishment", rule.establishment_id), "")
    elif rule.jurisdiction_id is not None:
        scope, name = "jurisdiction", names.get(("jurisdiction", rule.jurisdiction_id), "")
    values = {column: getattr(rule, column) for column in _COLUMNS.split()}
    kinds = [EstablishmentKind(kind) for kind in rule.kinds]
    return values | {"kinds": kinds, "overdue_type": rule.overdue_type.value, "scope": scope, "scope_name": name}


def put_rule(access: Access, values: dict[str, Any]) -> dict[str, Any]:
    """A version of a rule in one scope from a day on; the same day again replaces it. The past stays as it was."""
    scope = get_scope(access, values["establishment_id"], values["jurisdiction_id"])
    if not may_edit(access, scope):
        raise ForbiddenError("default_is_shared" if scope == Scope() else "forbidden")
    today, code = _today(scope), values["code"]
    if values["effective_on"] < today:
        raise InvalidError("rule_in_the_past", effective_on=["today or later"])
    if values["holder_role"] not in HOLDERS:
        raise InvalidError("invalid_rule", holder_role=["a role of the unit"])
    rule = _version(scope, code, values["effective_on"])
    before = {name: getattr(rule, name) for name in ("parameters", "remind_days", "is_active")} if rule.id else {}
    rule.holder_role, rule.remind_days = values["holder_role"], check_remind_days(values["remind_days"])
    _set_lawlike(rule, scope, values)
    db.session.add(rule)
    db.session.flush()
    _wake(rule)
    after = {name: getattr(rule, name) for name in ("parameters", "remind_days", "is_active")}
    changes = {name: [before.get(name), after[name]] for name in after} | {"effective_on": rule.effective_on}
    record("duty_rule.put", "duty_rule", rule.id, establishment_id=rule.establishment_id, changes=changes)
    return _shown(rule, _names([rule])) | {"is_effective": rule.effective_on <= today, "is_editable": True}


def _today(scope: Scope) -> date:
    zone = ZoneInfo(scope.establishment.timezone) if scope.establishment is not None else _ZONE
    return clock.now().astimezone(zone).date()


def _version(scope: Scope, code: DutyCode, effective_on: date) -> DutyRule:
    """The row of that very day, or a new one that copies what counts there until then."""
    place, node = scope.establishment, scope.jurisdiction
    rules = rules_seen_by(place.id if place else None, scope.path, code)
    same = [rule for rule in rules if _is_of(rule, scope) and rule.effective_on == effective_on]
    if same:
        return same[0]
    earlier = [rule for rule in rules if rule.effective_on <= effective_on]
    if not earlier:
        raise NotFoundError
    own = [rule for rule in earlier if _is_of(rule, scope)]
    base = max(own or earlier, key=lambda rule: (rule.jurisdiction_id is not None, rule.effective_on))
    copied = ("name_zh", "name_en", "source", "kinds", "parameters", "overdue_type")
    return DutyRule(
        code=code,
        establishment_id=place.id if place else None,
        jurisdiction_id=node.id if node else None,
        effective_on=effective_on,
        is_active=True,
        **{name: getattr(base, name) for name in copied},
    )


def _set_lawlike(rule: DutyRule, scope: Scope, values: dict[str, Any]) -> None:
    """Terms, kinds and switching off are the authority's: a unit may not loosen what it is held to."""
    given = {name: values[name] for name in ("parameters", "kinds", "is_active", "source") if values[name] is not None}
    if scope.establishment is not None:
        for name, value in given.items():
            shown = [kind.value for kind in value] if name == "kinds" else value
            if shown != getattr(rule, name):
                raise ForbiddenError("rule_of_the_authority")
        return
    if "parameters" in given:
        rule.parameters = check_parameters(rule.code, given["parameters"])
    if "kinds" in given:
        rule.kinds = [kind.value for kind in given["kinds"]]
    rule.is_active = given.get("is_active", rule.is_active)
    rule.source = given.get("source", rule.source)


def _wake(rule: DutyRule) -> None:
    """Let the notifier look at the duties of this code once the version has come into force."""
    at: datetime = max(clock.now(), morning_of(rule.effective_on, _ZONE))
    sooner = or_(Duty.next_at.is_(None), Duty.next_at > at)
    statement = update(Duty).where(Duty.code == rule.code, Duty.state == DutyState.PENDING, sooner)
    db.session.execute(statement.values(next_at=at).execution_options(synchronize_session=False))
