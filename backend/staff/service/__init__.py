"""People's files. The names that other features use are handed on here."""

from backend.staff.service.employment import add_post, employ, end_employment, end_post, holders_of

__all__ = ["add_post", "employ", "end_employment", "end_post", "holders_of"]
