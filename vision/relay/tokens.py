"""Tickets for live pictures: issued by the backend per user and camera, checked here with its public key."""

from __future__ import annotations

from dataclasses import dataclass

import jwt

_LEEWAY_S = 5


class TicketRefused(Exception):  # noqa: N818 - an answer to a viewer
    """`status` and `code` as they are answered."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code


@dataclass(frozen=True)
class Ticket:
    user_id: str
    camera_id: int


class TicketInspector:
    """Holds the backend's current key; without one, nobody is let in."""

    def __init__(self) -> None:
        self.public_key = ""

    def check(self, token: str, camera_id: int) -> Ticket:
        if not self.public_key or not token:
            raise TicketRefused(401, "ticket_missing")
        try:
            claims = jwt.decode(
                token,
                self.public_key,
                algorithms=["EdDSA"],
                audience="live",
                leeway=_LEEWAY_S,
                options={"require": ["exp", "sub", "aud"]},
            )
        except jwt.ExpiredSignatureError as error:
            raise TicketRefused(401, "ticket_expired") from error
        except jwt.PyJWTError as error:
            raise TicketRefused(401, "ticket_invalid") from error
        if str(claims.get("cam")) != str(camera_id):
            raise TicketRefused(403, "ticket_for_another_camera")
        return Ticket(str(claims["sub"]), camera_id)
