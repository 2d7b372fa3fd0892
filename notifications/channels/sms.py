"""Deliveries by text message, through the gateway of the installation."""

from __future__ import annotations

from datetime import datetime

from backend.core.sms import SmsGateway
from notifications.channels.base import Later, Letter, Outcome, Sent


class Sms:
    def __init__(self, gateway: SmsGateway) -> None:
        self._gateway = gateway

    def send(self, letter: Letter, now: datetime) -> Outcome:
        text = f"【明厨】{letter.payload['title']}。{letter.payload['body']}"
        try:
            self._gateway.send(letter.phone, text, now)
        except OSError as error:
            return Later(type(error).__name__)
        return Sent()
