"""A small district with one school canteen and one that is somebody else's, and the people who stand in both."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count

from backend.accounts.models import Membership, RoleGrant, User
from backend.cameras.models import Camera, Device
from backend.catalog.agencies import JurisdictionKind
from backend.catalog.areas import AREA_NAMES, AreaKind
from backend.catalog.roles import DEFAULT_GRANTS, Role, ScopeKind
from backend.core import clock
from backend.core.encryption import encrypt
from backend.core.secrets import ed25519_pair
from backend.duties.service import seed_defaults as seed_duty_rules
from backend.establishments.models import Area, Establishment
from backend.extensions import db
from backend.jurisdictions.models import Jurisdiction

_numbers = count(1)
WHOLE_WEEK = [{"weekday": day, "from": "06:00", "to": "20:00"} for day in range(7)]


@dataclass
class Kitchen:
    establishment: Establishment
    areas: dict[AreaKind, Area]
    people: dict[Role, User]
    camera: Camera


@dataclass
class World:
    city: Jurisdiction
    county: Jurisdiction
    office: Jurisdiction
    device: Device
    device_key: str
    kitchen: Kitchen
    other: Kitchen
    officer: User
    foreign_officer: User
    admin: User
    auditor: User


def grant_defaults() -> None:
    for role, permissions in DEFAULT_GRANTS.items():
        db.session.add_all(RoleGrant(role=role, permission=permission) for permission in permissions)


def make_jurisdiction(name: str, kind: str, parent: Jurisdiction | None = None) -> Jurisdiction:
    node = Jurisdiction(
        name=name, kind=JurisdictionKind(kind), parent_id=parent.id if parent else None, path=f"new-{next(_numbers)}"
    )
    db.session.add(node)
    db.session.flush()
    node.path = f"{parent.path if parent else '/'}{node.id}/"
    db.session.flush()
    return node


def make_user(name: str = "王芳") -> User:
    user = User(name=name, phone=f"138{next(_numbers):08d}", password_hash="!", created_at=clock.now())
    db.session.add(user)
    db.session.flush()
    return user


def make_member(role: Role, establishment: Establishment, name: str | None = None) -> User:
    user = make_user(name or role.value)
    db.session.add(
        Membership(
            user=user,
            role=role,
            scope=ScopeKind.ESTABLISHMENT,
            establishment_id=establishment.id,
            starts_at=clock.now(),
        )
    )
    db.session.flush()
    return user


def make_officer(role: Role, jurisdiction: Jurisdiction) -> User:
    user = make_user(role.value)
    db.session.add(
        Membership(
            user=user,
            role=role,
            scope=ScopeKind.JURISDICTION,
            jurisdiction_id=jurisdiction.id,
            starts_at=clock.now(),
        )
    )
    db.session.flush()
    return user


def make_platform_member(role: Role) -> User:
    user = make_user(role.value)
    db.session.add(Membership(user=user, role=role, scope=ScopeKind.PLATFORM, starts_at=clock.now()))
    db.session.flush()
    return user


def make_device() -> tuple[Device, str]:
    """A device and its private key as PEM."""
    private, public = ed25519_pair()
    device = Device(name="box", public_key=public, created_at=clock.now())
    db.session.add(device)
    db.session.flush()
    return device, private


def make_camera(area: Area, device: Device, name: str = "烹饪区1") -> Camera:
    camera = Camera(
        establishment=area.establishment,
        area=area,
        device_id=device.id,
        name=name,
        main_url=encrypt("rtsp://admin:pw@127.0.0.1:8554/demo"),
        created_at=clock.now(),
    )
    db.session.add(camera)
    db.session.flush()
    return camera


def make_kitchen(name: str, jurisdiction: Jurisdiction, device: Device) -> Kitchen:
    establishment = Establishment(
        name=name,
        jurisdiction=jurisdiction,
        opening_hours=WHOLE_WEEK,
        closed_on=[],
        uniform_colours=["#ffffff"],
        created_at=clock.now(),
    )
    db.session.add(establishment)
    db.session.flush()
    areas = {
        kind: Area(establishment=establishment, kind=kind, name=AREA_NAMES[kind][0])
        for kind in (AreaKind.COOK, AreaKind.STORE, AreaKind.SERVE)
    }
    db.session.add_all(areas.values())
    db.session.flush()
    roles = (Role.WORKER, Role.CANTEEN_HEAD, Role.SAFETY_OFFICER, Role.SAFETY_HEAD, Role.PRINCIPAL, Role.PARENT)
    people = {role: make_member(role, establishment) for role in roles}
    return Kitchen(establishment, areas, people, make_camera(areas[AreaKind.COOK], device))


def make_world() -> World:
    grant_defaults()
    seed_duty_rules()
    city = make_jurisdiction("示例市", "city")
    county = make_jurisdiction("示例区", "county", city)
    office = make_jurisdiction("城东所", "office", county)
    elsewhere = make_jurisdiction("城西所", "office", county)
    device, key = make_device()
    world = World(
        city=city,
        county=county,
        office=office,
        device=device,
        device_key=key,
        kitchen=make_kitchen("第一中学食堂", office, device),
        other=make_kitchen("第二中学食堂", elsewhere, device),
        officer=make_officer(Role.OFFICE_OFFICER, office),
        foreign_officer=make_officer(Role.OFFICE_OFFICER, elsewhere),
        admin=make_platform_member(Role.PLATFORM_ADMIN),
        auditor=make_platform_member(Role.AUDITOR),
    )
    db.session.commit()
    return world
