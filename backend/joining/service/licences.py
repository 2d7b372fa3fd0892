"""The licence that came with the application becomes the establishment's first."""

from __future__ import annotations

from backend.accounts.models import User
from backend.catalog.credentials import BusinessForm, BusinessItem
from backend.catalog.establishments import KINDS
from backend.credentials.service import add_licence, public_copy
from backend.joining.models import Application


def add_first_licence(row: Application, by: User) -> None:
    """With what follows from it: renewal in time, and for a school to connect its kitchen."""
    place = row.establishment
    is_canteen = KINDS[place.kind].is_school
    values = {
        "number": row.licence_number,
        "legal_person": place.legal_person,
        "form": BusinessForm.UNIT_CANTEEN if is_canteen else BusinessForm.CATERING,
        "items": [BusinessItem.HOT_DISHES],
        "issued_on": row.licence_issued_on,
        "expires_on": row.licence_expires_on,
    }
    photo = row.licence_file
    add_licence(place, values, by, photo, public_copy(photo) if photo is not None else None)
