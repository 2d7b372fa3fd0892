"""A generated district: its tree, kitchens, people, papers, duties, cameras and cases, in likely shares."""

from __future__ import annotations

import random
import secrets
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any, cast

from sqlalchemy import Table, text

from backend.accounts.models import Membership, User
from backend.cameras.models import Camera, Device
from backend.cases.models import Case
from backend.catalog.agencies import JurisdictionKind
from backend.catalog.areas import REQUIRED_AREAS, AreaKind
from backend.catalog.cameras import CameraState
from backend.catalog.cases import CaseSource, CaseState
from backend.catalog.credentials import BusinessForm, DutyCode, DutyState, DutySubject
from backend.catalog.establishments import KINDS, EstablishmentKind, EstablishmentState
from backend.catalog.roles import Role, ScopeKind
from backend.catalog.violations import Severity, TimerClock, ViolationType
from backend.core import clock
from backend.core.bulk import insert_rows
from backend.core.database import write_transaction
from backend.core.encryption import encrypt
from backend.credentials.models import Licence
from backend.duties.models import Duty, DutyRule
from backend.establishments.models import Area, Establishment
from backend.extensions import Model, db
from backend.jurisdictions.models import Jurisdiction
from backend.staff.models import Employment, HealthCertificate
from tests.factories.world import grant_defaults, make_device, make_officer

ESTABLISHMENTS = 5_000
PEOPLE = 60_000
COUNTIES, OFFICES = 4, 10
CASES, OPEN_CASES = 20_000, 1_500
CAMERAS_EACH = 4
_CHUNK = 5_000
_K = EstablishmentKind
_SHARES = {
    _K.RESTAURANT: 68,
    _K.PRIMARY_SCHOOL: 9,
    _K.KINDERGARTEN: 10,
    _K.CANTEEN: 8,
    _K.SECONDARY_SCHOOL: 3,
    _K.ELDER_CARE: 2,
}
_NAMES = ("第一", "实验", "学府", "滨江", "老码头", "幸福", "城东", "建设", "光明", "大碗")

Row = dict[str, Any]


def build() -> User:
    """Fill an empty database; returns an officer of the county, who watches all of it."""
    chance = random.Random(20260302)
    now = clock.now()
    with write_transaction():
        grant_defaults()
        county, offices = _tree()
        device, _ = make_device()
        officer = make_officer(Role.COUNTY_OFFICER, county)
        first = int(officer.id) + 1
        _insert(Establishment, _establishments(chance, offices, now))
        _insert(Area, _areas())
        _insert(User, _users(first, now))
        _insert(Membership, _memberships(first, now))
        _insert(Employment, _employments(first, now))
        _insert(Licence, _licences(chance, first, now))
        _insert(HealthCertificate, _certificates(chance, first, now))
        _insert(Duty, _duties(chance, _rule(now), now))
        _insert(Camera, _cameras(chance, device, now))
        _insert(Case, _cases(chance, now))
        _mend_sequences(Establishment, Area, User, Membership, Employment, Licence, Camera, Case)
    return officer


def _tree() -> tuple[Jurisdiction, list[int]]:
    """One county with its offices; the city and the other counties stand beside it, empty."""
    rows: list[Row] = [{"id": 1, "parent_id": None, "kind": JurisdictionKind.CITY, "name": "示例市", "path": "/1/"}]
    for number in range(2, 2 + COUNTIES):
        rows.append(
            {
                "id": number,
                "parent_id": 1,
                "kind": JurisdictionKind.COUNTY,
                "name": f"示例{number}区",
                "path": f"/1/{number}/",
            }
        )
    offices = list(range(10, 10 + OFFICES * COUNTIES))
    for number in offices:
        rows.append(
            {
                "id": number,
                "parent_id": 2,
                "kind": JurisdictionKind.OFFICE,
                "name": f"第{number}监管所",
                "path": f"/1/2/{number}/",
            }
        )
    _insert(Jurisdiction, ({**row, "code": None, "is_urban": row["id"] % 2 == 0} for row in rows))
    _mend_sequences(Jurisdiction)
    return db.session.get_one(Jurisdiction, 2), offices


