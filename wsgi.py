"""What gunicorn serves: the application with its sockets."""

import os

from backend.accounts.sockets import Guard
from backend.app import create_app
from backend.core.realtime import Tailer
from backend.settings import Settings

settings = Settings.from_env(os.environ)
app = create_app(settings)
guard = Guard(app)
guard.start()
Tailer(app, guard.emit, poll_s=settings.announce_poll_s, redis_url=settings.redis_url).start()
