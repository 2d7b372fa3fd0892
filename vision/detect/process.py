"""Wires the process `detect` together and ends it cleanly."""

from __future__ import annotations

import logging
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from vision.backend_client import BackendClient
from vision.detect.analysis import Analysis
from vision.detect.desk import ObservationDesk
from vision.detect.link import BackendLink
from vision.detect.memory import OngoingMemory
from vision.detect.models import ModelKeeper
from vision.detect.places import abandoned, claim
from vision.detectors.judges import load_judges
from vision.evidence import ClipDesk
from vision.models.assembly import ModelError, verify
from vision.models.versions import Versions
from vision.packets.client import PacketClient
from vision.packets.wire import (
    ClipFailed,
    ClipReady,
    Disconnected,
    LeaseGranted,
    Message,
    PacketArrived,
    StreamStarted,
)
from vision.pipeline import Models
from vision.reporter import Reporter
from vision.settings import Settings, SettingsError, load_device, load_settings

log = logging.getLogger(__name__)

_JOIN_S = 5.0


def main() -> int:
    """Run until SIGTERM or SIGINT. 1 when a setting or a model file is missing or wrong."""
    settings = load_settings()
    try:
        device = load_device(settings.data_dir)
        verify(settings.models_dir)
    except (SettingsError, ModelError) as error:
        log.error("%s", error)
        return 1
    stop = threading.Event()

    def on_signal(number: int, frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, on_signal)
    signal.signal(signal.SIGINT, on_signal)
    client = BackendClient(device, "detect")
    is_clean = run(client, settings, stop)
    client.close()
    return 0 if is_clean else 1


def run(client: BackendClient, settings: Settings, stop: threading.Event) -> bool:
    """Analyse until `stop`. False when a thread failed before."""
    place = claim(settings.spool_dir("detect"))
    reporter = Reporter(client, place.directory)
    packets = PacketClient(settings.socket_path)
    clips = ClipDesk(packets.request_clip, reporter.clip)
    desk = ObservationDesk(reporter, clips)
    memory = OngoingMemory(settings.data_dir / "run" / "ongoing")
    models = Models.load(settings.models_dir)
    analysis = Analysis(models, desk.handle, memory, packets.renew, is_film=settings.is_demo)
    keeper = ModelKeeper(
        client,
        Versions(settings.data_dir / "model-versions"),
        models,
        lambda versions, on_fault: load_judges(settings.models_dir, files=versions, on_fault=on_fault),
        analysis.use,
    )
    link = BackendLink(client, analysis, keeper)
    failed = threading.Event()
    threads = [
        threading.Thread(target=_until_failure, args=(target, stop, failed), name=name, daemon=True)
        for name, target in (
            ("packets", lambda: _read(packets, analysis, clips)),
            ("analysis", lambda: analysis.run(stop)),
            ("backend", lambda: link.run(stop)),
        )
    ]
    packets.share()
    for thread in threads:
        thread.start()
    log.info("ready")
    while not stop.wait(1.0):
        clips.ask(time.time())
        _adopt(reporter, settings.spool_dir("detect"), place.directory)
    packets.stop()
    for thread in threads:
        thread.join(_JOIN_S)
    reporter.close()
    place.release()
    log.info("stopped, %d reports wait for the next start", reporter.waiting())
    return not failed.is_set()


def _adopt(reporter: Reporter, base: Path, mine: Path) -> None:
    """Deliver what another `detect` on this machine could not before it died."""
    for place in abandoned(base, mine):
        log.info("%d reports of a process that is gone are taken over", reporter.adopt(place.directory))
        place.release()


def _until_failure(target: Callable[[], None], stop: threading.Event, failed: threading.Event) -> None:
    """A thread that fails takes the process with it: the supervisor starts it whole again."""
    try:
        target()
    except Exception:
        log.exception("thread %s failed, ending the process", threading.current_thread().name)
        failed.set()
        stop.set()


def _read(packets: PacketClient, analysis: Analysis, clips: ClipDesk) -> None:
    for message in packets.messages():
        _dispatch(message, analysis, clips)


def _dispatch(message: Message, analysis: Analysis, clips: ClipDesk) -> None:
    match message:
        case PacketArrived():
            analysis.put(message)
        case StreamStarted(camera_id=camera_id):
            analysis.restart(camera_id)
        case LeaseGranted(cameras=cameras):
            analysis.lease(cameras)
        case ClipReady(request_id=key, start_at=start_at, duration_s=duration_s, mp4=mp4):
            clips.take(key, start_at, duration_s, mp4)
        case ClipFailed(request_id=key, error=error):
            clips.fail(key, error)
        case Disconnected():
            clips.lose_connection()
            analysis.lease(frozenset())
