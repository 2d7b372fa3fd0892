"""One camera's own truth, frame by frame."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from backend.catalog.violations import ViolationType
from vision.detectors.camera.checks import find_blocked, find_blurred, find_moved
from vision.detectors.camera.fault import Cause, Fault
from vision.detectors.camera.freeze import FreezeCheck
from vision.detectors.camera.replay import ReplayCheck
from vision.detectors.camera.view import View, look_at
from vision.types import Detection, Frame, Person


class CameraTruthDetector:
    """Keeps the state of one camera. A fault that explains others hides them: a blocked picture is not also blurred.

    How long a fault must last is the rule's business: a lens that is being wiped is covered, for less than the hold.
    """

    def __init__(self, *, is_film: bool = False) -> None:
        """`is_film`: a demo's camera plays a film over and over, and that is no fault."""
        self._is_film = is_film
        self._freeze = FreezeCheck()
        self._replay = ReplayCheck()
        self._reference: View | None = None

    def set_reference(self, jpeg: bytes | None) -> bool:
        """Take the still that shows how the camera should look; False when it is not a picture."""
        if jpeg is None:
            self._reference = None
            return True
        image = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
        if image is None:
            return False
        self._reference = look_at(np.asarray(image, np.uint8))
        return True

    def detect(self, frame: Frame, people: Sequence[Person] = ()) -> list[Detection]:
        if not self._is_film:
            self._replay.note(frame.image, frame.at, frame.is_key)
        frozen = self._freeze.score(frame.image, frame.is_key)
        view = look_at(frame.image)
        blocked = find_blocked(view, self._reference)
        if blocked is not None:
            return [_detection(ViolationType.CAM_BLOCK, blocked)]
        found = []
        stale = Fault(Cause.FROZEN, frozen, {"same_pixels": frozen}) if frozen else self._replay.find()
        if stale is not None:
            found.append(_detection(ViolationType.CAM_FREEZE, stale))
        blurred = find_blurred(view, self._reference)
        if blurred is not None:
            found.append(_detection(ViolationType.CAM_BLUR, blurred))
        elif (moved := find_moved(view, self._reference)) is not None:
            found.append(_detection(ViolationType.CAM_MOVE, moved))
        return found


def _detection(kind: ViolationType, fault: Fault) -> Detection:
    return Detection(kind, fault.score, why=fault.why)
