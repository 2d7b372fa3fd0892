"""What others use of duties: opening and ending them, and the rule that counts."""

from backend.duties.service.defaults import seed_defaults
from backend.duties.service.duties import OPEN_STATES, cancel, carry_over, fulfil, local_day, open_duty
from backend.duties.service.rules import effective_rule

__all__ = [
    "OPEN_STATES",
    "cancel",
    "carry_over",
    "effective_rule",
    "fulfil",
    "local_day",
    "open_duty",
    "seed_defaults",
]
