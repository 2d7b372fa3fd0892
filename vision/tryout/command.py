"""`python -m vision try URL|FILE`: what the product sees on a camera or a file, live in a browser on this machine.

For whoever installs a camera: is a person large enough here, is the head seen, what is judged, how sure, and why not.
Nothing is stored and nothing is reported.
"""

# ruff: noqa: T201 - a command answers by printing

from __future__ import annotations

import argparse
import signal
import sys
import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import FrameType

from backend.catalog.cameras import StreamTransport
from backend.catalog.violations import RuleSchedule, ViolationType
from vision.cameras.address import AddressPolicy, check_url, mask_url
from vision.cameras.failure import CameraFailure
from vision.cameras.source import StreamAddress
from vision.evaluate.camera import UNIFORM, CameraError, default_camera, read_camera
from vision.evaluate.footage import FootageError
from vision.models.assembly import ModelError, verify
from vision.pipeline import CameraPipeline, Models
from vision.rules.config import CameraConfig, Rule
from vision.settings import SettingsError, load_settings
from vision.tryout.board import Board
from vision.tryout.feeds import CameraFeed, Feed, FileFeed
from vision.tryout.server import TryoutServer
from vision.tryout.watcher import PERIOD_S, Watcher

DEFAULT_PORT = 8090


def main(arguments: Sequence[str]) -> int:
    """Serve until SIGTERM or SIGINT. 2 when the source, the port or a model cannot be used."""
    options = _parse(arguments)
    try:
        settings = load_settings()
        verify(settings.models_dir)
        feed, source = _feed(options)
        pipeline = CameraPipeline(Models.load(settings.models_dir), _camera(options))
        board = Board()
        server = TryoutServer(options.listen, options.port, board)
    except (CameraFailure, CameraError, FootageError, ModelError, SettingsError, OSError) as error:
        print(f"try: {getattr(error, 'detail', '') or error}", file=sys.stderr)
        return 2
    _run(feed, Watcher(feed, pipeline, board, source), server)
    return 0


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m vision try", description=__doc__)
    parser.add_argument("source", help="rtsp://... or a video file, which is played in a loop")
    parser.add_argument("--port", type=int, default=DEFAULT_PORT, help="of the page, on this machine")
    parser.add_argument("--listen", default="127.0.0.1", help="another address shows the video to the network")
    parser.add_argument("--udp", action="store_true", help="RTP over UDP; else inside the RTSP connection")
    parser.add_argument("--camera", type=Path, help="one camera of GET /api/device/config as JSON: zones, bins, rules")
    parser.add_argument("--uniform", action="append", default=[], metavar="#RRGGBB", help=UNIFORM)
    return parser.parse_args(arguments)


def _camera(options: argparse.Namespace) -> CameraConfig:
    """Every rule at any hour, except that people are only strange in the hours when nobody should be there."""
    camera = read_camera(options.camera) if options.camera else default_camera(colours=tuple(options.uniform))
    return replace(camera, rules=tuple(_at_any_hour(rule) for rule in camera.rules))


def _at_any_hour(rule: Rule) -> Rule:
    return rule if rule.type is ViolationType.INTRUDE else replace(rule, schedule=RuleSchedule.ALWAYS)


def _feed(options: argparse.Namespace) -> tuple[Feed, str]:
    """The source and how it may be shown: without password. Raises CameraFailure or FootageError."""
    if "://" not in options.source:
        feed = FileFeed(Path(options.source), PERIOD_S)
        feed.start()
        return feed, Path(options.source).name
    # Who types the address at this machine may reach the machine itself; elsewhere the same networks as in production.
    policy = AddressPolicy(load_settings().camera_networks, is_loopback_allowed=True)
    check_url(options.source, policy)
    transport = StreamTransport.UDP if options.udp else StreamTransport.TCP
    camera = CameraFeed(StreamAddress(options.source, transport), policy)
    camera.start()
    return camera, mask_url(options.source)


def _run(feed: Feed, watcher: Watcher, server: TryoutServer) -> None:
    stop = threading.Event()

    def on_signal(number: int, frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, on_signal)
    signal.signal(signal.SIGINT, on_signal)
    threading.Thread(target=server.serve_forever, name="page", daemon=True).start()
    print(f"look at {server.url} (end with Ctrl+C)", flush=True)
    watcher.run(stop)
    server.shutdown()
    feed.stop()
