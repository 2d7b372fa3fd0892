"""Wires `media` together and runs it until it is told to stop."""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
from typing import Any

from aiohttp import web

from vision.backend_client import BackendClient
from vision.blur.helper import BlurHelper
from vision.blur.streams import BlurredStreams
from vision.cameras.address import AddressPolicy
from vision.clock import Clock, SystemClock
from vision.media.config import MediaConfig, parse_config
from vision.media.duties import Line, OfflineReporter, StateReporter, StillKeeper, TestRunner, every
from vision.media.fleet import Fleet
from vision.media.offline import OfflineWatch
from vision.media.stills import StillStore
from vision.media.viewing import BlurredStillKeeper, ViewKeeper, subject_of
from vision.packets.server import PacketServer
from vision.relay.aiortc_internals import offer_addresses
from vision.relay.server import Relay
from vision.relay.tokens import TicketInspector
from vision.reporter import Reporter
from vision.settings import DeviceCredential, Settings, SettingsError, load_device, load_settings

log = logging.getLogger(__name__)

_STILLS_TURN_S = 0.5
_OFFLINE_TURN_S = 1.0


class MediaProcess:
    """Everything that lives on the event loop of `media`. Create and run it inside a running loop."""

    def __init__(self, settings: Settings, device: DeviceCredential, clock: Clock | None = None) -> None:
        self._settings = settings
        self._clock = clock = clock or SystemClock()
        self._client = BackendClient(device, "media")
        self._reporter = Reporter(self._client, settings.spool_dir("media"))
        self._line = Line()
        policy = AddressPolicy(settings.camera_networks, settings.is_loopback_allowed)
        self.fleet = Fleet(policy, clock, self._note_change)
        self._packets = PacketServer(settings.socket_path, self.fleet.cut_clip)
        self._store = StillStore(settings.data_dir / "run" / "stills")
        self._states = StateReporter(self._client, self.fleet, self._line, settings.states_every_s, settings.data_dir)
        self._stills = StillKeeper(
            self._client, self.fleet, self._store, self._line, clock, settings.still_every_s
        )  # fmt: skip
        self._tests = TestRunner(self._client, policy, self._line)
        watch = OfflineWatch(settings.data_dir / "run" / "offline.json", settings.offline_grace_s)
        self._offline = OfflineReporter(
            self._reporter, self.fleet, self._store, watch, clock, settings.offline_after_s
        )  # fmt: skip
        self._inspector = TicketInspector()
        self._blur_helper = BlurHelper(settings.models_dir, settings.font_file)
        blurring = BlurredStreams(
            lambda camera_id: subject_of(self.fleet, camera_id), self._blur_helper, clock.time, settings.blur_every_s
        )
        self._blurred_stills = BlurredStillKeeper(
            self._client, self.fleet, blurring, self._line, clock, settings.blurred_still_every_s
        )
        self._is_configured = False
        self.relay = Relay(
            self.fleet.live,
            self._inspector,
            joins_per_s=settings.joins_per_s,
            viewer_max_s=settings.viewer_max_s,
            status=self._status,
            clock=clock,
            blurring=blurring,
        )
        self._views = ViewKeeper(self._client, self.relay.views, clock)

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop` is set."""
        settings = self._settings
        offer_addresses(settings.ice_addresses)
        await self._packets.start()
        runner = web.AppRunner(self.relay.app(), access_log=None, shutdown_timeout=2.0)
        await runner.setup()
        await web.TCPSite(runner, settings.media_host, settings.media_port).start()
        log.info("media ready on port %d", settings.media_port)
        duties = [
            asyncio.create_task(every(settings.config_every_s, self._configure)),
            asyncio.create_task(every(0.0, self._states.turn)),
            asyncio.create_task(every(_STILLS_TURN_S, self._stills.turn)),
            asyncio.create_task(every(_STILLS_TURN_S, self._blurred_stills.turn)),
            asyncio.create_task(every(settings.views_every_s, self._views.turn)),
            asyncio.create_task(every(_OFFLINE_TURN_S, self._watch_absences)),
        ]
        await stop.wait()
        log.info("media stops")
        for duty in duties:
            duty.cancel()
        await asyncio.gather(*duties, return_exceptions=True)
        await self._shut_down(runner)

    async def _shut_down(self, runner: web.AppRunner) -> None:
        self._tests.stop()
        self.fleet.stop()
        await runner.cleanup()
        await self._blur_helper.stop()
        await self._packets.stop()
        await asyncio.to_thread(self._reporter.close)
        self._client.close()

    async def _configure(self) -> None:
        found: list[dict[str, Any] | None] = []
        if not await self._line.call("config", lambda: found.append(self._client.get_config())):
            return
        if not found or found[0] is None:
            return
        try:
            config = parse_config(found[0])
        except (KeyError, TypeError, ValueError):
            log.exception("the backend's configuration is unusable; the last one stays")
            return
        self._apply(config)

    def _apply(self, config: MediaConfig) -> None:
        self._inspector.public_key = config.live_public_key
        stopped = self.fleet.apply(config.cameras, self._packets)
        for camera_id in stopped - set(config.cameras):
            self._store.forget(camera_id)
        self._stills.wanted = config.references_wanted
        self._blurred_stills.wanted = config.blurred_stills_wanted
        self._tests.start(config)
        self._is_configured = True

    async def _watch_absences(self) -> None:
        # Before the first configuration every camera would look removed, and its absence ended.
        if self._is_configured:
            await self._offline.turn()

    def _note_change(self) -> None:
        self._states.note_change()

    def _status(self) -> dict[str, Any]:
        return {"cameras": [unit.report() for unit in self.fleet.units.values()]}


async def _run(settings: Settings, device: DeviceCredential) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await MediaProcess(settings, device).run(stop)


def main() -> int:
    # What these libraries say about each viewer's network is noise in the product's log.
    for name in ("aiortc", "aioice", "aiohttp.access"):
        logging.getLogger(name).setLevel(logging.ERROR)
    try:
        settings = load_settings()
        asyncio.run(_run(settings, load_device(settings.data_dir)))
    except SettingsError as error:
        print(error, file=sys.stderr)  # noqa: T201 - the reason why the process does not start
        return 1
    return 0
