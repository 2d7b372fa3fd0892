from backend.cameras.routes.camera_tests import blueprint as camera_tests
from backend.cameras.routes.cameras import blueprint as cameras
from backend.cameras.routes.device import blueprint as device
from backend.cameras.routes.installation import blueprint as installation
from backend.cameras.routes.rules import blueprint as rules

blueprints = (cameras, installation, camera_tests, rules, device)
