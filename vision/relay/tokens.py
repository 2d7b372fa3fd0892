"""Tickets for live pictures: issued by the backend per user and camera, checked here with its public key."""

from __future__ import annotations

from dataclasses import dataclass

import jwt

_LEEWAY_S = 5
_CLEAR, _BLURRED = "live", "live-blurred"


class TicketRefused(Exception):  # noqa: N818 - an answer to a viewer
    """`status` and `code` as they are answered."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code


@dataclass(frozen=True)
class Ticket:
    """`until`: epoch seconds at which the right to watch ends, None when nothing says so."""

    user_id: str
    camera_id: int
    session_id: int | None = None
    is_blurred: bool = False
    until: float | None = None


class TicketInspector:
    """Holds the backend's current key; without one, nobody is let in."""

    def __init__(self) -> None:
        self.public_key = ""

    def check(self, token: str, camera_id: int, *, is_blurred: bool = False) -> Ticket:
        """The ticket, if it is good for this camera and this kind of picture: a blurred one opens no clear stream."""
        if not self.public_key or not token:
            raise TicketRefused(401, "ticket_missing")
        try:
            claims = jwt.decode(
                token,
                self.public_key,
                algorithms=["EdDSA"],
                audience=[_CLEAR, _BLURRED],
                leeway=_LEEWAY_S,
                options={"require": ["exp", "sub", "aud"]},
            )
        except jwt.ExpiredSignatureError as error:
            raise TicketRefused(401, "ticket_expired") from error
        except jwt.PyJWTError as error:
            raise TicketRefused(401, "ticket_invalid") from error
        if claims["aud"] != (_BLURRED if is_blurred else _CLEAR):
            raise TicketRefused(403, "ticket_for_blurred" if claims["aud"] == _BLURRED else "ticket_for_clear")
        if str(claims.get("cam")) != str(camera_id):
            raise TicketRefused(403, "ticket_for_another_camera")
        until = claims.get("until")
        session = claims.get("sid")
        return Ticket(
            str(claims["sub"]),
            camera_id,
            None if session is None else int(session),
            is_blurred,
            None if until is None else float(until),
        )
