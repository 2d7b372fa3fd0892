"""Pure rules of establishments."""

from backend.establishments.policy.credit_codes import check_credit_code
from backend.establishments.policy.facts import check_facts, default_areas, default_facts
from backend.establishments.policy.hours import check_meal_times, check_opening_hours, check_shift

__all__ = [
    "check_credit_code",
    "check_facts",
    "check_meal_times",
    "check_opening_hours",
    "check_shift",
    "default_areas",
    "default_facts",
]
