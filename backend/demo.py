"""Demo data: a small district, two schools, people for each role and the demo cameras. Repeating it adds nothing."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field

from sqlalchemy import select

from backend import demo_credentials, demo_disclosure, demo_joining, demo_parents, demo_places, demo_staff
from backend.accounts.models import Membership, User
from backend.accounts.passwords import hash_password
from backend.accounts.service import add_membership
from backend.cameras.models import Camera, Device, Rule
from backend.cameras.policy.rules import defaults
from backend.catalog.areas import AREA_NAMES, REQUIRED_AREAS, AreaKind
from backend.catalog.roles import ROLE_NAMES, Role
from backend.catalog.violations import ViolationType
from backend.core import clock
from backend.core.database import write_transaction
from backend.core.encryption import decrypt, encrypt
from backend.establishments.models import Area, Establishment, Responsibility
from backend.extensions import db
from backend.jurisdictions.models import Jurisdiction
from backend.settings import Settings

PASSWORD = "mingchu-demo"
_DEMO_CAMERA = "rtsp://demo:demo@127.0.0.1:"
DEMO_URL = f"{_DEMO_CAMERA}{os.environ.get('CAMERA_PORT') or 8554}/demo"
# The whole day every day, so that the demo shows the same at any hour.
_ALWAYS_OPEN = [{"weekday": day, "from": "00:00", "to": "24:00"} for day in range(7)]
_EVERY_DAY = list(range(7))


@dataclass(frozen=True)
class _Person:
    number: int
    name: str
    role: Role
    place: str  # "first", "second", "supplier", "headquarters", a jurisdiction's kind, or "platform"

    @property
    def phone(self) -> str:
        return f"138000000{self.number:02d}"


_PEOPLE = (
    _Person(1, "李敏", Role.SAFETY_OFFICER, "first"),
    _Person(2, "王强", Role.CANTEEN_HEAD, "first"),
    _Person(3, "陈静", Role.SAFETY_HEAD, "first"),
    _Person(4, "刘校长", Role.PRINCIPAL, "first"),
    _Person(5, "赵师傅", Role.WORKER, "first"),
    _Person(6, "孙库管", Role.KEEPER, "first"),
    _Person(7, "周视频", Role.VIDEO_KEEPER, "first"),
    _Person(8, "吴家长", Role.PARENT, "first"),
    _Person(9, "郑所长", Role.OFFICE_OFFICER, "office"),
    _Person(10, "冯科长", Role.COUNTY_OFFICER, "county"),
    _Person(11, "褚处长", Role.CITY_OFFICER, "city"),
    _Person(12, "卫主任", Role.EDUCATION_OFFICER, "county"),
    _Person(13, "蒋管理", Role.PLATFORM_ADMIN, "platform"),
    _Person(14, "沈审计", Role.AUDITOR, "platform"),
    _Person(15, "韩管理员", Role.SAFETY_OFFICER, "second"),
    _Person(16, "杨校长", Role.PRINCIPAL, "second"),
    _Person(17, "朱运维", Role.VENDOR, "first"),
    _Person(18, "秦供餐", Role.SUPPLIER, "supplier"),
    _Person(19, "许代表", Role.GUEST, "first"),
    _Person(20, "何同学", Role.STUDENT, "first"),
    _Person(21, "尤总", Role.PRINCIPAL, "headquarters"),
)


@dataclass
class _Places:
    """Ids by the words of `_Person.place`."""

    establishments: dict[str, int] = field(default_factory=dict)
    jurisdictions: dict[str, int] = field(default_factory=dict)


def build(settings: Settings, device: Device) -> list[str]:
    """Make what is missing; returns the lines to show: accounts and the one password."""
    hashed = hash_password(PASSWORD)
    with write_transaction():
        places = _Places()
        _district(places)
        first = _school("示例第一中学食堂", "示例市示例区学府路1号", places, "first", REQUIRED_AREAS)
        second = _school("示例第二小学食堂", "示例市示例区建设路9号", places, "second", (AreaKind.COOK, AreaKind.SERVE))
        places.establishments |= demo_places.build(places.establishments, places.jurisdictions["office"])
        people = {person.number: _person(person, hashed, places) for person in _PEOPLE}
        demo_places.certify(places.establishments["supplier"], people[18])
        _responsibilities(first, people)
        demo_staff.build({"first": first, "second": second})
        _cameras(first, device)
        demo_parents.build(first, people[8], people[4], people[19])
        demo_disclosure.build({"first": first, "second": second}, people[9])
        demo_credentials.build(first, second)
        demo_joining.build(first)
    _write_accounts(settings)
    return [f"{person.phone}  {PASSWORD}  {person.name} ({ROLE_NAMES[person.role][0]})" for person in _PEOPLE]


def _district(places: _Places) -> None:
    parent: Jurisdiction | None = None
    for kind, name in (("city", "示例市市场监管局"), ("county", "示例区市场监管局"), ("office", "学府路市场监管所")):
        node = db.session.scalar(select(Jurisdiction).where(Jurisdiction.name == name))
        if node is None:
            node = Jurisdiction(name=name, kind=kind, parent_id=parent.id if parent else None, path=f"new:{name}")
            db.session.add(node)
            db.session.flush()
            node.path = f"{parent.path if parent else '/'}{node.id}/"
            db.session.flush()
        places.jurisdictions[kind] = node.id
        parent = node


def _school(name: str, address: str, places: _Places, word: str, areas: tuple[AreaKind, ...]) -> Establishment:
    row = db.session.scalar(select(Establishment).where(Establishment.name == name))
    if row is None:
        row = Establishment(
            name=name,
            address=address,
            jurisdiction_id=places.jurisdictions["office"],
            opening_hours=_ALWAYS_OPEN,
            closed_on=[],
            uniform_colours=["#ffffff"],
            created_at=clock.now(),
        )
        db.session.add(row)
        db.session.flush()
        db.session.add_all(Area(establishment_id=row.id, kind=kind, name=AREA_NAMES[kind][0]) for kind in areas)
        db.session.flush()
    places.establishments[word] = row.id
    return row


def _person(person: _Person, hashed: str, places: _Places) -> User:
    user = db.session.scalar(select(User).where(User.phone == person.phone))
    if user is None:
        user = User(phone=person.phone, name=person.name, password_hash=hashed, created_at=clock.now())
        db.session.add(user)
        db.session.flush()
    if db.session.scalar(select(Membership.id).where(Membership.user_id == user.id).limit(1)) is None:
        add_membership(
            user,
            person.role,
            establishment_id=places.establishments.get(person.place),
            jurisdiction_id=places.jurisdictions.get(person.place),
        )
    return user


def _responsibilities(school: Establishment, people: dict[int, User]) -> None:
    """The officer holds everything, the canteen's head stands behind."""
    if db.session.scalar(select(Responsibility.id).where(Responsibility.establishment_id == school.id).limit(1)):
        return
    for number, is_deputy in ((1, False), (2, True)):
        db.session.add(
            Responsibility(
                establishment_id=school.id, user_id=people[number].id, is_deputy=is_deputy, weekdays=_EVERY_DAY
            )
        )


