"""What the person at the terminal reads once everything is ready."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Sequence

import qrcode

from backend.catalog.roles import ROLE_NAMES
from backend.core import sms
from tools.supervisor.health import Answer
from tools.supervisor.options import Options


def text(options: Options, config: Answer | None) -> str:
    """Address, accounts, code for the phone and the next steps."""
    parts = [f"Mingchu is ready: {options.address}"]
    accounts = _accounts(config)
    if accounts:
        parts.append(_table(("Demo account", "Password", "Who"), accounts))
    if accounts:
        file = options.data / sms.FILE
        parts.append(f"Codes for signing up would be text messages; here they are written to\n{file}")
    parts += [_code(options.address), _phone_hint(options)]
    if options.clip is not None:
        parts.append(
            f"The demo camera plays {options.clip.name}. Your own video: make run CLIP=your-video.mp4,\n"
            "or add a camera with its rtsp:// address in the app (我的 Me, 摄像头与覆盖 Cameras and coverage)."
        )
    parts.append("Ctrl-C stops everything.")
    return "\n\n".join(parts)


def _accounts(config: Answer | None) -> list[tuple[str, str, str]]:
    listed = config.body.get("demo_accounts") if config else None
    if not isinstance(listed, list):
        return []
    return [
        (
            str(row.get("phone", "")),
            str(row.get("password", "")),
            f"{row.get('name', '')} ({row.get('role', '')})",
        )
        for row in listed
        if isinstance(row, dict)
    ]


def _role(code: object) -> str:
    return next((f"{zh} ({en})" for role, (zh, en) in ROLE_NAMES.items() if role.value == code), str(code))


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    widths = [max(_width(row[column]) for row in [head, *rows]) for column in range(len(head))]
    lines = [
        "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True))
        for row in [head, *rows]
    ]
    return "\n".join(f"  {line.rstrip()}" for line in lines)


def _width(cell: str) -> int:
    """Columns on a terminal, where a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in cell)


def _code(address: str) -> str:
    code = qrcode.QRCode(border=2, error_correction=qrcode.ERROR_CORRECT_L)
    code.add_data(address)
    out = io.StringIO()
    code.print_ascii(out=out, invert=True)
    return out.getvalue().rstrip("\n")


def _phone_hint(options: Options) -> str:
    if not options.is_on_the_network:
        return (
            "The address is this machine's own. For a phone in the same network: make run HOST=0.0.0.0\n"
            "(everyone there can then sign in with the demo accounts)."
        )
    return (
        "Phones in the same network open the address or scan the code. Notifications on a phone need https:\n"
        "see 'On a phone' in README.md."
    )
