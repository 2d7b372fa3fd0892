"""What others use of cases: opening and ending them, and the rows a new installation starts with."""

from backend.cases.service.acts import recover
from backend.cases.service.defaults import seed_defaults
from backend.cases.service.inbox import count_unread
from backend.cases.service.opening import Finding, Opened, open_case, write

__all__ = ["Finding", "Opened", "count_unread", "open_case", "recover", "seed_defaults", "write"]