def _establishments(chance: random.Random, offices: Sequence[int], now: datetime) -> Iterator[Row]:
    kinds = chance.choices(list(_SHARES), list(_SHARES.values()), k=ESTABLISHMENTS)
    for number, kind in enumerate(kinds, 1):
        yield {
            "id": number,
            "name": f"{chance.choice(_NAMES)}{KINDS[kind].zh}{number}",
            "kind": kind,
            "state": EstablishmentState.PENDING if number % 97 == 0 else EstablishmentState.ACTIVE,
            "competent_body": KINDS[kind].body,
            "tags": ["hotpot"] if kind is _K.RESTAURANT and number % 7 == 0 else [],
            "brand": "",
            "public_code": secrets.token_urlsafe(16),
            "legal_person": "",
            "phone": "",
            "diners": chance.randrange(20, 2000),
            "meal_times": [],
            "platforms": [],
            "follows_school_calendar": False,
            "closes_on_holidays": False,
            "confirmed_at": now - timedelta(days=chance.randrange(0, 110)),
            "address": f"示例区学府路{number}号",
            "jurisdiction_id": chance.choice(offices),
            "timezone": "Asia/Shanghai",
            "opening_hours": [],
            "closed_on": [],
            "uniform_colours": ["#ffffff"],
            "created_at": now - timedelta(days=400),
        }  # fmt: skip


def _areas() -> Iterator[Row]:
    for place in range(1, ESTABLISHMENTS + 1):
        for offset, kind in enumerate(REQUIRED_AREAS):
            yield {"id": _area(place, offset), "establishment_id": place, "kind": kind, "name": kind.value}


def _area(place: int, offset: int) -> int:
    return (place - 1) * len(REQUIRED_AREAS) + offset + 1


def _place_of(number: int) -> int:
    return number % ESTABLISHMENTS + 1


def _users(first: int, now: datetime) -> Iterator[Row]:
    for number in range(PEOPLE):
        yield {
            "id": first + number, "phone": f"15{number:09d}", "name": f"员工{number}", "password_hash": "!",
            "locale": "zh-CN", "is_large_print": False, "is_active": True, "created_at": now,
        }  # fmt: skip


def _memberships(first: int, now: datetime) -> Iterator[Row]:
    roles = (Role.PRINCIPAL, Role.SAFETY_OFFICER, Role.CANTEEN_HEAD)
    for number in range(PEOPLE):
        rank = number // ESTABLISHMENTS
        yield {
            "id": first + number, "user_id": first + number, "role": roles[rank] if rank < len(roles) else Role.WORKER,
            "scope": ScopeKind.ESTABLISHMENT, "establishment_id": _place_of(number),
            "starts_at": now - timedelta(days=300),
        }  # fmt: skip


def _employments(first: int, now: datetime) -> Iterator[Row]:
    for number in range(PEOPLE):
        yield {
            "id": number + 1, "user_id": first + number, "establishment_id": _place_of(number), "is_part_time": False,
            "started_at": now - timedelta(days=300), "leaving_text": "",
        }  # fmt: skip


def _licences(chance: random.Random, first: int, now: datetime) -> Iterator[Row]:
    for place in range(1, ESTABLISHMENTS + 1):
        expires = now.date() + timedelta(days=chance.randrange(-20, 1800))
        yield {
            "id": place, "establishment_id": place, "number": f"JY3500105{place:07d}", "operator": f"单位{place}",
            "credit_code": "", "legal_person": "", "domicile": "", "premises": "", "form": BusinessForm.CATERING,
            "items": [], "issued_on": expires - timedelta(days=1826), "expires_on": expires, "issuer": "",
            "change_note": "", "added_by_id": first, "added_at": now,
        }  # fmt: skip


def _certificates(chance: random.Random, first: int, now: datetime) -> Iterator[Row]:
    """Of everybody; renewed in good time by most, and each has one of last year behind it."""
    for number in range(PEOPLE):
        expires = now.date() + timedelta(days=chance.randrange(-3, 365))
        for years in (1, 0):
            day = _years_before(expires, years)
            yield {
                "establishment_id": _place_of(number), "user_id": first + number, "number": str(number),
                "examined_on": day - timedelta(days=365), "expires_on": day, "issuer": "", "added_by_id": first,
                "added_at": now, "superseded_at": now - timedelta(days=200) if years else None,
            }  # fmt: skip


