"""Which processes make the product on one machine, and what each is told."""

from __future__ import annotations

import sys
from collections.abc import Mapping

from tools.supervisor.keeper import Child
from tools.supervisor.options import ROOT, Options

# `python -m backend.cli setup --demo` registers the camera under this address.
DEMO_CAMERA = "demo:demo@demo"
WATCHED = ("web", "notifier", "media", "detect")


def environment(options: Options, own: Mapping[str, str]) -> dict[str, str]:
    """What every child sees. Settings given by the user go before these."""
    defaults = {
        "MINGCHU_BACKEND_URL": f"http://{options.local_host}:{options.port}",
        "MINGCHU_EXPECT": ",".join(WATCHED),
        "MEDIA_HOST": options.host,
        **({"MINGCHU_ALLOW_LOOPBACK_CAMERAS": "1", "MINGCHU_DEMO": "1"} if options.clip else {}),
    }
    fixed = {
        "HOST": options.host,
        "PORT": str(options.port),
        "MEDIA_PORT": str(options.media_port),
        "MINGCHU_DATA_DIR": str(options.data),
        "PYTHONUNBUFFERED": "1",
    }
    return {**defaults, **own, **fixed}


def children(options: Options) -> list[Child]:
    python = sys.executable
    gunicorn = (python, "-m", "gunicorn", "--config", str(ROOT / "deploy" / "gunicorn.conf.py"), "wsgi:app")
    commands = {
        "web": gunicorn,
        "notifier": (python, "-m", "notifications"),
        "media": (python, "-m", "vision", "media"),
        "detect": (python, "-m", "vision", "detect"),
    }
    # More of them share the cameras among themselves.
    commands |= {f"detect{number}": commands["detect"] for number in range(2, options.detects + 1)}
    if options.clip is not None:
        ports = ("--port", str(options.camera_port), "--control-port", str(options.camera_control_port))
        commands["camera"] = (python, "-m", "tools.camera", *ports, f"{DEMO_CAMERA}={options.clip}")
    return [Child(name, command, cwd=ROOT) for name, command in commands.items()]
