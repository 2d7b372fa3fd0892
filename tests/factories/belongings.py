"""One of each thing that a path can name, all belonging to one kitchen and its people."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from backend.accounts import auth
from backend.accounts.models import Membership
from backend.accounts.service import add_membership
from backend.cameras.models import Bin, CameraTest, ReferenceStill, Rule, Tuning
from backend.cases.models import Case, ChainStep, Delivery, EscalationChain, Evidence, RectificationOpinion, Timer
from backend.catalog.agencies import AgencyKind
from backend.catalog.cameras import ReferenceState, StreamTransport
from backend.catalog.cases import ChainCode, StepTimer
from backend.catalog.roles import Role
from backend.catalog.violations import Severity, TimerClock, ViolationType
from backend.core import clock
from backend.establishments.models import Semester, SupplyLink
from backend.extensions import Model, db
from backend.jurisdictions.models import Agency
from backend.learning.models import ModelVersion
from backend.push.models import PushSubscription
from notifications.steps import run_due_steps
from tests.factories.cases import Story, make_duty
from tests.factories.duties import make_belongings as make_duties
from tests.factories.hotline import make_hotline
from tests.factories.joining import make_joining
from tests.factories.parents import make_belongings as make_parents
from tests.factories.staff import make_staff
from tests.factories.world import Kitchen, make_officer


def make_belongings(story: Story, kitchen: Kitchen) -> dict[str, int]:
    """Ids by the names that path parameters have. Several kitchens get theirs, so what is unique carries its id."""
    owner = kitchen.people[Role.SAFETY_OFFICER]
    duty = make_duty(kitchen, owner)
    case = story.open(camera=kitchen.camera)
    run_due_steps()
    session, _ = auth.open_session(owner, "test")
    made: dict[str, Model] = {
        "establishment_id": kitchen.establishment,
        "branch_id": kitchen.establishment,
        "camera_id": kitchen.camera,
        "case_id": case,
        "responsibility_id": duty,
        "session_id": session,
        "area_id": next(iter(kitchen.areas.values())),
        "evidence_id": _first(select(Evidence).where(Evidence.case_id == case.id)),
        "delivery_id": _first(select(Delivery).where(Delivery.case_id == case.id)),
        **_rows(kitchen, case),
        **make_duties(kitchen),
        **make_parents(kitchen),
        **make_staff(kitchen),
        **make_hotline(kitchen),
        **_authorities(kitchen),
        **_roles(kitchen),
    }
    db.session.add_all(made.values())
    db.session.commit()
    return {name: int(getattr(row, "id")) for name, row in made.items()}  # noqa: B009 - every model has one, Model none


def _authorities(kitchen: Kitchen) -> dict[str, Model]:
    """What stands above the kitchen: its node of the tree, an agency there and an officer."""
    node = kitchen.establishment.jurisdiction
    officer = make_officer(Role.OFFICE_OFFICER, node)
    return {
        "jurisdiction_id": node,
        "agency_id": Agency(jurisdiction_id=node.id, kind=AgencyKind.SECTION, name="餐饮科"),
        "officer_id": _first(select(Membership).where(Membership.user_id == officer.id)),
    }


def _roles(kitchen: Kitchen) -> dict[str, Model]:
    """A role of the owner, and one that the owner has handed to a deputy for a later day."""
    owner, deputy = kitchen.people[Role.SAFETY_OFFICER], kitchen.people[Role.WORKER]
    return {
        "membership_id": _first(select(Membership).where(Membership.user_id == owner.id)),
        "delegation_id": add_membership(
            deputy,
            Role.SAFETY_OFFICER,
            establishment_id=kitchen.establishment.id,
            starts_at=clock.now() + timedelta(days=30),
            ends_at=clock.now() + timedelta(days=31),
            delegated_by=owner,
        ),
    }


def _first(statement: object) -> Model:
    found: Model | None = db.session.scalars(statement).first()  # type: ignore[call-overload]  # any select of a model
    assert found is not None
    return found


def _rows(kitchen: Kitchen, case: Case) -> dict[str, Model]:
    now, place, owner = clock.now(), kitchen.establishment.id, kitchen.people[Role.SAFETY_OFFICER]
    file = db.session.scalars(select(Evidence).where(Evidence.case_id == case.id)).first()
    assert file is not None
    step = ChainStep(position=0, level=1, roles=["holder"], after=StepTimer.T0)
    return {
        "bin_id": Bin(
            camera_id=kitchen.camera.id, name="桶", polygon=[[0.1, 0.1], [0.2, 0.1], [0.2, 0.2]],
            offered_file_id=file.file_id, offered_at=now, covered_file_id=file.file_id, covered_at=now,
        ),
        "reference_id": ReferenceStill(
            camera_id=kitchen.camera.id, file_id=file.file_id, taken_at=now, state=ReferenceState.PROPOSED,
        ),
        "rule_id": Rule(establishment_id=place, type=ViolationType.CLOTHES),
        "chain_id": EscalationChain(
            code=ChainCode.AI, establishment_id=place, name_zh="链", name_en="chain", steps=[step]
        ),
        "term_id": Semester(establishment_id=place, name="x", starts_on=now.date(), ends_on=now.date()),
        "link_id": SupplyLink(supplier_id=place, customer_id=place, starts_on=now.date()),
        "timer_id": Timer(
            establishment_id=place, severity=Severity.MAJOR, t1_minutes=1, t2_minutes=2, close_minutes=3,
            clock=TimerClock.ALWAYS,
        ),
        "tuning_id": Tuning(
            establishment_id=place, camera_id=kitchen.camera.id, type=ViolationType.CAP, opened_at=now, false_alarms=4,
            days=7,
        ),
        "model_version_id": ModelVersion(
            type=ViolationType.MASK, version=f"mask-{place}", file_id=file.file_id, metrics={}, proposed_at=now,
            proposed_by_id=owner.id,
        ),
        "test_id": CameraTest(
            establishment_id=place, device_id=kitchen.camera.device_id, requested_by_id=owner.id, requested_at=now,
            main_url="", transport=StreamTransport.TCP, done_at=now, outcome="ok", picture_file_id=file.file_id,
        ),
        **make_joining(kitchen, file.file_id),
        "subscription_id": PushSubscription(
            user_id=owner.id, endpoint="https://push.example/1", endpoint_sha256=f"{place:064d}", p256dh="p", auth="a",
            created_at=now,
        ),
        "opinion_id": RectificationOpinion(
            case_id=case.id, number=str(place), issued_by_id=owner.id, issued_at=now, facts="f", demands="d",
            deadline_on="2026-03-09", file_id=file.file_id,
        ),
    }  # fmt: skip
