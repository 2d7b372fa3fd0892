"""Kitchens, their areas, and who is responsible for what."""

from backend.establishments.service.creation import check_code_is_free, create, create_many, taken_codes
from backend.establishments.service.opening import as_configuration, hours_of, hours_of_many, is_open
from backend.establishments.service.places import (
    add_area,
    assign_responsibility,
    change_area,
    end_responsibility,
    people,
    remove_area,
    responsibilities,
)
from backend.establishments.service.profile import (
    REGISTERS,
    as_profile,
    change,
    confirm,
    find_public,
    names,
    note_confirmation,
    profile,
    tell,
    visible,
)

__all__ = [
    "REGISTERS",
    "as_profile",
    "confirm",
    "find_public",
    "note_confirmation",
    "profile",
    "tell",
    "add_area",
    "as_configuration",
    "assign_responsibility",
    "change",
    "change_area",
    "check_code_is_free",
    "create",
    "create_many",
    "end_responsibility",
    "hours_of",
    "hours_of_many",
    "is_open",
    "names",
    "people",
    "remove_area",
    "responsibilities",
    "taken_codes",
    "visible",
]
