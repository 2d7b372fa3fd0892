"""One camera's own truth, frame by frame."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from backend.catalog.violations import ViolationType
from vision.detectors.camera.checks import blocked_score, blurred_score, moved_score
from vision.detectors.camera.freeze import FreezeCheck
from vision.detectors.camera.view import View, look_at
from vision.types import Detection, Frame, Person


class CameraTruthDetector:
    """Keeps the state of one camera. A fault that explains others hides them: a blocked picture is not also blurred."""

    def __init__(self) -> None:
        self._freeze = FreezeCheck()
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
        frozen = self._freeze.score(frame.image, frame.is_key)
        view = look_at(frame.image)
        faults = {ViolationType.CAM_BLOCK: blocked_score(view)}
        if not faults[ViolationType.CAM_BLOCK]:
            faults[ViolationType.CAM_FREEZE] = frozen
            faults[ViolationType.CAM_BLUR] = blurred_score(view, self._reference)
            if not faults[ViolationType.CAM_BLUR]:
                faults[ViolationType.CAM_MOVE] = moved_score(view, self._reference)
        return [Detection(kind, score) for kind, score in faults.items() if score > 0]
