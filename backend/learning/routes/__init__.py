from backend.learning.routes.device import blueprint as device
from backend.learning.routes.models import blueprint as models
from backend.learning.routes.quality import blueprint as quality

blueprints = (quality, models, device)
