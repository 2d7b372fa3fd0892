"""A camera stream kept alive: tries, listens, says what is wrong, waits a little, tries again."""

from __future__ import annotations

import logging
import threading
from contextlib import closing
from typing import Protocol

from backend.catalog.cameras import CameraState
from vision.cameras.address import AddressPolicy, mask_url
from vision.cameras.failure import CameraFailure
from vision.cameras.packet import EncodedPacket, StreamInfo
from vision.cameras.rtsp_transport import Patience
from vision.cameras.source import PATIENCE, StreamAddress, watch

log = logging.getLogger(__name__)

_FIRST_WAIT_S = 0.3
# With the time to connect and a keyframe each two seconds, a returning camera shows a picture within five seconds.
_LONGEST_WAIT_S = 1.5
# Cameras lock the account after a few wrong passwords; a changed address restarts the connection at once anyway.
_PATIENT_WAIT_S = {CameraState.WRONG_PASSWORD: 60.0, CameraState.REFUSED_ADDRESS: 15.0}


class StreamListener(Protocol):
    """Called on the connection's thread; must return quickly and must not raise."""

    def on_state(self, state: CameraState, detail: str) -> None: ...

    def on_stream(self, info: StreamInfo) -> None: ...

    def on_packet(self, packet: EncodedPacket) -> None: ...


class CameraConnection:
    """The one connection to one RTSP stream, on a thread of its own."""

    def __init__(
        self,
        name: str,
        address: StreamAddress,
        policy: AddressPolicy,
        listener: StreamListener,
        patience: Patience = PATIENCE,
    ) -> None:
        self._name = name
        self._address = address
        self._policy = policy
        self._listener = listener
        self._patience = patience
        self._state = CameraState.UNKNOWN
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"camera {name}", daemon=True)

    def start(self) -> None:
        self._set_state(CameraState.CONNECTING, "")
        self._thread.start()

    def stop(self) -> None:
        """Ask the thread to end; it does within the silence timeout."""
        self._stop.set()

    def join(self, timeout_s: float | None = None) -> None:
        self._thread.join(timeout_s)

    def _run(self) -> None:
        wait_s = _FIRST_WAIT_S
        while not self._stop.is_set():
            try:
                self._run_once()
            except CameraFailure as failure:
                if self._state is CameraState.ONLINE:
                    wait_s = _FIRST_WAIT_S
                self._set_state(failure.state, failure.detail)
            except Exception:
                log.exception("camera %s: unexpected error", self._name)
                self._set_state(CameraState.UNREACHABLE, "internal error, see the log")
            self._stop.wait(_PATIENT_WAIT_S.get(self._state, wait_s))
            wait_s = min(wait_s * 2, _LONGEST_WAIT_S)

    def _run_once(self) -> None:
        with closing(watch(self._address, self._policy, self._patience)) as items:
            for item in items:
                if self._stop.is_set():
                    return
                if isinstance(item, EncodedPacket):
                    self._listener.on_packet(item)
                else:
                    self._listener.on_stream(item)
                    self._set_state(CameraState.ONLINE, f"{item.width}x{item.height} {item.codec}")

    def _set_state(self, state: CameraState, detail: str) -> None:
        if state is self._state or self._stop.is_set():
            return
        self._state = state
        log.info("camera %s: %s %s (%s)", self._name, state, detail, mask_url(self._address.url))
        self._listener.on_state(state, detail)
