"""`python -m tools.camera --port 8554 --control-port 8555 [user:password@]name=file.mp4 ...`"""

from __future__ import annotations

import argparse
import asyncio
import signal
from pathlib import Path

from aiohttp import web

from tools.camera.auth import Credentials, Scheme
from tools.camera.control import control_app
from tools.camera.device import Camera
from tools.camera.footage import load
from tools.camera.server import serve_rtsp


def parse_camera(text: str, scheme: Scheme) -> Camera:
    """One camera from `[user:password@]name=file`."""
    login, _, rest = text.rpartition("@") if "@" in text.partition("=")[0] else ("", "", text)
    name, separator, file = rest.partition("=")
    if not separator or not name:
        raise SystemExit(f"{text}: expected [user:password@]name=file.mp4")
    user, _, password = login.partition(":")
    credentials = Credentials(user, password, scheme) if login else None
    return Camera(name, load(Path(file)), credentials)


async def run(cameras: dict[str, Camera], host: str, port: int, control_port: int) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    server = await serve_rtsp(cameras, host, port)
    runner = web.AppRunner(control_app(cameras), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", control_port).start()
    pumps = [asyncio.create_task(camera.run()) for camera in cameras.values()]
    for name in cameras:
        print(f"camera ready: rtsp://{host}:{port}/{name}", flush=True)
    await stop.wait()
    for pump in pumps:
        pump.cancel()
    server.close()
    await runner.cleanup()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tools.camera", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8554)
    parser.add_argument("--control-port", type=int, default=8555)
    parser.add_argument("--auth", type=Scheme, choices=list(Scheme), default=Scheme.DIGEST)
    parser.add_argument("camera", nargs="+", help="[user:password@]name=file.mp4")
    arguments = parser.parse_args()
    cameras = [parse_camera(text, arguments.auth) for text in arguments.camera]
    asyncio.run(
        run({camera.name: camera for camera in cameras}, arguments.host, arguments.port, arguments.control_port)
    )


if __name__ == "__main__":
    main()
