"""What others use of credentials: the licence in force, adding one, and the light of a unit."""

from backend.credentials.service.licences import add_licence, current_licence, licence_by_number, public_copy
from backend.credentials.service.overview import light_of_unit
from backend.credentials.service.pledges import current_pledge

__all__ = ["add_licence", "current_licence", "current_pledge", "licence_by_number", "light_of_unit", "public_copy"]
