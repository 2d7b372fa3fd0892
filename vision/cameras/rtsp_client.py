"""RTSP/1.0 (RFC 2326) as far as watching a camera needs it: one TCP or TLS connection, one video track.

Our own, because the address guard must hold for every connection: a general player follows redirects and sends
datagrams wherever the camera says. Here a redirect is a failure and datagrams are taken only from the camera.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import time
from collections.abc import Iterator
from dataclasses import dataclass

from backend.catalog.cameras import CameraState, StreamTransport
from vision.cameras.address import CameraTarget
from vision.cameras.failure import CameraFailure
from vision.cameras.rtsp_auth import Authenticator
from vision.cameras.rtsp_transport import InterleavedReader, MediaReader, Patience, UdpReader
from vision.cameras.sdp import VideoTrack, control_url, find_video

CONNECT_TIMEOUT_S = 2.0
ANSWER_TIMEOUT_S = 2.5
_USER_AGENT = "Mingchu"


@dataclass(frozen=True)
class Response:
    status: int
    headers: dict[str, list[str]]
    body: bytes

    def header(self, name: str) -> str:
        return (self.headers.get(name) or [""])[0]


class RtspClient:
    """`with RtspClient(target, transport) as client: track = client.describe(); for data in client.play(track): ...`"""

    def __init__(self, target: CameraTarget, transport: StreamTransport) -> None:
        self._target = target
        self._transport = transport
        self._auth = Authenticator(target.user, target.password)
        self._sequence = 0
        self._session = ""
        self._session_timeout_s = 60.0
        self._base = target.url
        self._socket = self._connect()
        self._reader = InterleavedReader(self._socket)
        self._media: MediaReader = self._reader

    def __enter__(self) -> RtspClient:
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(OSError, CameraFailure):
            if self._session:
                self._send("TEARDOWN", self._base)
        self._media.close()
        self._socket.close()

    def describe(self) -> VideoTrack:
        """The H.264 track, or the failure that says why there is none to show."""
        response = self._request("DESCRIBE", self._target.url, {"Accept": "application/sdp"})
        self._base = response.header("content-base") or response.header("content-location") or self._target.url
        track = find_video(response.body.decode("utf-8", "replace"))
        if track is None:
            raise CameraFailure(CameraState.NO_VIDEO, "the camera offers no video track")
        if track.codec != "h264":
            raise CameraFailure(CameraState.UNSUPPORTED_CODEC, f"the camera sends {track.codec or 'an unnamed codec'}")
        return track

    def play(self, track: VideoTrack, patience: Patience) -> Iterator[list[bytes]]:
        """RTP packets as they arrive, some at a time; `CameraFailure(SILENT)` when it runs out of patience."""
        self._set_up(track)
        self._request("PLAY", self._base, {"Range": "npt=0.000-"})
        keep_alive_s = max(5.0, self._session_timeout_s / 2)
        next_alive = time.monotonic() + keep_alive_s
        for batch in self._media.packets(patience):
            yield batch
            if time.monotonic() >= next_alive:
                next_alive = time.monotonic() + keep_alive_s
                self._send("GET_PARAMETER", self._base)

    def _connect(self) -> socket.socket:
        target = self._target
        try:
            plain = socket.create_connection((target.address, target.port), CONNECT_TIMEOUT_S)
            plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return self._tls(plain) if target.is_tls else plain
        except ssl.SSLError as error:
            raise CameraFailure(CameraState.UNREACHABLE, "the encrypted connection failed") from error
        except TimeoutError as error:
            raise CameraFailure(CameraState.UNREACHABLE, "no answer from the address") from error
        except OSError as error:
            raise CameraFailure(CameraState.UNREACHABLE, f"the connection failed ({error.strerror})") from error

    def _tls(self, plain: socket.socket) -> socket.socket:
        # Cameras sign their own certificates: encryption without a name check is what they can offer.
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        return context.wrap_socket(plain, server_hostname=self._target.host)

    def _set_up(self, track: VideoTrack) -> None:
        if self._transport is StreamTransport.UDP:
            self._media = udp = UdpReader(self._reader, self._target.address)
            offer = f"RTP/AVP;unicast;client_port={udp.port}-{udp.port + 1}"
        else:
            offer = "RTP/AVP/TCP;unicast;interleaved=0-1"
        response = self._request("SETUP", control_url(self._base, track.control), {"Transport": offer})
        for part in response.header("transport").split(";"):
            name, _, value = part.strip().partition("=")
            if name == "interleaved" and value.partition("-")[0].isdigit():
                self._reader.channel = int(value.partition("-")[0])

    def _request(self, method: str, url: str, headers: dict[str, str] | None = None) -> Response:
        response = self._exchange(method, url, headers or {})
        if response.status == 401 and self._target.user and self._auth.learn(response.headers["www-authenticate"]):
            response = self._exchange(method, url, headers or {})
        _check(method, response)
        session, _, parameters = response.header("session").partition(";")
        self._session = session.strip() or self._session
        timeout = parameters.strip().removeprefix("timeout=")
        self._session_timeout_s = float(timeout) if timeout.isdigit() else self._session_timeout_s
        return response

    def _exchange(self, method: str, url: str, headers: dict[str, str]) -> Response:
        try:
            self._send(method, url, headers)
            while True:
                status, fields, body = self._reader.response(ANSWER_TIMEOUT_S)
                if fields.get("cseq", [str(self._sequence)])[0] == str(self._sequence):
                    return Response(status, fields, body)
        except TimeoutError as error:
            raise CameraFailure(CameraState.UNREACHABLE, f"no answer to {method}") from error
        except (OSError, EOFError, ValueError) as error:
            raise CameraFailure(CameraState.UNREACHABLE, f"the connection broke at {method}") from error

    def _send(self, method: str, url: str, headers: dict[str, str] | None = None) -> None:
        self._sequence += 1
        fields = {"CSeq": str(self._sequence), "User-Agent": _USER_AGENT, **(headers or {})}
        if self._session:
            fields["Session"] = self._session
        signature = self._auth.header(method, url)
        if signature:
            fields["Authorization"] = signature
        lines = [f"{method} {url} RTSP/1.0", *(f"{name}: {value}" for name, value in fields.items())]
        self._socket.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())


_STATES = {401: CameraState.WRONG_PASSWORD, 403: CameraState.WRONG_PASSWORD, 404: CameraState.WRONG_PATH}


def _check(method: str, response: Response) -> None:
    if 200 <= response.status < 300:
        return
    if 300 <= response.status < 400:
        raise CameraFailure(CameraState.REFUSED_ADDRESS, "the camera redirects to another address")
    state = _STATES.get(response.status, CameraState.UNREACHABLE)
    raise CameraFailure(state, f"the camera answers {method} with {response.status}")
