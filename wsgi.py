"""What gunicorn serves: the application with its sockets."""

import os

from backend.app import create_app
from backend.core import realtime
from backend.settings import Settings

settings = Settings.from_env(os.environ)
app = create_app(settings)
tailer = realtime.Tailer(app, realtime.emit_to_sockets, poll_s=settings.announce_poll_s, redis_url=settings.redis_url)
tailer.start()