def _cameras(school: Establishment, device: Device) -> None:
    """The demo clip twice: once watched by the AI, once without it, which the coverage then shows as a gap."""
    known = db.session.scalars(select(Camera).where(Camera.establishment_id == school.id)).all()
    for camera in known:
        if decrypt(camera.main_url).startswith(_DEMO_CAMERA):
            camera.main_url = encrypt(DEMO_URL)  # CAMERA_PORT may have changed
    if known:
        return
    areas = {area.kind: area for area in db.session.scalars(select(Area).where(Area.establishment_id == school.id))}
    for kind, name, is_ai_enabled in ((AreaKind.COOK, "烹饪区1", True), (AreaKind.SERVE, "备餐区1", False)):
        db.session.add(
            Camera(
                establishment_id=school.id,
                area_id=areas[kind].id,
                device_id=device.id,
                name=name,
                main_url=encrypt(DEMO_URL),
                is_ai_enabled=is_ai_enabled,
                created_at=clock.now(),
            )
        )
    clothes = asdict(defaults(ViolationType.CLOTHES))
    db.session.add(Rule(establishment_id=school.id, type=ViolationType.CLOTHES, **clothes))


def _write_accounts(settings: Settings) -> None:
    """For the sign-in page of the demo; only shown while MINGCHU_DEMO is set."""
    accounts = [
        {"phone": person.phone, "password": PASSWORD, "name": person.name, "role": person.role.value}
        for person in _PEOPLE
    ]
    path = settings.data_dir / "demo-accounts.json"
    path.write_text(json.dumps(accounts, ensure_ascii=False, indent=1), encoding="utf-8")
