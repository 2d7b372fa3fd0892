from backend.establishments.routes.calendar import blueprint as calendar
from backend.establishments.routes.links import blueprint as links
from backend.establishments.routes.places import blueprint as places
from backend.establishments.routes.profile import blueprint as profile

blueprints = [profile, places, calendar, links]

__all__ = ["blueprints"]
