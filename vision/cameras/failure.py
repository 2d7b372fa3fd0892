"""Why a camera shows nothing: one exception that carries the state people see."""

from __future__ import annotations

from backend.catalog.cameras import CameraState


class CameraFailure(Exception):  # noqa: N818 - the name of the thing, as in `raise CameraFailure`
    """This attempt ended. `detail` is for the log and never holds a password."""

    def __init__(self, state: CameraState, detail: str) -> None:
        super().__init__(f"{state}: {detail}")
        self.state = state
        self.detail = detail
