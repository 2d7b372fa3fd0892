"""What may be done with a case in which state, and with which permission."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from backend.catalog.cases import ENDED_STATES, RUNNING_STATES, CaseState
from backend.catalog.roles import Permission, Role
from backend.catalog.violations import TECHNICAL_FAULTS, ViolationType
from backend.core.errors import DomainError

OFFICERS = frozenset({Role.OFFICE_OFFICER, Role.COUNTY_OFFICER, Role.CITY_OFFICER})


class Action(StrEnum):
    CONFIRM = "confirm"
    ACKNOWLEDGE = "acknowledge"
    RECTIFY = "rectify"
    DISMISS = "dismiss"
    VERIFY = "verify"
    URGE = "urge"
    ISSUE_OPINION = "issue_opinion"
    RECORD_PENALTY = "record_penalty"
    ATTRIBUTE = "attribute"
    ASSIGN = "assign"


@dataclass(frozen=True)
class CaseFacts:
    """What the rules look at."""

    state: CaseState
    type: ViolationType
    is_overdue: bool
    chain: Sequence[dict[str, Any]]
    is_duty: bool = False
    is_suspected: bool = False


def _nothing_further(facts: CaseFacts) -> None:
    return None


def sanction_basis(facts: CaseFacts) -> str:
    """Why an officer may act: the last deadline has passed, or the chain has told an officer, who decides to.

    Seed 000 3(4) puts the written opinion after the final timeout. An officer told at level 3 may find that waiting
    would do harm; the basis goes into the timeline and the audit entry, so that the choice is visible.
    """
    if facts.is_overdue:
        return "overdue"
    told = {role for step in facts.chain if step["told_at"] for role in step["roles"]}
    if told & {role.value for role in OFFICERS}:
        return "officer_decision"
    raise DomainError("too_early")


def _sanction(facts: CaseFacts) -> None:
    sanction_basis(facts)


def _answered_by_people(facts: CaseFacts) -> None:
    """A missed duty ends when what was owed is there; a photo or a "false alarm" would only hide it."""
    if facts.is_duty:
        raise DomainError("settled_by_duty")


def _attributable(facts: CaseFacts) -> None:
    if facts.type in TECHNICAL_FAULTS:
        raise DomainError("not_attributable")
    if facts.is_suspected:
        raise DomainError("not_confirmed")


def _suspected(facts: CaseFacts) -> None:
    if not facts.is_suspected:
        raise DomainError("not_suspected")


@dataclass(frozen=True)
class _Rule:
    permission: Permission
    states: frozenset[CaseState]
    further: Callable[[CaseFacts], None] = _nothing_further


_LIVE = RUNNING_STATES | {CaseState.RECTIFIED}
_RULES: dict[Action, _Rule] = {
    Action.CONFIRM: _Rule(Permission.CASE_HANDLE, RUNNING_STATES, _suspected),
    Action.ACKNOWLEDGE: _Rule(Permission.CASE_HANDLE, frozenset({CaseState.OPEN})),
    Action.RECTIFY: _Rule(Permission.CASE_HANDLE, RUNNING_STATES, _answered_by_people),
    Action.DISMISS: _Rule(Permission.CASE_HANDLE, RUNNING_STATES, _answered_by_people),
    Action.VERIFY: _Rule(Permission.CASE_VERIFY, frozenset({CaseState.RECTIFIED})),
    Action.URGE: _Rule(Permission.CASE_URGE, RUNNING_STATES),
    Action.ISSUE_OPINION: _Rule(Permission.CASE_SANCTION, _LIVE, _sanction),
    Action.RECORD_PENALTY: _Rule(Permission.CASE_SANCTION, _LIVE | {CaseState.CLOSED}, _sanction),
    Action.ATTRIBUTE: _Rule(Permission.CASE_ATTRIBUTE, _LIVE | {CaseState.CLOSED}, _attributable),
    Action.ASSIGN: _Rule(Permission.CASE_ASSIGN, RUNNING_STATES),
}


def permission_for(action: Action) -> Permission:
    return _RULES[action].permission


def check(action: Action, facts: CaseFacts) -> None:
    """Raises DomainError: case_ended, already_acknowledged, already_rectified, not_rectified, too_early, ..."""
    rule = _RULES[action]
    if facts.state not in rule.states:
        raise DomainError(_wrong_state(action, facts.state))
    rule.further(facts)


def _wrong_state(action: Action, state: CaseState) -> str:
    if state in ENDED_STATES:
        return "case_ended"
    if action is Action.VERIFY:
        return "not_rectified"
    return "already_rectified" if state is CaseState.RECTIFIED else "already_acknowledged"


def allowed(facts: CaseFacts, permissions: frozenset[Permission]) -> list[Action]:
    """What the screen offers: exactly what `check` would let pass, for somebody with these permissions."""
    return [action for action in Action if permission_for(action) in permissions and _passes(action, facts)]


def _passes(action: Action, facts: CaseFacts) -> bool:
    try:
        check(action, facts)
    except DomainError:
        return False
    return True
