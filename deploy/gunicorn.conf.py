"""How gunicorn runs the web process; `make run` and a server in a data centre use the same file."""

import logging
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

# Imported here, once, before the workers are forked: a start then costs one import and not one a worker. The
# application itself is made in each worker, because its connections and threads must not cross a fork.
import backend.app  # noqa: E402, F401

_host = os.environ.get("HOST") or "127.0.0.1"
bind = f"{_host}:{os.environ.get('PORT') or '8000'}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS") or 2)
# Every open Socket.IO connection holds a thread, so this bounds the signed-in screens of one worker.
threads = int(os.environ.get("WEB_THREADS") or 128)
# gthread stops accepting at worker_connections, kept-alive and WebSocket connections included.
worker_connections = 4000
reuse_port = True
backlog = 512
keepalive = 15
timeout = 60
# Open WebSockets never finish by themselves: do not wait long for them.
graceful_timeout = 2
accesslog = None
errorlog = "-"
loglevel = "warning"
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(message)s"}},
    "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "plain", "stream": "ext://sys.stdout"}},
    "root": {"level": "INFO", "handlers": ["out"]},
    "loggers": {
        "alembic": {"level": "WARNING"},
        "gunicorn.error": {"level": "WARNING", "handlers": ["out"], "propagate": False},
        "gunicorn.access": {"level": "WARNING", "handlers": ["out"], "propagate": False},
    },
}


def when_ready(_: object) -> None:
    logging.getLogger("mingchu").info("listening on %s with %d workers", bind, workers)
