"""Everything that the nine items are made of, with whatever words a test wants in the free texts."""

from __future__ import annotations

from datetime import timedelta

from backend.catalog.credentials import BusinessForm, BusinessItem
from backend.catalog.disclosure import DisclosureItem
from backend.catalog.roles import Role
from backend.core import clock
from backend.credentials.models import Licence, Pledge
from backend.extensions import db
from backend.staff.models import Employment, HealthCertificate
from tests.factories.hotline import make_entry
from tests.factories.world import Kitchen, make_user

LICENCE_NUMBER = "JY35001100012345"
Item = DisclosureItem


def make_licence(kitchen: Kitchen, said: str = "") -> Licence:
    today, owner = clock.now().date(), kitchen.people[Role.SAFETY_OFFICER]
    licence = Licence(
        establishment_id=kitchen.establishment.id,
        number=LICENCE_NUMBER,
        operator=f"第一中学{said}",
        legal_person=f"刘校长{said}"[:60],  # as long as the column
        domicile=f"学府路1号{said}",
        premises=f"学府路1号食堂{said}",
        form=BusinessForm.UNIT_CANTEEN,
        items=[BusinessItem.HOT_DISHES.value],
        issued_on=today - timedelta(days=100),
        expires_on=today + timedelta(days=1000),
        issuer=f"示例区市场监管局{said}",
        change_note=said,
        added_by_id=owner.id,
        added_at=clock.now(),
    )
    db.session.add(licence)
    return licence


def make_pledge(kitchen: Kitchen, said: str = "") -> Pledge:
    signer = kitchen.people[Role.PRINCIPAL]
    pledge = Pledge(
        establishment_id=kitchen.establishment.id,
        text=f"我们承诺依法经营。{said}",
        signed_by_id=signer.id,
        signer_name=f"刘校长{said}"[:60],
        signed_at=clock.now(),
    )
    db.session.add(pledge)
    return pledge


def employ(kitchen: Kitchen, name: str, number: str, days: int = 100, said: str = "") -> HealthCertificate:
    """Somebody who works there, with a certificate that is valid for so many days more."""
    today, user = clock.now().date(), make_user(name)
    db.session.add(Employment(user_id=user.id, establishment_id=kitchen.establishment.id, started_at=clock.now()))
    certificate = HealthCertificate(
        establishment_id=kitchen.establishment.id,
        user_id=user.id,
        number=number,
        examined_on=today - timedelta(days=365 - days),
        expires_on=today + timedelta(days=days),
        issuer=f"示例医院{said}",
        added_by_id=kitchen.people[Role.SAFETY_OFFICER].id,
        added_at=clock.now(),
    )
    db.session.add(certificate)
    return certificate


def entered(said: str = "") -> dict[DisclosureItem, dict[str, object]]:
    """Data of the items that people type in; `said` stands in every free text."""
    return {
        Item.GRADE: {
            "dynamic": "excellent", "annual": "A", "points": 83, "items": 9, "key_failures": 0,
            "authority": f"示例区市场监管局{said}",
        },
        Item.SAFETY_OFFICERS: {"name": "safety_officer", "is_passed": True, "certificate": "KH20260001"},
        Item.ADDITIVES: {
            "is_none": False, "name": f"碳酸氢钠{said}", "purpose": f"膨松剂{said}", "used_in": f"馒头{said}",
        },
        Item.INGREDIENTS: {
            "name": f"大米{said}", "supplier": f"粮油公司{said}", "batch": f"L1{said}",
            "certificates": f"检验合格证{said}",
        },
        Item.INSPECTIONS: {
            "conclusion": "to_correct", "problems": f"积水{said}", "correction": f"已清理{said}",
            "authority": f"城东所{said}",
        },
        Item.SELF_CHECKS: {"planned": 20, "done": 18, "problems": 3, "corrected": 2},
    }  # fmt: skip


def disclose(kitchen: Kitchen, *left_out: DisclosureItem, said: str = "") -> None:
    """All nine items but those left out."""
    if Item.LICENCE not in left_out:
        make_licence(kitchen, said)
    if Item.PLEDGE not in left_out:
        make_pledge(kitchen, said)
    if Item.WORKERS_HEALTH not in left_out:
        employ(kitchen, "李敏", "500110199001011234", said=said)
    for item, data in entered(said).items():
        if item not in left_out:
            make_entry(kitchen, item, dict(data))
    db.session.commit()