def _years_before(day: date, years: int) -> date:
    return day - timedelta(days=365 * years)


def _rule(now: datetime) -> int:
    rule = DutyRule(
        code=DutyCode.HEALTH_RENEWAL, name_zh="健康证到期", name_en="Health certificate",
        holder_role=Role.SAFETY_OFFICER, overdue_type=ViolationType.CLOTHES, effective_on=now.date(),
    )  # fmt: skip
    db.session.add(rule)
    db.session.flush()
    return int(rule.id)


def _duties(chance: random.Random, rule_id: int, now: datetime) -> Iterator[Row]:
    states = (DutyState.FULFILLED, DutyState.PENDING, DutyState.OVERDUE)
    for number in range(PEOPLE):
        state = chance.choices(states, (75, 24, 1))[0]
        due = now.date() + timedelta(days=chance.randrange(1, 300) * (1 if state is DutyState.PENDING else -1))
        yield {
            "code": DutyCode.HEALTH_RENEWAL, "rule_id": rule_id, "establishment_id": _place_of(number),
            "subject": DutySubject.HEALTH_CERTIFICATE, "subject_id": number + 1, "holder_role": Role.SAFETY_OFFICER,
            "title_zh": "健康证换证", "title_en": "Renew the certificate", "url": "/staff", "due_on": due,
            "state": state, "created_at": now, "reminded": [], "proof": "",
        }  # fmt: skip


def _cameras(chance: random.Random, device: Device, now: datetime) -> Iterator[Row]:
    address = encrypt("rtsp://camera.invalid/1")
    for number in range(ESTABLISHMENTS * CAMERAS_EACH):
        place = number // CAMERAS_EACH + 1
        if place % 10 < 6:
            yield {
                "id": number + 1, "establishment_id": place, "area_id": _area(place, number % CAMERAS_EACH),
                "device_id": device.id, "name": f"摄像头{number % CAMERAS_EACH + 1}", "main_url": address,
                "transport": "tcp", "is_ai_enabled": True, "created_at": now, "is_reference_wanted": False,
                "state": chance.choices((CameraState.ONLINE, CameraState.UNREACHABLE), (93, 7))[0], "picture": "ok",
                "state_detail": "", "acceptance": "accepted", "acceptance_note": "",
            }  # fmt: skip


def _cases(chance: random.Random, now: datetime) -> Iterator[Row]:
    cook = REQUIRED_AREAS.index(AreaKind.COOK)
    for number in range(CASES):
        is_open = number < OPEN_CASES
        opened = now - timedelta(hours=number)
        place = chance.randrange(ESTABLISHMENTS) + 1
        yield {
            "number": f"BENCH-{number}", "establishment_id": place, "area_id": _area(place, cook),
            "source": CaseSource.AI, "type": ViolationType.CLOTHES,
            "severity": chance.choices((Severity.CRITICAL, Severity.MAJOR, Severity.MINOR), (5, 55, 40))[0],
            "state": CaseState.OPEN if is_open else CaseState.CLOSED, "opened_at": opened, "first_seen_at": opened,
            "last_seen_at": opened, "occurrences": 1, "merge_until": opened, "due_at": opened + timedelta(hours=24),
            "is_overdue": is_open and number % 6 == 0, "level": 1, "chain": [], "timer_clock": TimerClock.ALWAYS,
            "next_step": 0, "why": {}, "version": 1,
        }  # fmt: skip


def _insert(model: type[Model], rows: Iterator[Row]) -> None:
    chunk: list[Row] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == _CHUNK:
            insert_rows(model, chunk)
            chunk = []
    insert_rows(model, chunk)


def _mend_sequences(*models: type[Model]) -> None:
    """Ids were given by hand; PostgreSQL counts on from the highest."""
    if db.engine.dialect.name == "postgresql":
        for model in models:
            name = cast(Table, model.__table__).name
            db.session.execute(text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), max(id)) FROM {name}"))
