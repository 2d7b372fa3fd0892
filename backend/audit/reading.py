"""Reading what is sensitive: somebody says why, and the entry stands before anything is shown."""

from __future__ import annotations

import re

from marshmallow import Schema

from backend.audit.service import record
from backend.core.database import write_transaction
from backend.core.fields import Reason

# A reason is a person's own words, and a phone or identity number in them would stay in the chain for ever.
_LONG_NUMBER = re.compile(r"\d{7,}")


class ReasonArgs(Schema):
    """For the query of a route that shows something sensitive; without a reason it answers 422."""

    reason = Reason()


def record_read(what: str, subject: str, subject_id: int | None, establishment_id: int | None, reason: str) -> None:
    """Note that the person of this request reads `what` ("certificate", "export", "playback") of a thing, and why.

    Committed at once: a request that only reads has no transaction that would, and what was shown must be on record
    even when sending it fails half-way.
    """
    with write_transaction():
        changes = {"reason": _LONG_NUMBER.sub("***", reason)}
        record(f"{what}.read", subject, subject_id, establishment_id=establishment_id, changes=changes)
