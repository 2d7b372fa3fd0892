"""Wires the notifier: one loop that moves cases and duties, one that sends letters."""

from __future__ import annotations

import logging
import threading
from typing import cast

from flask import Flask

from backend.catalog.cases import DeliveryChannel
from backend.core import clock, sms
from backend.settings import Settings
from notifications.channels.base import Channel
from notifications.channels.egress import PinnedHttp
from notifications.channels.sms import Sms
from notifications.channels.web_push import WebPush
from notifications.duties import Duties, run_due_duties
from notifications.housekeeping import Housekeeping, remembered_shifts
from notifications.loop import run_until
from notifications.sender import Sender
from notifications.steady import SteadyTime
from notifications.steps import newest_case_id, run_due_steps

log = logging.getLogger(__name__)

_LAST_WAIT_S = 16.0  # the longest a letter under way may take


def channels_of(settings: Settings) -> dict[DeliveryChannel, Channel]:
    http = PinnedHttp(allow_private=settings.push_allow_private)
    return {
        DeliveryChannel.WEB_PUSH: WebPush(settings.secrets, http),
        DeliveryChannel.SMS: Sms(sms.open_gateway(settings)),
    }


class Notifier:
    def __init__(self, app: Flask) -> None:
        self._app, self._stop, self._letters = app, threading.Event(), threading.Event()
        self._sender = Sender(channels_of(cast(Settings, app.extensions["settings"])))
        with app.app_context():
            self._steady = SteadyTime(remembered_shifts())
        self._housekeeping = Housekeeping(self._steady)
        self._duties = Duties()

    def run(self) -> None:
        """Until `stop`: then the transaction under way is finished, letters under way are marked, and it returns."""
        sending = threading.Thread(target=self._send_until_stopped, name="sender")
        sending.start()
        log.info("ready")
        run_until(self._stop, self._app, "steps", self._move)
        sending.join()
        self._sender.close()
        log.info("stopped")

    def stop(self) -> None:
        self._stop.set()
        self._letters.set()

    def _move(self) -> int:
        if self._steady.observe(clock.now(), newest_case_id):
            log.warning("the clock was set by %+.0f s; open cases keep their pace", self._steady.shifts[-1].seconds)
            self._duties.clock_was_set(self._steady.shifts[-1].seconds)
            self._housekeeping.hold_watchdog()
            self._housekeeping.beat()
        self._housekeeping.run_once()
        moved = run_due_steps(self._steady) + self._duties.run_once()
        if moved:
            self._letters.set()  # what was just written need not wait for the other loop to look
        return moved

    def _send_until_stopped(self) -> None:
        run_until(self._stop, self._app, "sending", self._sender.run_once, self._letters)
        try:
            with self._app.app_context():
                self._sender.drain(_LAST_WAIT_S)
        except Exception:
            log.exception("letters under way could not be marked; they will be sent again")


def run_once(sender: Sender) -> tuple[int, int]:
    """Everything that is due now, inside an application context: cases moved and letters marked."""
    moved = 0
    while did := run_due_duties() + run_due_steps():
        moved += did
    return moved, sender.send_due()
