"""Cases as they come about: a device reports, and somebody is on duty."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any

from flask import current_app
from werkzeug.test import TestResponse

from backend.accounts.models import User
from backend.cameras.models import Camera
from backend.cases.models import Case
from backend.cases.service import seed_defaults
from backend.catalog.roles import Role
from backend.catalog.violations import ViolationType
from backend.core import clock
from backend.establishments.models import Area, Responsibility
from backend.extensions import db
from tests.factories.world import Kitchen, World
from tests.fakes.client import SignedInClient
from tests.fakes.device import DeviceClient
from tests.fakes.pictures import jpeg

_keys = count(1)


def make_duty(kitchen: Kitchen, user: User, area: Area | None = None, **values: Any) -> Responsibility:
    duty = Responsibility(
        establishment_id=kitchen.establishment.id,
        user_id=user.id,
        area_id=area.id if area else None,
        weekdays=values.pop("weekdays", list(range(7))),
        **values,
    )
    db.session.add(duty)
    db.session.commit()
    return duty


def observation(camera: Camera, type: ViolationType = ViolationType.CLOTHES, **values: Any) -> dict[str, Any]:
    now = clock.now()
    meta: dict[str, Any] = {
        "key": f"obs-{next(_keys)}",
        "type": str(type),
        "camera_id": camera.id,
        "score": 0.91,
        "boxes": [[10, 20, 110, 220]],
        "frame": [320, 240],
        "first_seen_at": (now - timedelta(seconds=6)).isoformat(),
        "last_seen_at": now.isoformat(),
        "held_s": 6.0,
        "rule": {"id": None, "hold_s": 5, "votes": 3, "window": 5, "hits": 4, "min_score": 0.5, "zones": []},
        "model": "nanodet@0123abcd",
        "is_ai": True,
    }
    return meta | values


@dataclass
class Story:
    """The world with its default chains, a device that reports, and the safety officer on duty."""

    world: World
    kitchen: Kitchen = field(init=False)

    def __post_init__(self) -> None:
        self.kitchen = self.world.kitchen
        seed_defaults()
        make_duty(self.kitchen, self.holder)

    @property
    def holder(self) -> User:
        return self.kitchen.people[Role.SAFETY_OFFICER]

    def person(self, role: Role) -> User:
        return self.kitchen.people[role]

    def device(self) -> DeviceClient:
        return DeviceClient(current_app._get_current_object(), self.world.device.id, self.world.device_key, "detect")  # type: ignore[attr-defined]  # Flask's documented way

    def report(self, type: ViolationType = ViolationType.CLOTHES, **values: Any) -> TestResponse:
        meta = observation(values.pop("camera", self.kitchen.camera), type, **values)
        pictures = {
            "snapshot": ("snapshot.jpg", jpeg(colour="navy"), "image/jpeg"),
            "boxed": ("boxed.jpg", jpeg(colour="red"), "image/jpeg"),
        }
        return self.device().send_form("/api/observations", meta, pictures, {"Idempotency-Key": meta["key"]})

    def open(self, type: ViolationType = ViolationType.CLOTHES, **values: Any) -> Case:
        response = self.report(type, **values)
        assert response.status_code == 201, response.json
        return db.session.get_one(Case, response.get_json()["case_id"], populate_existing=True)


ClientAs = Callable[[User], SignedInClient]


def photo_form(text: str = "已换工作服", data: bytes | None = None) -> dict[str, Any]:
    import io

    return {"text": text, "photo": (io.BytesIO(data or jpeg(colour="green")), "photo.jpg")}
